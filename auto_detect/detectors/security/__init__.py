"""Detectors of the security requirements."""
