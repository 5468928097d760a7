"""The open draft: loading, editing, checking, saving."""
