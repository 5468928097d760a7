"""The footer: at most eight current keys, as many as fit.

One widget that paints a line; Textual's footer mounts a widget for every key whenever the focus moves.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

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
    "home.rename",
    "home.duplicate",
    "home.delete",
    "home.help",
)
"""Keys that give way first on a narrow terminal; the palette and the help list all keys."""
KEY = "bold $footer-key-foreground"


class KeyFooter(Widget):
    """Keys of the focused widget first, then those of the page; the palette, which has all of them, at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = Content("")
        """The line as it was rendered last."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._follow())

    def _follow(self) -> None:
        """Repaint the line only if it changed."""
        painted = self._painted
        if not self.render().is_same(painted):
            self.refresh()

    @property
    def keys(self) -> list[ActiveBinding]:
        """The keys that fit."""
        return self._fitting(self.screen.active_bindings)

    def _fitting(self, active: Mapping[str, ActiveBinding]) -> list[ActiveBinding]:
        shown: dict[str, ActiveBinding] = {}
        for each in active.values():
            if each.binding.show:
                shown.setdefault(each.binding.action, each)
        palette = active.get(self.app.COMMAND_PALETTE_BINDING)
        room = self.outer_size.width - (self._key_text(palette).cell_length + 3 if palette else 0)
        kept = [(self._key_text(each).cell_length + 2, each) for each in shown.values()]
        while kept and (len(kept) > MOST - bool(palette) or sum(width for width, _ in kept) > room):
            kept.remove(min(kept, key=lambda pair: _weight(pair[1])))
        return [each for _, each in kept]

    def _key_text(self, each: ActiveBinding) -> Content:
        return key_text(self.app, each)

    def render(self) -> Content:
        """Return the line."""
        active = self.screen.active_bindings
        palette = active.get(self.app.COMMAND_PALETTE_BINDING)
        left = join(" ", Content("  ").join([self._key_text(each) for each in self._fitting(active)]))
        right = join(self._key_text(palette), " ") if palette else Content("")
        self._painted = spread(left, right, self.outer_size.width)
        return self._painted

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
    """Return a key with its action; dim if the action does not apply.

    A node whose keys do something else at different times returns their labels from `key_label`.
    """
    key_label: Callable[[str], str | None] | None = getattr(each.node, "key_label", None)
    label = key_label(each.binding.action) if key_label is not None else None
    shown = app.get_key_display(each.binding)
    style = KEY if each.enabled else "dim" if app.no_color else MUTED
    return _key_text(shown, label or each.binding.description, each.binding.key, style)


@lru_cache(256)
def _key_text(shown: str, label: str, key: str, style: str) -> Content:
    content = join(Content.styled(shown, style), " ", Content.styled(label, "" if style == KEY else style))
    return content.stylize(Style.from_meta({"key": key}))


def _weight(each: ActiveBinding) -> tuple[bool, int]:
    name = each.binding.id
    rank = DISPENSABLE.index(name) if name in DISPENSABLE else len(DISPENSABLE)
    return each.enabled, rank
