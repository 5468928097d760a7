"""Questions that the wizard asks."""

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
    """A few sentences and a few answers; the value is the chosen answer's key."""

    def __init__(self, title: str | Content, words: str | Content, answers: Sequence[tuple[str, str]]) -> None:
        """Answers are pairs of key and label; the first has the focus, so it should be the harmless one."""
        super().__init__(title)
        self._words = words
        self._answers = answers

    def body(self) -> list[Widget]:
        """The sentences."""
        return [Static(self._words, classes="dialog-words", markup=False)]

    def buttons(self) -> list[Button]:
        """The answers."""
        return [button(label, f"answer-{key}", primary=not n) for n, (key, label) in enumerate(self._answers)]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """That is the answer."""
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("answer-"))


class InputDialog(Dialog[T], Generic[T]):
    """One line of text; `check` says what is wrong with it."""

    NOTHING = "Type a name."
    """The complaint about an empty line."""

    def __init__(
        self, title: str | Content, label: str, *, value: str = "", do: str, check: Callable[[str], str | None]
    ) -> None:
        super().__init__(title)
        self._label = label
        self._value = value
        self._do = do
        self._check = check

    def body(self) -> list[Widget]:
        """The line, and below it what is wrong."""
        return [
            Static(self._label, classes="dialog-label", markup=False),
            LineInput(self._value, id="name"),
            Static(classes="dialog-problem", markup=False),
        ]

    def buttons(self) -> list[Button]:
        """Do it, or not."""
        return [button(self._do, "do", primary=True), button("Cancel", "cancel")]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter does it."""
        event.stop()
        self.finish()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A complaint goes away as soon as it is answered."""
        event.stop()
        self.query_one(".dialog-problem", Static).update("")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """As the button says."""
        event.stop()
        if event.button.id == "do":
            self.finish()
        else:
            self.dismiss(None)

    def finish(self) -> None:
        """Close with the answer, or say what is wrong with it."""
        name = self.query_one("#name", Input).value.strip()
        complaint = self.NOTHING if not name and self.NOTHING else self._check(name)
        if complaint:
            self.query_one(".dialog-problem", Static).update(problem(complaint))
            self.query_one("#name", Input).focus()
        else:
            self.dismiss(self.answer(name))

    def answer(self, name: str) -> T:
        """What the dialog's value is for that line."""
        raise NotImplementedError


class MinorDialog(InputDialog[T]):
    """A name for a draft, and below it the Kubernetes minors that have a checklist, the newest first."""

    MINORS = ""
    """What stands above the minors."""

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
        """The name first, then the minors."""
        rows = [f"Kubernetes {minor}   {self.about(minor)}".rstrip() for minor in self._minors]
        return [
            *super().body(),
            Static(self.MINORS, classes="dialog-label", markup=False),
            RowList(*(Option(Content(row)) for row in rows), id="minors"),
        ]

    def about(self, minor: str) -> str:
        """What stands beside a minor."""
        return "the newest checklist" if minor == self._minors[0] else ""

    def on_mount(self) -> None:
        """The newest minor is the likeliest."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a minor does it."""
        event.stop()
        self.finish()

    @property
    def minor(self) -> str:
        """The minor under the cursor."""
        return self._minors[self.query_one(OptionList).highlighted or 0]


class NameDialog(InputDialog[str]):
    """A name for a draft."""

    def answer(self, name: str) -> str:
        """The name."""
        return name


@dataclass(frozen=True)
class NewDraft:
    """What is known of a new draft."""

    name: str
    minor: str


class NewDraftDialog(MinorDialog[NewDraft]):
    """A new self-assessment: which product, which Kubernetes minor."""

    MINORS = "Kubernetes minor that the product is certified for"

    def __init__(self, minors: Sequence[str], check: Callable[[str], str | None]) -> None:
        super().__init__("New self-assessment", "Product, with its version", minors, do="Begin", check=check)

    def answer(self, name: str) -> NewDraft:
        """The name, and the minor under the cursor."""
        return NewDraft(name, self.minor)


def problem(sentence: str) -> Content:
    """What is wrong, as a line below a field of a dialog."""
    return join(Content.styled(f"{ERROR} ", BAD), Content.styled(sentence, BAD))
