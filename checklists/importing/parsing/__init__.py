"""A submission's text as a tree, whether or not it is valid YAML."""
