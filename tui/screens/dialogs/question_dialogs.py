"""Questions with buttons, and dialogs for names and checklist versions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.base import Dialog, button
from tui.text.content import BAD, join
from tui.text.glyphs import ERROR
from tui.widgets.line_input import LineInput
from tui.widgets.row_list import RowList

T = TypeVar("T")


class QuestionDialog(Dialog[str]):
    """A text and its answers as buttons; the value is the chosen answer's key."""

    def __init__(self, title: str | Content, text: str | Content, answers: Sequence[tuple[str, str]]) -> None:
        """Set the answers as pairs of key and label; the first has the focus, so it should be the safe answer."""
        super().__init__(title)
        self._text = text
        self._answers = answers

    def body(self) -> list[Widget]:
        """Return the text."""
        return [Static(self._text, classes="dialog-words", markup=False)]

    def buttons(self) -> list[Button]:
        """Return the answers."""
        return [button(label, f"answer-{key}", primary=not n) for n, (key, label) in enumerate(self._answers)]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close with the button's answer."""
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("answer-"))


class InputDialog(Dialog[T], Generic[T]):
    """Prompt for a line of text; `check` returns the error of an invalid one."""

    NOTHING = "Type a name."
    """The error of an empty line."""

    def __init__(
        self, title: str | Content, label: str, *, value: str = "", do: str, check: Callable[[str], str | None]
    ) -> None:
        super().__init__(title)
        self._label = label
        self._value = value
        self._do = do
        self._check = check

    def body(self) -> list[Widget]:
        """Return label, input and error."""
        return [
            Static(self._label, classes="dialog-label", markup=False),
            LineInput(self._value, id="name"),
            Static(classes="dialog-problem", markup=False),
        ]

    def buttons(self) -> list[Button]:
        """Return the buttons."""
        return [button(self._do, "do", primary=True), button("Cancel", "cancel")]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Submit the line."""
        event.stop()
        self.finish()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Clear the error."""
        event.stop()
        self.query_one(".dialog-problem", Static).update("")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        if event.button.id == "do":
            self.finish()
        else:
            self.dismiss(None)

    def finish(self) -> None:
        """Close with the answer, or show the error."""
        name = self.query_one("#name", Input).value.strip()
        complaint = self.NOTHING if not name and self.NOTHING else self._check(name)
        if complaint:
            self.query_one(".dialog-problem", Static).update(problem(complaint))
            self.query_one("#name", Input).focus()
        else:
            self.dismiss(self.answer(name))

    def answer(self, name: str) -> T:
        """Return the dialog's value for a valid line."""
        raise NotImplementedError


class MinorDialog(InputDialog[T]):
    """Prompt for a draft's name and its Kubernetes minor; the newest checklist comes first."""

    MINORS = ""
    """Label of the minors."""

    def __init__(
        self,
        title: str | Content,
        label: str,
        minors: Sequence[str],
        *,
        value: str = "",
        do: str,
        check: Callable[[str], str | None],
    ) -> None:
        super().__init__(title, label, value=value, do=do, check=check)
        self._minors = tuple(reversed(minors))

    def body(self) -> list[Widget]:
        """Return the name and the minors."""
        rows = [f"Kubernetes {minor}   {self.about(minor)}".rstrip() for minor in self._minors]
        return [
            *super().body(),
            Static(self.MINORS, classes="dialog-label", markup=False),
            RowList(*(Option(Content(row)) for row in rows), id="minors"),
        ]

    def about(self, minor: str) -> str:
        """Return a remark on a minor."""
        return "the newest checklist" if minor == self._minors[0] else ""

    def on_mount(self) -> None:
        """Choose the newest minor by default."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Submit the dialog."""
        event.stop()
        self.finish()

    @property
    def minor(self) -> str:
        """The minor under the cursor."""
        return self._minors[self.query_one(OptionList).highlighted or 0]


class NameDialog(InputDialog[str]):
    """Prompt for a draft's name."""

    def answer(self, name: str) -> str:
        """Return the name."""
        return name


@dataclass(frozen=True)
class NewDraft:
    """Name and Kubernetes minor of a new draft."""

    name: str
    minor: str


class NewDraftDialog(MinorDialog[NewDraft]):
    """Prompt for the product and Kubernetes minor of a new self-assessment."""

    MINORS = "Kubernetes minor that the product is certified for"

    def __init__(self, minors: Sequence[str], check: Callable[[str], str | None]) -> None:
        super().__init__("New self-assessment", "Product and version", minors, do="Create", check=check)

    def answer(self, name: str) -> NewDraft:
        """Return the name and the minor under the cursor."""
        return NewDraft(name, self.minor)


def problem(sentence: str) -> Content:
    """Return an error as a line below a dialog's field."""
    return join(Content.styled(f"{ERROR} ", BAD), Content.styled(sentence, BAD))
