"""A cluster that was collected with kubectl, read from an archive."""
