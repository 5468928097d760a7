"""Queries that follow from what was read; one module per topic, pure functions."""
