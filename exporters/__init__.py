"""Exports drafts to files."""
