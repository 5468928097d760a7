"""Commands of a screen for the palette."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.screen import Screen

from tui.text.key_hints import key_name
from tui.text.search.aliases import ACTIONS


@dataclass(frozen=True)
class Command:
    """An entry of the palette."""

    title: str
    beside: str
    """The command's key or target, shown in the second column."""
    run: Callable[[], object]
    names: tuple[str, ...] = ()
    """Other names to find it by; an exact match comes first."""
    words: tuple[str, ...] = ()
    """Further search terms."""


def actions(screen: Screen[None]) -> Iterator[Command]:
    """Yield every action that has a key at the focused widget, read from the bindings themselves."""
    seen = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and binding.tooltip and active.enabled and binding.id not in seen:
            seen.add(binding.id)
            run = partial(screen.app.run_action, binding.action, active.node)
            names = (binding.description, *ACTIONS.get(binding.id, ()))
            key = key_name(binding.key)
            yield Command(binding.tooltip or binding.description, key, run, names, (key,))
