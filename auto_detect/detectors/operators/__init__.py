"""Detector of the operator requirement."""
