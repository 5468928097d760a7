"""Archives of clusters that were collected with kubectl."""
