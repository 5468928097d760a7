"""Widgets that take one value."""
