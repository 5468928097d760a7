"""Everything that looks outside this machine, read-only."""
