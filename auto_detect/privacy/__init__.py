"""Pseudonyms, redaction and anonymizing."""
