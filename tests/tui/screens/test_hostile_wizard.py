"""A wizard whose draft, cluster, files and errors are hostile: what reaches the screen is text, and nothing else."""

import json
from pathlib import Path

import pytest

from auto_detect.collector.demo import demo_snapshot
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from checklists.errors import AiconformError
from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.metadata import FIELDS
from checklists.text import INVISIBLE
from tests.tui.widgets.test_hostile_strings import HOSTILE
from tests.tui.wizard_driver import NARROW, opened, press, screen_text, settle, visit, wizard
from tui.app import WizardApp
from tui.screens.base import Dialog
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import attach, keep_snapshot

NASTY = "[/] [red]x[/] [@click=app.quit]q[/] a\x1b[31mb\x1b]0;owned\x07c\u202ed\u2066e\u200bf\x00g 日本👩‍👩‍👧 ${x}"
"""The short members of the table in one value; long ones are added where a value may be long."""


@pytest.fixture
def hostile(drafts_service: DraftsService, tmp_path: Path) -> DraftsService:
    """A draft with hostile values in each field, a file, and a cluster whose names are hostile."""
    name = drafts_service.create(f"Nebula {NASTY}", "1.37")
    drafts_service.create(f"A {HOSTILE['1 MB of words'][:2_000]}{NASTY}", "1.37")
    session = drafts_service.open(name)
    for field in FIELDS:
        session.type_metadata(field.key, NASTY)
    proof = tmp_path / "a[red]b\u202ec.md"
    proof.write_text(NASTY.replace("\0", ""))
    long = HOSTILE["1 MB"][:5_000] + NASTY
    for requirement in session.state.checklist.requirements:
        evidence = (f"https://nebula.example/{NASTY}", NASTY, long)
        session.set_response(requirement.id, Response(status=Status.IMPLEMENTED, notes=long, evidence=evidence))
    session.run(attach("gang_scheduling", proof))
    session.run(keep_snapshot(hostile_snapshot(), merge=False))
    session.close()
    return drafts_service


def hostile_snapshot() -> Snapshot:
    """The demo's cluster with every name of a vendor's object replaced."""
    document = json.loads(encode_snapshot(demo_snapshot()))

    def replaced(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: replaced(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [replaced(each, key) for each in value]
        return f"{value}{NASTY}" if key in ("context", "namespace") and value else value

    return decode_snapshot(json.dumps(replaced(document)).encode())


def assert_plain(app: WizardApp, where: str) -> None:
    shown = screen_text(app)
    found = INVISIBLE().search(shown.replace("\u200d", "").replace("\n", ""))
    assert found is None, f"{where}: {found!r}"
    assert not app._exit, where
    assert "owned" not in app.title, where


@pytest.mark.slow
async def test_every_page_dialog_and_notice_shows_text_only(hostile: DraftsService) -> None:
    async with opened(hostile, size=NARROW) as (app, pilot):
        assert_plain(app, "start page")
        assert "[red]x[/]" in screen_text(app), "markup is text"
        for key in ("r", "C", "delete", "m", "f1"):
            await press(pilot, "home", key)
            assert_plain(app, f"start page, {key}")
            await press(pilot, "escape")
        app.open(lambda: hostile.open(hostile.listings.listing().drafts[0].name))
        await settle(pilot)
        for step in ("platform", "cluster", "ai_inference", "gang_scheduling", "review", "export"):
            await visit(pilot, step)
            assert_plain(app, step)
        await visit(pilot, "gang_scheduling", "evidence")
        for key in ("f1", "f2", "f3", "ctrl+p", "ctrl+g", "f10", "f11"):
            await press(pilot, key)
            assert isinstance(app.screen, Dialog), key
            assert_plain(app, key)
            await press(pilot, "escape")
        wizard(app).show_error(NASTY, NASTY)
        app.show_error(AiconformError(HOSTILE["1 MB of words"], NASTY))
        await settle(pilot)
        assert_plain(app, "notices")
