"""Fields of objects that scale pods and nodes."""
