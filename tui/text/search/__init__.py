"""Searching steps, fields and actions by words."""
