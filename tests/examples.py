"""How many examples a test tries, and which are for `make test-slow`."""

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings


def examples(number: int) -> int:
    """Return the number, or that of the profile `fast` where it is loaded: a setting of a test would override it."""
    return min(number, settings().max_examples) if settings.get_current_profile_name() == "fast" else number


def slow(*values: object) -> ParameterSet:
    """Return a case for `parametrize` that is for `make test-slow`."""
    return pytest.param(*values, marks=pytest.mark.slow)


def seeds(number: int, quick: int) -> list[int | ParameterSet]:
    """Return seeds for `parametrize`; all but the first `quick` are for `make test-slow`."""
    return [*range(min(quick, number)), *map(slow, range(quick, number))]
