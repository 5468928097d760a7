"""Files that are replaced atomically, and locks across processes."""
