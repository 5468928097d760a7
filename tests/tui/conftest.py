"""The wizard under test: over a home of its own, with a clock that stands still and cursors that do not blink."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from textual.widgets import Input, TextArea

from tui.app import WizardApp
from tui.paths import paths
from tui.session import Session
from tui.workspace import Workspace

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One time and zone, no blinking: the same picture every time."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr("tui.times.utc_now", lambda: NOW)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda *_: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda *_: None)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def workspace() -> Workspace:
    """Drafts in the test's own home, and no official texts."""
    return Workspace(paths(), offline=True, now=lambda: NOW)


@pytest.fixture
def with_program(program_dir: Path) -> Workspace:
    """The same with the program's texts and member list."""
    return Workspace(paths(), program=str(program_dir), offline=True, now=lambda: NOW)


class MakeApp(Protocol):
    """Makes an app; with a name, on that draft."""

    def __call__(self, workspace: Workspace, draft: str | None = None, *, ascii_only: bool = False) -> WizardApp: ...


@pytest.fixture
def make_app() -> MakeApp:
    """Makes the app under test."""

    def make(workspace: Workspace, draft: str | None = None, *, ascii_only: bool = False) -> WizardApp:
        first: Callable[[], Session] | None = (lambda: workspace.open(draft)) if draft is not None else None
        return WizardApp(workspace, first=first, ascii_only=ascii_only)

    return make
