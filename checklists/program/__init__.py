"""Data of the conformance program: official checklists, members, landscape."""
