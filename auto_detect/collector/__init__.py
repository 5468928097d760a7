"""From an API server to a snapshot."""
