"""Pseudonyms, and anonymizing of objects and snapshots."""
