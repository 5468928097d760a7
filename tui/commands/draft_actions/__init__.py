"""Actions of `aiconform drafts`, by subject."""
