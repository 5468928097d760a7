"""Drafts become files."""
