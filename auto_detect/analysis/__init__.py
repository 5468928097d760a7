"""Facts that several detectors derive from a snapshot."""
