"""Sizes in bytes as text."""


def format_size(length: int) -> str:
    """Return a size for people, for example `35 kB`."""
    if length < 1000:
        return f"{length} bytes"
    return f"{length / 1000:.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"
