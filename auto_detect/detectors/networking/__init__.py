"""Detectors of the networking and inference requirements."""
