"""Widgets that show findings and observations."""
