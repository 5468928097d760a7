"""The wizard under test: with its own home, a fixed clock and cursors that do not blink."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.widgets import Input, TextArea

from auto_detect.collector.demo import demo_snapshot
from checklists.program.program_data import BUNDLED
from tests.local_web import LocalWeb, local_web
from tests.tui.wizard_driver import quiet
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.session.file_work import keep_snapshot
from tui.text.key_hints import use_keys

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)


painted_update = Compositor.render_update


def unpainted_update(self: Compositor, *args: Any, **kwargs: Any) -> object:
    """Render full frames only, and mark all else as painted: without a terminal, Textual discards every frame."""
    if "simplify" in kwargs:
        return painted_update(self, *args, **kwargs)
    self._dirty_regions.clear()
    return None


parse_rules = Stylesheet._parse_rules
parsed: dict[object, list[RuleSet]] = {}


def parse_rules_once(self: Stylesheet, css: str, *args: Any, **kwargs: Any) -> list[RuleSet]:
    """Parse each style sheet once for all apps, which takes a quarter of an app's start."""
    key = css, args, *kwargs.items(), frozenset(self._variables.items())
    if key not in parsed:
        parsed[key] = parse_rules(self, css, *args, **kwargs)
    return parsed[key]


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fix the time and zone and disable blinking, for identical pictures."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("COLORTERM", "truecolor")
    time.tzset()
    monkeypatch.setattr("tui.times.utc_now", lambda: NOW)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda *_: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda *_: None)
    monkeypatch.setattr(Compositor, "render_update", unpainted_update)
    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_rules_once)
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)  # The same identity, without a call of Python code.
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 3600)  # `settle` decides when a screen updates its layout.
    for waits in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{waits}.wait_for_idle", quiet)
    yield
    use_keys({})
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def drafts_service() -> DraftsService:
    """Return a drafts service in the test's own home, without official texts."""
    return DraftsService(paths(), offline=True, now=lambda: NOW)


@pytest.fixture
def with_program(program_dir: Path) -> DraftsService:
    """Return a drafts service with the program's texts and member list."""
    return DraftsService(paths(), program=str(program_dir), offline=True, now=lambda: NOW)


@pytest.fixture(scope="session")
def drafts_with_nebula(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a folder of drafts, for tests to copy, with one without answers whose cluster was read."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AICONFORM_HOME", str(tmp_path_factory.mktemp("nebula")))
        service = DraftsService(paths(), offline=True, now=lambda: NOW)
        service.create("Nebula", "1.37")
        session = service.open("Nebula")
        session.run(keep_snapshot(demo_snapshot(), merge=False))
        session.close()
        return service.paths.drafts


@pytest.fixture
def nebula(drafts_service: DraftsService, drafts_with_nebula: Path) -> DraftsService:
    """Return a drafts service with a draft without answers whose cluster was read."""
    shutil.copytree(drafts_with_nebula, drafts_service.paths.drafts)
    return drafts_service


@pytest.fixture
def named(drafts_service: DraftsService) -> str:
    return drafts_service.create("Nebula", "1.37")


@pytest.fixture
def without_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave this machine without the program's files."""
    if BUNDLED.exists():
        pytest.skip("a release build: everything is on this machine anyway")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def program_web(program_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalWeb]:
    """Start a mirror of the program and permit requests."""
    monkeypatch.delenv("AICONFORM_OFFLINE")
    with local_web(program_dir) as server:
        monkeypatch.setenv("AICONFORM_PROGRAM_URL", server.url)
        yield server
