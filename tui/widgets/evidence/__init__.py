"""Widgets that edit the evidence of a requirement."""
