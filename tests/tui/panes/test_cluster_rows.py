"""The cluster step's lists by keyboard: full findings, the ClusterRole, contexts by search, and reading again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from textual.pilot import Pilot
from textual.widgets import Button, Input

from auto_detect.api.kubeconfig import ContextInfo
from checklists.model.finding import Finding, Outcome
from tests.server.cluster import FakeCluster
from tests.server.kubeconfigs import kubeconfig
from tests.tui.conftest import NOW
from tests.tui.wizard_driver import NARROW, SIZES, WIDE, opened, paste, press, screen_text, type_text, visit, wizard
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.context_list import ContextList, about
from tui.widgets.findings.finding_list import FindingList, row

CLUSTER = StepField("cluster")
SENTENCE = "Kueue runs, and its queue admits pods that ask for accelerators, but no workload was admitted yet."
STALE = Finding("gang_scheduling", Outcome.PARTLY, SENTENCE, since="2026-11-24T09:00:00Z")
FRESH = Finding("gang_scheduling", Outcome.PARTLY, SENTENCE)


@pytest.mark.parametrize("width", [30, 76, 120])
def test_a_row_is_one_line_and_the_selected_row_is_complete(width: int) -> None:
    short, whole = (row("Gang scheduling", FRESH, NOW, width, whole=whole) for whole in (False, True))
    assert "\n" not in short.plain
    assert short.cell_length <= width
    assert SENTENCE in " ".join(whole.plain.split())


def test_only_an_older_finding_shows_its_age() -> None:
    for whole in (False, True):
        assert "from 3 hours ago" in row("Gang scheduling", STALE, NOW, 120, whole=whole).plain
        assert "ago" not in row("Gang scheduling", FRESH, NOW, 120, whole=whole).plain
    assert "(2026-11-24 09:00), not checked again" in row("Gang scheduling", STALE, NOW, 120, whole=True).plain


async def test_the_cluster_role_is_copied_and_shown(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=CLUSTER, size=WIDE) as (app, pilot):
        app.screen.query_one(FindingList).focus()
        await press(pilot, "y")
        assert "ClusterRole, copied" in screen_text(app)
        (role,) = yaml.safe_load_all(app.clipboard)
        assert role["kind"] == "ClusterRole"
        await press(pilot, "escape")
        assert isinstance(app.focused, FindingList)


async def test_words_filter_the_contexts_and_the_chosen_one_is_read_again(
    drafts_service: DraftsService, named: str, cluster: FakeCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        kubeconfig(tmp_path / n, cluster.stub.url, context=n, current=n == "lab") for n in ("edge-1", "edge-2", "lab")
    ]
    monkeypatch.setenv("KUBECONFIG", ":".join(map(str, files)))
    async with opened(drafts_service, named, at=CLUSTER, size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+r", "slash")
        await type_text(pilot, "edge zzz")
        await press(pilot, "enter")
        assert "No context matches" in screen_text(app)
        await press(pilot, "enter", "slash", *["backspace"] * 4, "enter")
        contexts = app.focused
        assert isinstance(contexts, ContextList)
        assert contexts.option_count == 2
        assert cluster.paths() == []
        await press(pilot, "down", "enter")
        assert "Read from edge-2" in screen_text(app)
        assert "Choose a cluster" not in screen_text(app)
        first = len(cluster.paths())
        assert drafts_service.memory.known.context == "edge-2"
        await press(pilot, "ctrl+r")
        assert len(cluster.paths()) == 2 * first
        assert isinstance(app.focused, FindingList)
        await press(pilot, "ctrl+l", "enter")
        assert wizard(app).current == "cluster", "the draft reopens at the last step"
        await press(pilot, "ctrl+r")
        assert len(cluster.paths()) == 3 * first


async def type_kubeconfig(pilot: Pilot[None], file: Path) -> None:
    """Replace the paths in the field of the kubeconfig, which keeps the focus."""
    await visit(pilot, "cluster", "kubeconfig")
    await press(pilot, "ctrl+u")
    await paste(pilot, str(file))


async def test_a_kubeconfig_is_stored_until_the_environment_sets_another(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = kubeconfig(tmp_path / "typed", "https://127.0.0.1:1", context="typed")
    other = kubeconfig(tmp_path / "other", "https://127.0.0.1:1", context="other")
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    async with opened(drafts_service, named, at=CLUSTER, size=WIDE) as (app, pilot):
        await type_kubeconfig(pilot, typed)
        await press(pilot, "enter", "tab")
        assert drafts_service.memory.wait(10)
    for environment, context in ((tmp_path / "none", "typed"), (other, "other")):
        monkeypatch.setenv("KUBECONFIG", str(environment))
        async with opened(drafts_service, named, size=WIDE) as (app, pilot):
            assert wizard(app).current == "cluster"
            assert f"enter reads {context}" in screen_text(app)


async def test_enter_leads_from_the_kubeconfig_to_its_contexts(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = kubeconfig(tmp_path / "typed", "https://127.0.0.1:1", context="typed")
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    async with opened(drafts_service, named, at=CLUSTER, size=NARROW) as (app, pilot):
        await type_kubeconfig(pilot, tmp_path / "none")
        await press(pilot, "enter")
        assert isinstance(app.focused, Input), "no context to choose"
        for _ in range(2):
            await type_kubeconfig(pilot, typed)
            await press(pilot, "enter")
            assert isinstance(app.focused, ContextList) and "enter reads typed" in screen_text(app)


async def test_the_current_context_of_many_is_in_view(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kubeconfig(tmp_path / "config", "https://127.0.0.1:1", context="edge")
    many = yaml.safe_load(file.read_text())
    many["contexts"] = [{**many["contexts"][0], "name": f"edge-{number}"} for number in range(30)]
    file.write_text(yaml.safe_dump({**many, "current-context": "edge-25"}))
    monkeypatch.setenv("KUBECONFIG", str(file))
    async with opened(drafts_service, named, at=CLUSTER, size=NARROW) as (app, _):
        assert "enter reads edge-25" in screen_text(app)
        contexts = app.screen.query_one(ContextList)
        assert contexts.highlighted == 25
        assert 25 - contexts.scroll_offset.y in range(contexts.size.height), "enter reads only what is in view"


@pytest.mark.parametrize("end", ["-with-gpu-pool", "-with-gpu-node-pool"])
async def test_contexts_whose_names_differ_in_the_middle_are_shown_different(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    file = kubeconfig(tmp_path / "config", "https://nebula.example", context="edge")
    few = yaml.safe_load(file.read_text())
    names = [f"arn:aws:eks:eu-central-1:123456789012:cluster/production-{team}{end}" for team in ("a1", "b2")]
    few["contexts"] = [{**few["contexts"][0], "name": name} for name in names]
    file.write_text(yaml.safe_dump({**few, "current-context": names[0]}))
    monkeypatch.setenv("KUBECONFIG", str(file))
    async with opened(drafts_service, named, at=CLUSTER, size=(60, 20)) as (app, _):
        rows = [row for row in screen_text(app).splitlines() if "…" in row]
        assert ["a1" in row for row in rows] == [True, False]
        assert ["b2" in row for row in rows] == [False, True]


async def test_the_row_under_the_cursor_is_shown_to_its_end(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=CLUSTER, size=NARROW) as (app, pilot):
        findings = app.screen.query_one(FindingList)
        findings.focus()
        await press(pilot, "home")
        for _ in range(findings.option_count - 1):
            await press(pilot, "down")
            at = findings.highlighted
            assert at is not None
            end = findings._index_to_line[at] + findings._heights[at]
            assert end - findings.scroll_offset.y <= findings.size.height


@SIZES
async def test_long_names_of_contexts_are_distinct_and_their_number_is_shown(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    names = [f"arn:aws:eks:eu-central-1:123456789012:cluster/{'x' * 80}-{n:02}" for n in range(12)]
    files = [kubeconfig(tmp_path / f"{n}", "https://127.0.0.1:1", context=name) for n, name in enumerate(names)]
    monkeypatch.setenv("KUBECONFIG", ":".join(map(str, files)))
    async with opened(drafts_service, named, at=CLUSTER, size=size) as (app, _):
        shown = screen_text(app)
        assert "Which cluster?   12 contexts, / filters" in shown
        for n in range(10):
            assert re.search(rf"arn:aws:eks:.*….*x-{n:02} +none  https://127", shown)


async def test_a_read_again_before_the_first_one_asks_for_a_choice(
    drafts_service: DraftsService, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "kc", "https://127.0.0.1:1", context="lab")))
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+r")
        assert "Choose a cluster" not in screen_text(app)
        await press(pilot, "tab", "ctrl+r")
        assert "Choose a cluster; enter reads it." in screen_text(app)
        assert isinstance(app.focused, ContextList)
        await press(pilot, "ctrl+n")
        assert "Choose a cluster" not in screen_text(app)


def test_the_sentence_about_a_context_is_short_enough_for_the_page() -> None:
    long = "x" * 1_000_000
    usable = ContextInfo(
        long, long, f"https://{long}", long, None, "exec", long, long, Path(), current=False, problem=None
    )
    for context in (usable, replace(usable, problem=long)):
        assert len(about(context).plain) < 1_200


@pytest.mark.parametrize("away", ["tab", "ctrl+n"])
async def test_the_request_for_a_snapshot_file_ends_with_the_visit_of_its_field(
    drafts_service: DraftsService, away: str
) -> None:
    name = drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, name, at=CLUSTER, size=WIDE) as (app, pilot):
        app.screen.set_focus(app.screen.query_one("#snapshot-load", Button))
        await press(pilot, "enter")
        assert "Enter the snapshot file first." in screen_text(app)
        assert isinstance(app.focused, Input)
        await press(pilot, away)
        await visit(pilot, "cluster")
        assert "Enter the snapshot file first." not in screen_text(app)
