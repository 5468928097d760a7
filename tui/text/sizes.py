"""Numbers of bytes as text."""


def format_size(length: int) -> str:
    """A number of bytes for people."""
    if length < 1000:
        return f"{length} bytes"
    return f"{length / 1000:.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"
