"""Keys in hints: the default ones, or those of the config file."""

import re
from collections.abc import Mapping

_chosen: dict[str, str] = {}
_PLACEHOLDER = re.compile(r"\{([^{}\s]+):([a-z_]+\.[a-z0-9_]+)\}")
_SPELLED = {
    "question_mark": "?",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "slash": "/",
    "escape": "esc",
}


def use_keys(chosen: Mapping[str, str]) -> None:
    """Use the config file's keys from now on: by the id of the action, separated by commas."""
    _chosen.clear()
    _chosen.update(chosen)


def key_name(key: str) -> str:
    """Return the display name of a key."""
    return _SPELLED.get(key, key)


def key_of(action: str, default: str) -> str:
    """Return the key of an action.

    Args:
        action: The id of its binding.
        default: The key in hints, unless the config file has another.
    """
    chosen = _chosen.get(action, "").partition(",")[0]
    return key_name(chosen) if chosen else default


def with_keys(hint: str) -> str:
    """Return a hint with the keys in place of `{DEFAULT:ACTION}`; for our own texts only."""
    return _PLACEHOLDER.sub(lambda found: key_of(found[2], found[1]), hint)
