"""Dialogs that are a text: how to prove a requirement, keys and concepts."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from checklists.model.checklist import Requirement
from checklists.text import clean
from tui.screens.base import Dialog, button
from tui.screens.commands import key_name
from tui.text.content import ACCENT, DOUBT, MUTED, STRONG, fit, join, line, lines, text
from tui.text.glyphs import CURRENT, DETECTED, DONE, DOT, NOT_APPLICABLE, OPEN, PARTLY, PROBLEM

SHOWN_CHARACTERS = 200_000
"""Of a file; what a person reads of it is far less."""


class TextDialog(Dialog[str]):
    """A text that scrolls; esc, enter and the key that opened it close it."""

    AROUND = 10
    """Lines of the terminal that are not for the text: frame, title, what stands below it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,f1,f2,question_mark", "dismiss(None)", "Close", show=False)
    ]

    def __init__(self, title: str | Content, paragraphs: Iterable[Content]) -> None:
        super().__init__(title)
        self._paragraphs = tuple(paragraphs)

    def on_resize(self) -> None:
        """As much of the text as fits."""
        self.query_one("#text").styles.max_height = max(3, self.size.height - self.AROUND)

    def body(self) -> list[Widget]:
        """The text, and how to leave it."""
        return [
            VerticalScroll(
                *(Static(paragraph, classes="dialog-text", markup=False) for paragraph in self._paragraphs),
                id="text",
            ),
            Static(Content.styled("esc closes", MUTED), classes="dialog-hint", markup=False),
        ]


def _section(title: str, sentences: Sequence[str]) -> list[Content]:
    if not sentences:
        return []
    return [
        Content.styled(title, STRONG),
        *(join(Content.styled(f" {DOT} ", MUTED), text(sentence)) for sentence in sentences),
        Content(""),
    ]


def how_to_prove(requirement: Requirement) -> TextDialog:
    """What would convince a reviewer, as the catalog knows it."""
    guidance = requirement.guidance
    if guidance is None:
        words = "This requirement is new: there is no guidance for it yet, only its official text."
        return TextDialog(join("How to prove: ", requirement.id), [Content(words)])
    test = f"The upstream test {guidance.automated_test} exercises this; its result file can be evidence."
    return TextDialog(
        join("How to prove: ", text(guidance.title)),
        [
            text(guidance.how_to_prove),
            Content(""),
            *_section("Usual evidence", guidance.usual_evidence),
            *_section("A reviewer will ask", guidance.reviewer_asks),
            *_section("Automated test", [test] if guidance.automated_test else []),
        ],
    )


def file_text(name: str, content: str) -> TextDialog:
    """A file as it will be written, one line of it below the other."""
    cut = len(content) > SHOWN_CHARACTERS
    rest = [Content.styled("The file goes on; only its beginning is shown.", DOUBT)] if cut else []
    dialog = TextDialog(line(name), [Content(clean(content, limit=SHOWN_CHARACTERS)), *rest])
    dialog.add_class("-file")
    return dialog


class DocumentDialog(TextDialog):
    """A document that can be attached once it was seen; the value is `attach` then."""

    AROUND = TextDialog.AROUND + 4
    """The buttons as well: otherwise the dialog scrolls to them, and its title out of view."""

    def __init__(self, title: str | Content, paragraphs: Iterable[Content], *, editable: bool) -> None:
        super().__init__(title, paragraphs)
        self._editable = editable
        self.add_class("-file")

    def buttons(self) -> list[Button]:
        """Attach it, or leave it."""
        attach = [button("Attach as evidence", "attach", primary=True)] if self._editable else []
        return [*attach, button("Close", "close")]

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """As the button says."""
        event.stop()
        self.dismiss("attach" if event.button.id == "attach" else None)


def document_text(name: str, content: str, *, editable: bool) -> DocumentDialog:
    """An evidence document as it will be attached; nothing of it is hidden from whom it concerns."""
    words = "Read it before you attach it: it will be public, and it can be edited once it is exported."
    return DocumentDialog(
        line(name), [Content.styled(words, MUTED), Content(""), Content(clean(content))], editable=editable
    )


CONCEPTS = (
    ("draft", "all answers for one product and one checklist; saved by itself, on this machine only"),
    ("detection", "reads a cluster and never changes it; what it suggests counts only once you accept it"),
    ("not detected", "looked and found nothing: says nothing about what the product can do"),
    ("could not check", "was not allowed or not able to look; the reason stands beside it"),
    ("open", "what the program's check would refuse today; advice is what a reviewer might mind"),
    ("export", "writes the folder for the pull request; nothing is ever pushed"),
)
SIGNS = (
    (DONE, "done"),
    (PARTLY, "begun, partly implemented, or carried over and to be confirmed"),
    (DETECTED, "the cluster shows it, not answered yet"),
    (OPEN, "not answered yet"),
    (NOT_APPLICABLE, "N/A, or not implemented"),
    (PROBLEM, "would be refused"),
    (CURRENT, "you are here"),
)
EVERYWHERE = (
    ("ctrl+p", "Find any action"),
    ("tab, shift+tab", "Next and previous field"),
)
IN_THE_WIZARD = (
    *EVERYWHERE,
    ("1 to 9, 0", "Go to that step, in the list of steps"),
    ("page up, page down", "Scroll the page"),
)


def keys(screen: Screen[None]) -> list[tuple[str, str]]:
    """Keys and what they do, of the place where the focus is."""
    found: dict[str, tuple[list[str], str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id and binding.description:
            shown, _ = found.setdefault(binding.id, ([], binding.tooltip or binding.description))
            shown.append(key_name(binding.key))
    return [(", ".join(shown), what) for shown, what in found.values()]


def help_text(screen: Screen[None], more: Iterable[tuple[str, str]] = EVERYWHERE) -> TextDialog:
    """Keys of the moment, signs and concepts on one page."""

    def table(rows: Iterable[tuple[str, str]], width: int, style: str) -> list[Content]:
        return [join(" ", fit(Content.styled(left, style), width), " ", right) for left, right in rows]

    return TextDialog(
        "Keys and concepts",
        [
            Content.styled("Keys here", STRONG),
            lines(*table((*keys(screen), *more), 20, ACCENT)),
            Content(""),
            Content.styled("Signs", STRONG),
            lines(*table(SIGNS, 3, "")),
            Content(""),
            Content.styled("Words", STRONG),
            lines(*table(CONCEPTS, 16, ACCENT)),
        ],
    )
