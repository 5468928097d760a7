"""What was read from a cluster, as a value and as a file."""
