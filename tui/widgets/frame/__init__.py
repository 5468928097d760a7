"""Widgets around the current step: header, rail, footer."""
