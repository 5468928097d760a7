"""Detectors of the accelerator requirements."""
