"""How many examples a property test tries."""

from hypothesis import settings


def examples(number: int) -> int:
    """Return the number, or that of the profile `fast` where it is loaded: a setting of a test would override it."""
    return min(number, settings().max_examples) if settings.get_current_profile_name() == "fast" else number
