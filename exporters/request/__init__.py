"""The pull request: its text, its boxes and the steps after it."""
