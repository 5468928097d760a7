"""Labeled line of text with its problems, help and suggestion below."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantBlur
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from checklists.model.problem import Problem, Severity
from tui.messages import FieldLeft
from tui.text.content import ACCENT, BAD, DOUBT, MUTED, hint, join, line, lines
from tui.text.element_help import ElementHelp
from tui.text.glyphs import ADVICE, CURRENT, ERROR, PROBLEM
from tui.widgets.line_input import LineInput
from tui.widgets.row_list import RowList
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Columns, Rows

SEVERITY_SIGNS = {Severity.ERROR: (ERROR, BAD), Severity.WARNING: (PROBLEM, DOUBT), Severity.ADVICE: (ADVICE, MUTED)}
OFFERED = 5
"""Most suggestions in the list."""


class Field(Columns):
    """Text field; shows problems once it was left, and from then on with every key.

    A field that a person went to by name, or from its problem, shows at once that it is empty.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "take", "Accept", id="field.take", tooltip="Use the suggestion below the field"),
        Binding("down", "down", "Next field, or list", id="field.down", show=False),
        Binding("up", "up", "Previous field", id="field.up", show=False),
        Binding("escape", "close_list", "Close the list", id="field.close", show=False),
    ]

    def __init__(
        self,
        key: str,
        label: str,
        purpose: str,
        example: str,
        *,
        value: str,
        optional: bool = False,
        editable: bool = True,
        above_buttons: bool = False,
        suggest: Callable[[str], Sequence[str]] | None = None,
        typed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Build the field.

        Args:
            key: Name of the field.
            label: Text on its left.
            purpose: Explanation below, while the field has the focus.
            example: Placeholder of the empty line.
            value: The text.
            optional: Whether the label ends with "(optional)".
            editable: Whether the text can be changed.
            above_buttons: Always show the purpose: a button that moved up as the focus left would miss its click.
            suggest: Returns known values for the typed text.
            typed: Receives the text after each edit, before the next key is handled.
        """
        super().__init__(classes="field")
        self.key = key
        self._label = join(label, Content.styled(" (optional)", MUTED) if optional else "")
        self._about = purpose
        self._example = example
        self._value = value
        self._line = LineInput(value, disabled=not editable)
        self._offers = RowList() if suggest is not None else None
        self._status = TextLabel(classes="field-status")
        self._below = TextLabel(classes="field-below")
        self._editable = editable
        self._suggest = suggest
        self._names: list[str] = []
        """The suggestions in the list."""
        self._typed = typed
        self._revision = 0
        self._offer = ""
        self._more: str | Content = ""
        self._checked = bool(value)
        self._empty_shown = False
        self._above_buttons = above_buttons
        self._problems: tuple[Problem, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose the label, and a column of everything else."""
        yield TextLabel(self._label, classes="field-label")
        with Rows(classes="field-body"):
            with Columns(classes="field-line"):
                yield self._line
                yield self._status
            if self._offers is not None:
                yield self._offers
            yield self._below

    def on_mount(self) -> None:
        """Start without suggestions."""
        self._show_below()
        if self._offers is not None:
            self._offers.display = False
        self.watch(self.input, "value", self._pass_on, init=False)

    def on_resize(self) -> None:
        """Cut the example to the width of the line."""
        if self._example:
            room = self.input.content_size.width - 1
            self.input.placeholder = Content(f"for example {self._example}").truncate(room, ellipsis=True).plain

    @property
    def explained(self) -> ElementHelp:
        """What the field is for."""
        return ElementHelp(self._label.plain, self._about, self._example)

    @property
    def input(self) -> Input:
        """Input for the focus."""
        return self._line

    def show(
        self,
        value: str,
        problems: tuple[Problem, ...],
        *,
        revision: int,
        offer: str = "",
        status: str | Content = "",
        remark: str | Content = "",
    ) -> None:
        """Show the draft's value.

        Args:
            value: It replaces the text of the line only if `revision` moved.
            problems: Shown below the line once the field was left.
            revision: The number of changes that were not typed here.
            offer: A value that a key enters.
            status: A word or two next to the line.
            remark: Further text below.
        """
        if revision != self._revision:
            self._revision, self._value = revision, value
            self.input.value = value
        self._checked = self._checked or bool(value and not self.input.has_focus)
        self._problems = problems
        before, self._offer = self._offer, offer if offer != value and self._editable else ""
        self._status.show(status)
        self._more = remark
        self._show_below()
        if before != self._offer:
            self.refresh_bindings()

    def show_empty(self) -> None:
        """Show from now on that the field is empty; any other problem only once the field was left."""
        self._empty_shown = True
        self._show_below()

    def _show_below(self) -> None:
        """Show problems and the remark; the suggestion and, unless buttons follow, the purpose only with the focus."""
        wrong = self._wrong()
        rows = [*wrong, *([self._more] if self._more else [])]
        here = self.has_class("-here")
        if here and self._offer:
            rows.append(join(hint("{ctrl+t:field.take} enters "), line(self._offer, ACCENT)))
        if here or self._above_buttons:
            rows.append(Content.styled(self._about, MUTED))
        self._below.show(lines(*rows))
        if wrong and self.has_focus_within:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def _wrong(self) -> list[Content]:
        rows: list[Content] = []
        if (self._checked or self._empty_shown) and self._problems and not self.input.value.strip():
            rows.append(Content.styled(f"{ERROR} empty", BAD))
        elif self._checked:
            for problem in self._problems:
                sign, style = SEVERITY_SIGNS[problem.severity]
                rows.append(join(Content.styled(f"{sign} ", style), line(problem.message, style)))
                if problem.hint:
                    rows.append(line(problem.hint, MUTED))
        return rows

    def _pass_on(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._typed(value)
            self._offer_names(value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the event here; the text was passed on already."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move into the list of names if it is open, else to the next field."""
        event.stop()
        self.screen.focus_next()

    def on_descendant_focus(self) -> None:
        """Mark the label, mark a row of a list that has the focus, and scroll the whole field into view."""
        self.add_class("-here")
        if self._offers is not None and self._offers.has_focus and self._offers.highlighted is None:
            self._offers.highlighted = 0
        self._show_below()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self, event: DescendantBlur) -> None:  # noqa: ARG002
        """Check and save the field."""
        self.call_after_refresh(self._left)

    def _left(self) -> None:
        if self.is_attached and self.screen in self.app.screen_stack and not self.has_focus_within:
            self.remove_class("-here")
            self._checked = True
            self._hide_offers()
            self._show_below()
            self.post_message(FieldLeft())

    def _offer_names(self, typed: str) -> None:
        offers = self._offers
        if self._suggest is None or offers is None:
            return
        self._names = list(self._suggest(typed))[:OFFERED]
        offers.clear_options()
        offers.add_options(Option(join(f"{CURRENT} ", line(name)), id=str(n)) for n, name in enumerate(self._names))
        offers.display = bool(self._names) and self._names != [typed]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter the chosen name."""
        event.stop()
        self._put(self._names[event.option_index])

    def _put(self, value: str) -> None:
        self.input.value = value
        self.input.focus()
        self.input.cursor_position = len(value)
        self.call_after_refresh(self.action_close_list)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enable each key only where it has an effect."""
        match action:
            case "take":
                return bool(self._offer)
            case "close_list":
                return self._offers is not None and self._offers.display
        return True

    def action_take(self) -> None:
        """Enter the suggestion."""
        self._put(self._offer)

    def action_down(self) -> None:
        """Move into the list of names, or to the next field; an empty field with known values lists them first."""
        offers = self._offers
        if offers is not None and not offers.display and not self.input.value:
            self._offer_names("")
        if offers is not None and offers.display:
            offers.highlighted = 0
            offers.focus()
        else:
            self.screen.focus_next()

    def action_up(self) -> None:
        """Move to the previous field."""
        self.screen.focus_previous()

    def action_close_list(self) -> None:
        """Close the list of names."""
        self._hide_offers()
        self.input.focus()

    def _hide_offers(self) -> None:
        if self._offers is not None:
            self._offers.display = False
