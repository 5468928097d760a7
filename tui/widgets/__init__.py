"""The building blocks of panes."""
