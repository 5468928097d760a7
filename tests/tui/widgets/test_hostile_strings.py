"""Hostile strings in everything that renders external text: rows, notices, titles and palette entries."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from textual.content import Content

from auto_detect.api.kubeconfig import ContextInfo
from auto_detect.collector.progress import Progress
from checklists.model.checklist import Level
from checklists.model.finding import Finding, Observation, Outcome
from checklists.text import INVISIBLE, clean_line
from tests.tui.conftest import NOW
from tui.screens.commands import Command
from tui.screens.dialogs.text_dialogs import file_text
from tui.screens.palette import PaletteDialog
from tui.state.draft_rows import DraftListing, DraftRow
from tui.state.matrix import MatrixRow
from tui.text.content import fit_end, fit_name
from tui.text.glyphs import ascii_form
from tui.widgets import context_list, matrix_list, read_progress
from tui.widgets.draft_list import DraftList
from tui.widgets.findings import finding_list
from tui.widgets.findings.observation_list import observation_rows
from tui.widgets.frame.notice import failure, warning

HOSTILE = {
    "half a tag": "[/",
    "an end tag": "[/foo]",
    "markup": "[red]x[/] [link=https://evil.example]y[/link] [@click=app.quit]z[/]",
    "a template": "${x} {{ y }} %s $primary",
    "color codes": "a\x1b[31mb\x1b[2Jc",
    "a title": "a\x1b]0;owned\x07b\x1b]52;c;eA==\x07c",
    "8-bit codes": "a\x9b31mb\x90c",
    "NUL and bells": "a\x00b\x07c\x08d\x7fe",
    "bidi": "abc\u202edef\u2066ghi\u200f",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade",
    "wide": "日本語" * 40,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪" * 20,
    "combining": "e" + "\u0301" * 500,
    "surrogate": "a\ud800b",
    "line ends": "a\r\nb\rc\u2028d\te\x0bf",
    "1 MB": "x" * 1_000_000,
    "1 MB of words": "word " * 200_000,
    "empty": "",
}
WIDTHS = (20, 54, 76, 118)


def _context(hostile: str) -> ContextInfo:
    file = Path("config")
    return ContextInfo(hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile, file, True, None)


def _matrix(hostile: str, width: int) -> Content:
    return matrix_list.row_text(
        MatrixRow("x", clean_line(hostile), Level.MUST, None, None, 2, 1, True, 1, 1, 1, hostile), width
    )


def _finding(hostile: str, width: int, *, whole: bool) -> Content:
    finding = Finding("x", Outcome.PARTLY, hostile, since="2026-11-24T09:00:00Z")
    return finding_list.row(hostile, finding, NOW, width, whole=whole)


def _draft(hostile: str, width: int) -> Content:
    row = DraftRow("slug", hostile, "1.37", 1, 2, None, trouble=hostile)
    shown = DraftList(id="drafts")
    shown._widths = (width, 0, 2)
    return shown._draft_row(row, DraftListing((row,), (), "", NOW))


ONE_LINE: dict[str, Callable[[str, int], Content]] = {
    "matrix": _matrix,
    "finding": lambda hostile, width: _finding(hostile, width, whole=False),
}
"""Renderers of rows that take one line and at most the list's width."""
OTHERS: dict[str, Callable[[str, int], Content]] = {
    "whole finding": lambda hostile, width: _finding(hostile, width, whole=True),
    "draft": _draft,
    "context": lambda hostile, width: context_list.row(_context(hostile), fit_name(hostile, width)),
    "end of a name": fit_end,
    "about a context": lambda hostile, _: context_list.about(_context(hostile)),
    "progress": lambda hostile, _: read_progress.row("Nodes", Progress("Nodes", finished=True, reason=hostile)),
    "observation": lambda hostile, width: observation_rows(
        (Observation(hostile, hostile, hostile, namespace=hostile),), width
    )[0],
    "failure": lambda hostile, _: failure(hostile, hostile),
    "warning": lambda hostile, _: warning(hostile),
    "palette": lambda hostile, width: PaletteDialog([Command(hostile, hostile, str)])._rows[0].fitted(width),
    "dialog title": lambda hostile, _: Content(str(file_text(hostile, "")._title)),
}


@pytest.mark.parametrize("make", [*ONE_LINE.values(), *OTHERS.values()], ids=[*ONE_LINE, *OTHERS])
def test_hostile_text_is_literal_bounded_and_free_of_control_characters(make: Callable[[str, int], Content]) -> None:
    for what, width in product(HOSTILE, WIDTHS):
        case = f"{what}, {width} columns"
        shown = make(HOSTILE[what], width)
        assert not INVISIBLE().search(shown.plain.replace("\u200d", "").replace("\u200c", "")), case
        assert len(shown.plain) < 50_000, case
        assert not any(style.style and "@click" in str(style.style) for style in shown.spans), f"{case}: an action runs"
        if make in ONE_LINE.values():
            assert "\n" not in shown.plain, case
            assert shown.cell_length <= width, case
        assert ascii_form(shown.plain, strict=True).isascii(), case


@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
def test_markup_is_text(make: Callable[[str, int], Content]) -> None:
    for literal in ("[/", "[/foo]", "[red]x[/]", "${x} {{ y }} %s $primary"):
        assert literal in " ".join(make(literal, 118).plain.split())
