"""Base classes of the app: input one at a time, faults, editing, recovery of saving."""
