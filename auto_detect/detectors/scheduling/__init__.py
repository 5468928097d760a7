"""Detectors of the scheduling and scaling requirements."""
