"""Scan of a single text."""

from checklists.scan.scanner import Match, scan


def scan_text(text: str) -> tuple[Match, ...]:
    """Return the matches in a text."""
    return scan({"": text})[""]
