"""The open draft: loading, editing, validating, saving."""
