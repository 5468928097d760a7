"""Input widgets for a single value."""
