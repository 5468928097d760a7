"""Collection of snapshots from API servers, archives and files."""
