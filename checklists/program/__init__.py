"""The program's data: official checklists, members, landscape."""
