"""The footer: at most eight current keys, as many as fit.

One widget that paints a line; Textual's footer mounts a widget for every key whenever the focus moves.
"""

from typing import Protocol, runtime_checkable

from textual.app import App
from textual.binding import ActiveBinding
from textual.content import Content
from textual.events import Click, MouseMove
from textual.style import Style
from textual.widget import Widget

from tui.text.content import MUTED, join, spread

MOST = 8
DISPENSABLE = (
    "wizard.go_to",
    "wizard.back",
    "wizard.matrix",
    "home.trash",
    "wizard.prove",
    "wizard.problem",
    "wizard.help",
    "home.help",
    "home.rename",
    "home.duplicate",
    "home.delete",
)
"""Keys that give way first on a narrow terminal; the palette and the help list all keys."""
KEY = "bold $footer-key-foreground"


@runtime_checkable
class LabelsKeys(Protocol):
    """Widget with keys that do something else at different times."""

    def key_label(self, action: str) -> str | None:
        """Return the label of an action now; None for its usual one."""


class KeyFooter(Widget):
    """Keys of the focused widget first, then those of the page; the palette, which has all of them, at the end."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    @property
    def keys(self) -> list[ActiveBinding]:
        """The keys that fit."""
        shown: dict[str, ActiveBinding] = {}
        for each in self.screen.active_bindings.values():
            if each.binding.show:
                shown.setdefault(each.binding.action, each)
        palette = self._palette
        kept = list(shown.values())
        room = self.size.width - (self._key_text(palette).cell_length + 3 if palette else 0)
        while kept and (
            len(kept) > MOST - bool(palette) or sum(self._key_text(each).cell_length + 2 for each in kept) > room
        ):
            kept.remove(min(kept, key=_weight))
        return kept

    @property
    def _palette(self) -> ActiveBinding | None:
        return self.screen.active_bindings.get(self.app.COMMAND_PALETTE_BINDING)

    def _key_text(self, each: ActiveBinding) -> Content:
        return key_text(self.app, each)

    def render(self) -> Content:
        """Return the line."""
        palette = self._palette
        left = join(" ", Content("  ").join([self._key_text(each) for each in self.keys]))
        return spread(left, join(self._key_text(palette), " ") if palette else Content(""), self.size.width)

    def on_click(self, event: Click) -> None:
        """Press the clicked key."""
        key = event.style.meta.get("key")
        if isinstance(key, str):
            self.app.simulate_key(key)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Show the tooltip of the key under the mouse."""
        found = self.screen.active_bindings.get(event.style.meta.get("key", ""))
        self.tooltip = Content(found.tooltip or found.binding.description) if found else None


def key_text(app: App[object], each: ActiveBinding) -> Content:
    """Return a key with its action; dim if the action does not apply."""
    style = KEY if each.enabled else MUTED
    shown = app.get_key_display(each.binding)
    label = each.node.key_label(each.binding.action) if isinstance(each.node, LabelsKeys) else None
    content = join(
        Content.styled(shown, style),
        " ",
        Content.styled(label or each.binding.description, "" if each.enabled else MUTED),
    )
    return content.stylize(Style.from_meta({"key": each.binding.key}))


def _weight(each: ActiveBinding) -> tuple[bool, int]:
    name = each.binding.id
    rank = DISPENSABLE.index(name) if name in DISPENSABLE else len(DISPENSABLE)
    return each.enabled, rank
