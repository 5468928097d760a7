"""Dialogs that show a text: how to prove a requirement, files, keys and concepts."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from checklists.model.checklist import Requirement
from checklists.text import clean
from tui.screens.base import Dialog, button
from tui.text.content import DOUBT, MUTED, STRONG, hint, join, line, text
from tui.widgets.guidance import bullets, steps
from tui.widgets.text_label import FittedLabel

SHOWN_CHARACTERS = 200_000
"""Limit for a file; people read far less."""

Paragraph = Content | Callable[[int], Content]
"""A text, or a function that wraps it for a width."""


class TextDialog(Dialog[str]):
    """A text that scrolls; esc, enter and the key that opened the dialog close it."""

    AROUND = 10
    """Terminal lines that the text cannot use: frame, title, hint."""
    KEYS = "{esc:dialog.close} closes"
    """Hint below the text."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,f2,question_mark", "dismiss(None)", "Close", id="text.close", show=False)
    ]

    def __init__(self, title: str | Content, paragraphs: Iterable[Paragraph]) -> None:
        super().__init__(title)
        self._paragraphs = tuple(paragraphs)

    def action_help(self) -> None:
        """Close: a text explains itself, and the key may have opened it."""
        self.dismiss(None)

    def on_resize(self) -> None:
        """Fit the text to the height."""
        self.query_one("#text").styles.max_height = max(3, self.size.height - self.AROUND)

    def body(self) -> list[Widget]:
        """Return the text and a hint."""
        return [
            VerticalScroll(
                *map(_label, self._paragraphs),
                id="text",
            ),
            Static(hint(self.KEYS), classes="dialog-hint", markup=False),
        ]


def _label(paragraph: Paragraph) -> Widget:
    if isinstance(paragraph, Content):
        return Static(paragraph, classes="dialog-text", markup=False)
    label = FittedLabel(classes="dialog-text")
    label.show(paragraph)
    return label


def _section(title: str, sentences: Sequence[str]) -> list[Paragraph]:
    return [Content.styled(title, STRONG), partial(bullets, sentences), Content("")] if sentences else []


def how_to_prove(requirement: Requirement) -> TextDialog:
    """Return the catalog's guidance on how to prove a requirement."""
    guidance = requirement.guidance
    if guidance is None:
        words = "This requirement is new: it has an official text, but no guidance yet."
        return TextDialog(join("How to prove: ", requirement.id), [Content(words)])
    test = f"The upstream test {guidance.automated_test} covers this; attach its result file as evidence."
    return TextDialog(
        join("How to prove: ", text(guidance.title)),
        [
            partial(steps, guidance.how_to_prove),
            Content(""),
            *_section("Usual evidence", guidance.usual_evidence),
            *_section("Reviewer asks", guidance.reviewer_asks),
            *_section("Automated test", [test] if guidance.automated_test else []),
        ],
    )


def file_text(name: str, content: str) -> TextDialog:
    """Return a dialog that shows a file as it will be written."""
    cut = len(content) > SHOWN_CHARACTERS
    rest = [Content.styled("Only the beginning of the file is shown.", DOUBT)] if cut else []
    dialog = TextDialog(line(name), [Content(clean(content, limit=SHOWN_CHARACTERS)), *rest])
    dialog.add_class("-file")
    return dialog


class DocumentDialog(TextDialog):
    """A document to read before attaching it; then the value is `attach`."""

    AROUND = TextDialog.AROUND + 4
    """Includes the buttons: otherwise the dialog scrolls to them and its title disappears."""
    KEYS = "{enter:document.buttons} goes to the buttons   {esc:dialog.close} closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.focus_next", "Buttons", id="document.buttons", tooltip="Go to the buttons", show=False)
    ]

    def __init__(self, title: str | Content, paragraphs: Iterable[Content], *, editable: bool) -> None:
        super().__init__(title, paragraphs)
        self._editable = editable
        self.add_class("-file")

    def buttons(self) -> list[Button]:
        """Return the buttons."""
        attach = [button("Attach as evidence", "attach", primary=True)] if self._editable else []
        return [*attach, button("Close", "close")]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run the button's action."""
        event.stop()
        self.dismiss("attach" if event.button.id == "attach" else None)


def document_text(name: str, content: str, *, editable: bool) -> DocumentDialog:
    """Return a dialog that shows the whole evidence document before it is attached."""
    words = "Read this before you attach it: it will be public. You can edit the exported file."
    return DocumentDialog(
        line(name), [Content.styled(words, MUTED), Content(""), Content(clean(content))], editable=editable
    )
