"""Checks of the config file's keys against the actions of the wizard. No Textual here."""

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
    known: dict[str, BoundKeys] = {}
    for action in actions:
        before = known.get(action.id)
        keys = tuple(dict.fromkeys((*before.keys, *action.keys))) if before else action.keys
        known[action.id] = BoundKeys(action.id, keys, action.does)
    usable: dict[str, str] = {}
    faults: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
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
    for name, new in wanted.items():
        clash = next(
            (
                (key, other.id)
                for other in known.values()
                if other.id != name and _meet(known[name].group, other.group)
                for key in new
                if key in (usable[other.id].split(",") if other.id in usable else _left(other, wanted))
            ),
            None,
        )
        if clash is None:
            usable[name] = ",".join(new)
        else:
            faults.append(f"{name}: {clash[0]} is already the key of {clash[1]}")
    return usable, tuple(faults)


def _left(action: BoundKeys, wanted: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the default keys of an action that are still free."""
    return () if action.id in wanted else action.keys


def _meet(one: str, other: str) -> bool:
    """Return whether actions of two groups can be active at the same time."""
    if one == other or EVERYWHERE in (one, other):
        return True
    if one in DIALOGS or other in DIALOGS:
        return "dialog" in (one, other) and one in DIALOGS and other in DIALOGS
    if HOME in (one, other):
        return LISTS in (one, other)
    return WIZARD in (one, other) or LISTS in (one, other)
