"""Checks of the config file's keys against the actions of the wizard."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from checklists.text import clean_line

EVERYWHERE, HOME, WIZARD = "app", "home", "wizard"
DIALOGS = frozenset({"dialog", "list", "text", "import", "results", "matrix", "configurations"})
LISTS = "rows"
"""Group of the keys that every list has, on any screen."""


@dataclass(frozen=True)
class BoundKeys:
    """An action with its keys."""

    id: str
    keys: tuple[str, ...]
    does: str

    @property
    def group(self) -> str:
        """The screen or widget that the action belongs to."""
        return self.id.partition(".")[0]


def usable_keys(
    chosen: Mapping[str, str],
    actions: Iterable[BoundKeys],
    normal: Callable[[str], str | None],
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the usable entries of the config file's keys, and why the others are ignored.

    An action whose entry is ignored keeps its default keys.

    Args:
        chosen: By the id of the action: its keys, separated by commas.
        actions: All actions with their default keys.
        normal: Returns the canonical name of a key; None for an unknown key.
    """
    known = _by_id(actions)
    wanted: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for name, text in chosen.items():
        names = [part.strip() for part in (text.split(",") if text.strip() != "," else [","])]
        spelled = [(part, normal(part)) for part in names]
        wrong = next((part for part, key in spelled if key is None), None)
        if name not in known:
            faults.append(f"{clean_line(name, limit=40)} is not an action")
        elif wrong is not None:
            faults.append(f'{name}: "{clean_line(wrong, limit=20)}" is not a key')
        else:
            wanted[name] = tuple(key for _, key in spelled if key is not None)
    while conflict := _first_conflict(wanted, known):
        name, key, other = conflict
        faults.append(f"{name}: {key} is already the key of {other}")
        del wanted[name]  # Its action has its default keys again, which another entry may use.
    return {name: ",".join(keys) for name, keys in wanted.items()}, tuple(faults)


def _by_id(actions: Iterable[BoundKeys]) -> dict[str, BoundKeys]:
    """Return each action once, with the keys of all its bindings."""
    known: dict[str, BoundKeys] = {}
    for action in actions:
        before = known.get(action.id)
        keys = tuple(dict.fromkeys((*before.keys, *action.keys))) if before else action.keys
        known[action.id] = BoundKeys(action.id, keys, action.does)
    return known


def _first_conflict(
    wanted: Mapping[str, tuple[str, ...]], known: Mapping[str, BoundKeys]
) -> tuple[str, str, str] | None:
    """Return the first entry with a key that is taken by a default or an earlier entry, the key, and its action."""
    taken = {action.id: action.keys for action in known.values() if action.id not in wanted}
    for name, keys in wanted.items():
        for other, used in taken.items():
            key = next((key for key in keys if key in used), None)
            if key is not None and _meet(known[name].group, known[other].group):
                return name, key, other
        taken[name] = keys
    return None


def _meet(one: str, other: str) -> bool:
    """Return whether actions of two groups can be active at the same time."""
    if one == other or EVERYWHERE in (one, other):
        return True
    if one in DIALOGS or other in DIALOGS:
        return "dialog" in (one, other) and one in DIALOGS and other in DIALOGS
    if HOME in (one, other):
        return LISTS in (one, other)
    return WIZARD in (one, other) or LISTS in (one, other)
