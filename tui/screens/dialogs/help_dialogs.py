"""Help: the focused element, and one searchable page of keys, signs and concepts."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tui.screens.dialogs.list_dialog import ListDialog, Row
from tui.screens.dialogs.text_dialogs import TextDialog
from tui.state.machine.key_conflicts import BoundKeys
from tui.text.content import ACCENT, MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.text.element_help import CONCEPTS, ELEMENTS, ElementHelp
from tui.text.glyphs import CURRENT, DETECTED, DONE, NOT_APPLICABLE, OPEN, PARTLY, PROBLEM
from tui.text.key_hints import key_name, with_keys
from tui.text.search.ranking import Searched
from tui.widgets.inputs.field import Field

SIGNS = (
    (DONE, "done"),
    (PARTLY, "started, partially implemented, or to be confirmed"),
    (DETECTED, "detected in the cluster, not answered yet"),
    (OPEN, "not answered yet"),
    (NOT_APPLICABLE, "N/A, or not implemented"),
    (PROBLEM, "an error: would be refused"),
    (CURRENT, "current step"),
)
ALL = "all"
"""Value of the help if the user wants the page of all keys."""
_KEYS = 15
"""Cells of the keys before the text of an action."""


class ElementDialog(TextDialog):
    """The help of the focused element; `?` leads to all keys and concepts."""

    KEYS = "{?:text.all} searches all keys and concepts   {esc:dialog.close} closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", f"dismiss('{ALL}')", "All keys", id="text.all", show=False),
    ]


def element_help(screen: Screen[Any]) -> ElementDialog:
    """Return the help of the focused element: purpose, example, its keys, then the keys of the page."""
    focused = screen.focused
    found = explained(focused or screen)
    own = set(focused.ancestors_with_self) - set(screen.ancestors_with_self) if focused is not None else set()
    here = list(_active(screen, own))
    shown = {keys for keys, _ in here}
    page = [(keys, does) for keys, does in _active(screen, {screen, screen.app}) if keys not in shown]
    paragraphs = [line(with_keys(found.purpose)), Content("")] if found else []
    if found and found.example:
        paragraphs += [
            join(Content.styled("For example   ", MUTED), line(with_keys(found.example), ACCENT)),
            Content(""),
        ]
    for title, rows in (("Keys of this element", here), ("Keys of the page", page)):
        if rows:
            table = (join(" ", fit(Content.styled(keys, ACCENT), 18), " ", does) for keys, does in rows)
            paragraphs += [Content.styled(title, STRONG), lines(*table), Content("")]
    return ElementDialog(found.title if found else "Help", paragraphs)


def explained(focused: Widget) -> ElementHelp | None:
    """Return the explanation of an element, or of the page that it is on."""
    for node in focused.ancestors_with_self:
        if isinstance(node, Field):
            return node.explained
        for kind in type(node).__mro__:
            if kind.__name__ in ELEMENTS:
                return ELEMENTS[kind.__name__]
    return None


def _active(screen: Screen[Any], nodes: set[DOMNode]) -> Iterator[tuple[str, str]]:
    """Yield keys and text of the actions that nodes have now."""
    found: dict[str, tuple[list[str], str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if active.node in nodes and binding.id and binding.description:
            found.setdefault(binding.id, ([], binding.tooltip or binding.description))[0].append(key_name(binding.key))
    for keys, does in found.values():
        yield ", ".join(keys), does


class KeysDialog(ListDialog):
    """Every key of the wizard with the id of its action, then signs and concepts; words search everything."""

    def __init__(self, actions: Iterable[BoundKeys], chosen: dict[str, str]) -> None:
        """`chosen` has the config file's keys by the id of the action."""
        super().__init__("Keys and concepts", list(_rows(actions, chosen)), does="", empty="No key or concept matches.")


def all_keys(app: App[None]) -> KeysDialog:
    """Return the page of all keys and concepts."""
    from tui.screens.key_catalog import all_actions

    return KeysDialog(all_actions(type(app)), dict(app._keymap))


def _rows(actions: Iterable[BoundKeys], chosen: dict[str, str]) -> Iterator[Row]:
    known: dict[tuple[str, str], list[str]] = {}
    for action in actions:
        keys = chosen[action.id].split(",") if action.id in chosen else action.keys
        known.setdefault((action.id, action.does), []).extend(map(key_name, keys))
    for (action_id, does), keys in known.items():
        shown = ", ".join(dict.fromkeys(keys))
        name = Content.styled(action_id, MUTED)
        row = _described(Content.styled(shown, ACCENT), join(line(does), "   ", name))
        yield Row(f"{action_id} {does}", row, Searched(does, (action_id, *keys), ("key",)))
    for sign, means in SIGNS:
        yield Row(f"sign {sign}", _described(Content(sign), Content(means)), Searched(means, (sign,), ("sign",)))
    for concept, means in CONCEPTS:
        row = _described(Content.styled(concept, STRONG), Content(means))
        yield Row(f"word {concept}", row, Searched(concept, (), ("concept", "word", *means.split())))


def _described(named: Content, words: Content) -> Callable[[int], Content]:
    """Return a row of a name and its text, wrapped to the right of the name."""
    return partial(hanging_indent, join(fit(named, _KEYS), " "), words)
