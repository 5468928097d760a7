"""Observations of a finding; the row under the cursor shows how to repeat its request."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.kubectl import kubectl_command
from checklists.model.finding import Observation
from tui.text.content import ACCENT, DOUBT, MUTED, fit, hanging_indent, join, line, lines
from tui.text.glyphs import CURRENT, OPENED, PROBLEM
from tui.text.key_hints import with_keys
from tui.widgets.row_list import RowList

LOW = 32
"""Terminal height below which only a few observations show at first."""
FEW, MANY = 4, 12
MOST = 60
"""Most further rows, once opened."""
KIND_WIDTH, LEAST_NAME = 18, 16
_MORE = "more"


class ObservationList(RowList):
    """First observations, a row that opens the others, and the request behind the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y",
            "copy",
            "Copy command",
            id="observations.copy",
            tooltip="Copy the kubectl command for the observation under the cursor",
        ),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._observations: tuple[Observation, ...] = ()
        self._cluster = ""
        self._opened = False
        self._copied: int | None = None
        self.display = False

    def show(self, observations: tuple[Observation, ...], context: str) -> None:
        """Show the observations of a kubeconfig context."""
        if (observations, context) == (self._observations, self._cluster):
            return
        self._observations, self._cluster, self._opened, self._copied = observations, context, False, None
        self.display = bool(observations)
        with self.prevent(OptionList.OptionHighlighted):
            self.highlighted = None
        self._paint()

    def on_resize(self) -> None:
        """Fit columns to the width and rows to the height."""
        self._paint()

    def on_mount(self) -> None:
        """Show the request under the cursor while the list has focus."""
        self.watch(self, "has_focus", self._taken_or_left, init=False)

    def _taken_or_left(self) -> None:
        self._copied = None
        if self.has_focus and self.highlighted is None and self.option_count:
            self.highlighted = 0
        self._paint()

    @property
    def _shown(self) -> tuple[Observation, ...]:
        few, rest = _split(self._observations, FEW if self.app.size.height < LOW else MANY)
        return (*few, *rest[:MOST]) if self._opened else few

    def _paint(self) -> None:
        width, shown = self.scrollable_content_region.width, self._shown
        if width <= 0:
            return
        at = self.highlighted
        rows = observation_rows(shown, width)
        if self.has_focus and at is not None and at < len(rows):
            rows[at] = lines(rows[at], self._request(shown[at], width, copied=at == self._copied))
        hidden = len(self._observations) - len(shown)
        options = [Option(row) for row in rows]
        if hidden or self._opened:
            label = f"{OPENED} Fewer" if self._opened else f"{CURRENT} {hidden} more"
            options.append(Option(join("  ", Content.styled(label, ACCENT)), id=_MORE))
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(options)
            self.highlighted = min(at, len(options) - 1) if at is not None else None

    @staticmethod
    def _request(observation: Observation, width: int, *, copied: bool) -> Content:
        if observation.path is None:
            return Content.styled("    Derived from several requests.", MUTED)
        key = Content.styled(
            "  copied" if copied else with_keys("  {y:observations.copy} copies the kubectl command"), MUTED
        )
        return hanging_indent(Content("    "), join(line(f"GET {observation.path}", ACCENT), key), width)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the request under the cursor."""
        event.stop()
        self._copied = None
        self._paint()
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show or hide the further observations."""
        event.stop()
        if event.option_id == _MORE:
            self._opened = not self._opened
            self._paint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enable copying only for observations with a request."""
        return self._path is not None if action == "copy" else True

    @property
    def _path(self) -> str | None:
        shown, at = self._shown, self.highlighted
        return shown[at].path if at is not None and at < len(shown) else None

    def action_copy(self) -> None:
        """Copy the command for the observation under the cursor."""
        if self._path is not None:
            self.app.copy_to_clipboard(kubectl_command(self._path, context=self._cluster))
            self._copied = self.highlighted
            self._paint()


def _split(seen: tuple[Observation, ...], limit: int) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
    """Split into what shows at first and the rest; the first part always has a doubtful observation, if any."""
    if len(seen) <= limit + 1:
        return seen, ()
    places = list(range(limit))
    doubtful = next((index for index, observation in enumerate(seen) if observation.doubtful), 0)
    if doubtful >= limit:
        places[-1] = doubtful
    return tuple(seen[i] for i in places), tuple(o for i, o in enumerate(seen) if i not in places)


def observation_rows(observations: tuple[Observation, ...], width: int) -> list[Content]:
    """Return rows of kind, name and sentence; doubtful observations have a glyph."""
    if not observations:
        return []
    names = [line(f"{o.namespace}/{o.name}" if o.namespace else o.name) for o in observations]
    kinds = min(KIND_WIDTH, max(len(o.kind) for o in observations))
    longest = max(LEAST_NAME, width * 3 // 10)
    column = max((n.cell_length for n in names if n.cell_length <= longest), default=0)
    rows = []
    for observation, name in zip(observations, names, strict=True):
        style = MUTED if observation.doubtful else ""
        sign = Content.styled(f"{PROBLEM} ", DOUBT) if observation.doubtful else Content("")
        detail = join(sign, line(observation.detail, style))
        kind = join("  ", line(observation.kind, MUTED).pad_right(max(kinds - len(observation.kind), 0)), " ")
        if name.cell_length > longest or len(observation.kind) > kinds:
            left = Content(" " * (2 + kinds + 1 + column + 2))
            rows.append(lines(join(kind, name), hanging_indent(left, detail, width)))
        else:
            rows.append(hanging_indent(join(kind, fit(name, column), "  "), detail, width))
    return rows
