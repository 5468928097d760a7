"""The official checklists joined with the project's own guidance."""
