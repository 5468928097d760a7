"""Detectors: one pure function per requirement, from a snapshot to a finding."""
