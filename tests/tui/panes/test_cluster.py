"""The cluster step, by keyboard: contexts, collection, cancellation, failures, snapshot files."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from auto_detect.collector.demo import demo_snapshot
from auto_detect.objects.core import Node
from auto_detect.resources.registry import NODES
from auto_detect.resources.resource import PAGE_SIZE
from auto_detect.snapshot.snapshot import Listing, NamePolicy, Permission, ReadOutcome
from auto_detect.snapshot.snapshot_file import load_snapshot, save_snapshot
from checklists.text import clean_line
from tests.examples import slow
from tests.server.cluster import FakeCluster, obj
from tests.server.kubeconfigs import kubeconfig
from tests.server.platforms.exporter_cluster import with_exporter
from tests.server.stub import Answer, Request, StubServer
from tests.tui.wizard_driver import (
    HOSTILE,
    NARROW,
    SIZES,
    WIDE,
    meanwhile,
    opened,
    paste,
    press,
    screen_text,
    settle,
    visit,
    wizard,
)
from tui.app import WizardApp
from tui.panes.cluster import ClusterPane
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import keep_snapshot
from tui.state.steps import StepField
from tui.widgets.context_list import ContextList
from tui.widgets.findings.finding_list import FindingList
from tui.widgets.inputs.choice import Choice


@pytest.fixture
def draft(drafts_service: DraftsService) -> str:
    """Create a new draft."""
    return drafts_service.create("Nebula", "1.37")


CLUSTER = StepField("cluster")


def cluster_page(app: WizardApp) -> ClusterPane:
    pane = wizard(app).pane
    assert isinstance(pane, ClusterPane)
    return pane


def serve_nodes(cluster: FakeCluster) -> None:
    cluster.serve("v1/nodes", obj("gpu-1", status={"allocatable": {"nvidia.com/gpu": "8"}}))


@SIZES
async def test_a_context_is_read_and_its_findings_lead_to_the_requirements(
    draft: str,
    drafts_service: DraftsService,
    cluster: FakeCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    serve_nodes(cluster)
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", cluster.stub.url, context="edge-1")))
    async with opened(drafts_service, draft, size=size) as (app, pilot):
        await press(pilot, "ctrl+r")
        assert wizard(app).current == "cluster"
        assert isinstance(app.focused, ContextList)
        assert cluster.paths() == [], "no cluster is read before the user chooses it"
        assert "enter reads edge-1" in screen_text(app)
        await press(pilot, "enter")
        shown = screen_text(app)
        assert "Read from edge-1, just now, server v1.37.2" in shown
        assert "not detected" in shown
        assert isinstance(app.focused, FindingList)
        await press(pilot, "down", "enter")
        assert wizard(app).current == wizard(app).shown.checklist.requirements[1].id
        await visit(pilot, "cluster")
        assert isinstance(app.focused, FindingList), "enter goes to a requirement, as after the first visit"
        assert "read-only; findings are suggestions" in screen_text(app), "the page is shown from its top"
        await press(pilot, "ctrl+q")
    session = drafts_service.open(draft)
    session.close()
    assert session.state.snapshot is not None
    assert session.state.snapshot.context == "edge-1"


@SIZES
async def test_names_are_pseudonyms_by_default(
    draft: str,
    drafts_service: DraftsService,
    cluster: FakeCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    serve_nodes(cluster)
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", cluster.stub.url)))
    async with opened(drafts_service, draft, at=CLUSTER, size=size) as (app, pilot):
        assert "Anonymize object names" in screen_text(app)
        await press(pilot, "enter")
        assert [node.metadata.name != "gpu-1" for node in read_nodes(app)] == [True]
        app.screen.query_one("#names", Choice).focus().scroll_visible(animate=False)
        await settle(pilot)
        await press(pilot, "right", "enter")
        app.screen.query_one(ContextList).focus()
        await settle(pilot)
        await press(pilot, "enter")
        assert [node.metadata.name for node in read_nodes(app)] == ["gpu-1"]


@SIZES
async def test_metrics_are_read_only_after_an_explained_choice(
    draft: str,
    drafts_service: DraftsService,
    cluster: FakeCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    with_exporter(cluster)
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", cluster.stub.url)))
    async with opened(drafts_service, draft, at=CLUSTER, size=size) as (app, pilot):
        pane = cluster_page(app)
        means = pane.query_one("#cluster-metrics-means")
        assert not means.display
        await press(pilot, "enter")
        assert not any("/proxy" in path for path in cluster.paths())
        pane.query_one("#metrics", Choice).focus().scroll_visible(animate=False)
        await settle(pilot)
        assert "( ) yes   (●) no" in screen_text(app), "the same order as for names"
        await press(pilot, "left", "enter")
        assert means.display
        assert "permits GET requests to every pod and Service" in str(means.render())
        assert "GET requests to a few pods" in screen_text(app)
        pane.query_one(ContextList).focus()
        await press(pilot, "enter")
        finding = wizard(app).shown.finding("accelerator_metrics")
        assert finding is not None
        assert "Read on 1 node: 8 accelerators with utilization and memory." in finding.summary
        assert "Metrics " in str(pane.query_one("#reading").render())


def read_nodes(app: WizardApp) -> tuple[Node, ...]:
    snapshot = wizard(app).shown.snapshot
    assert snapshot is not None
    return snapshot.listing(NODES).items


async def test_files_that_cannot_be_used_are_named_and_the_others_work(
    draft: str, drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = kubeconfig(tmp_path / "good", "https://127.0.0.1:1", context="lab", user={"exec": {"command": "my-login"}})
    (tmp_path / "broken").write_text("a: [", encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", f"{good}:{tmp_path / 'broken'}:{tmp_path / 'absent'}")
    async with opened(drafts_service, draft, at=CLUSTER, size=(160, 50)) as (app, _):
        pane = cluster_page(app)
        shown = screen_text(app)
        assert f"{tmp_path / 'broken'} is not YAML" in shown
        assert f"{tmp_path / 'absent'} does not exist" in shown
        about = str(pane.query_one("#cluster-about").render())
        assert "changed. To log in, this runs the credential plugin my-login" in about, (
            "a plugin is named before it runs"
        )


async def test_a_failed_collection_shows_reason_and_next_step(
    draft: str, drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "https://127.0.0.1:1")))
    async with opened(drafts_service, draft, at=CLUSTER, size=WIDE) as (app, pilot):
        await press(pilot, "enter")
        shown = screen_text(app)
        assert "https://127.0.0.1:1 refuses connections" in shown
        assert "Check that the cluster runs" in shown
        assert wizard(app).shown.snapshot is None


async def test_a_failed_second_collection_shows_the_reason_below_the_findings(
    nebula: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "https://127.0.0.1:1")))
    async with opened(nebula, "Nebula", at=CLUSTER, size=NARROW) as (app, pilot):
        assert isinstance(app.focused, FindingList)
        await press(pilot, "ctrl+r")
        assert isinstance(app.focused, ContextList), "another cluster than before has to be chosen"
        await press(pilot, "enter")
        assert "https://127.0.0.1:1 refuses connections" in screen_text(app)
        assert isinstance(app.focused, ContextList), "the user can retry at once"


async def test_cancellation_keeps_the_objects_read_before(
    draft: str,
    drafts_service: DraftsService,
    cluster: FakeCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster.serve("v1/nodes", *(obj(f"gpu-{n}") for n in range(PAGE_SIZE + 1)))
    nodes_asked, go_on = threading.Event(), threading.Event()

    def first(request: Request) -> Answer | None:
        if request.path.endswith("/nodes"):
            nodes_asked.set()
            go_on.wait(20)
        return None

    cluster.first = first
    name = "a-cluster-of-the-north-region"
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", cluster.stub.url, context=name)))
    async with opened(drafts_service, draft, at=CLUSTER, size=NARROW) as (app, pilot):
        await pilot.press("enter")
        await meanwhile(pilot, lambda: nodes_asked.is_set() and "Reading a-cluster-of-" in screen_text(app))
        assert isinstance(app.focused, Button)
        assert app.focused.region.right <= app.size.width, "the button is not cut"
        await pilot.press("enter")
        go_on.set()
        await settle(pilot)
        snapshot = wizard(app).shown.snapshot
        assert snapshot is not None
        nodes = snapshot.listing(NODES)
        assert nodes.outcome is ReadOutcome.CANCELLED
        assert len(nodes.items) == PAGE_SIZE, "objects read before cancellation stay"
        assert f"Read from {name}" in screen_text(app)


async def test_a_snapshot_file_is_loaded_and_saved(
    draft: str, drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    taken, kept = tmp_path / "taken.json", tmp_path / "kept.json"
    save_snapshot(demo_snapshot(), taken)
    async with opened(drafts_service, draft, at=CLUSTER, size=(160, 60)) as (app, pilot):
        pane = cluster_page(app)
        assert "No context found" in screen_text(app)
        for path, button in ((taken, "#snapshot-load"), (kept, "#snapshot-save")):
            pane.query_one("#snapshot").query_one("Input").focus()
            await press(pilot, "ctrl+u")
            await paste(pilot, str(path))
            pane.query_one(button, Button).focus()
            await press(pilot, "enter")
        assert "Read from nebula-demo" in screen_text(app)
        assert f"Saved to {kept}" in screen_text(app)
    assert load_snapshot(kept) == demo_snapshot()


@pytest.mark.parametrize(
    ("resource", "command"),
    [("nodes", "aiconform detect --clusterrole`"), ("pods/proxy", "aiconform detect --clusterrole --scrape`")],
)
async def test_missing_permissions_name_the_role(
    nebula: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resource: str, command: str
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    session = nebula.open("Nebula")
    session.run(keep_snapshot(replace(demo_snapshot(), denied=(Permission("get", "", resource),)), merge=False))
    session.close()
    async with opened(nebula, "Nebula", at=CLUSTER, size=NARROW) as (app, _):
        said = screen_text(app)
        assert f"Missing permissions: get {resource}." in said and command in said


async def test_a_loaded_file_shows_its_findings_first(
    draft: str, drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    save_snapshot(demo_snapshot(), tmp_path / "taken.json")
    async with opened(drafts_service, draft, at=CLUSTER, size=NARROW) as (app, pilot):
        pane = cluster_page(app)
        pane.query_one("#snapshot").query_one("Input").focus()
        await paste(pilot, str(tmp_path / "taken.json"))
        pane.query_one("#snapshot-load", Button).focus()
        await press(pilot, "enter")
        assert "Read from nebula-demo" in screen_text(app)
        assert isinstance(app.focused, FindingList)


async def test_unreadable_resources_keep_their_age(nebula: DraftsService) -> None:
    first = replace(demo_snapshot(), taken_at="2026-11-24T09:00:00Z", names=NamePolicy("c"))
    lost = {key: Listing[Any](ReadOutcome.FAILED, reason="Lost.") for key in first.listings}
    session = nebula.open("Nebula")
    session.run(keep_snapshot(first, merge=True))
    session.run(
        keep_snapshot(replace(first, taken_at="2026-11-24T12:00:00Z", listings=lost, errors=("Lost.",)), merge=True)
    )
    session.close()
    async with opened(nebula, "Nebula", at=CLUSTER, size=NARROW) as (app, pilot):
        assert "15 findings are from 3 hours ago: the last read could not check them." in screen_text(app)
        pane = await visit(pilot, "ai_inference")
        assert "in nebula-demo, 3 hours ago" in str(pane.query_one(".finding-head").render())


@pytest.mark.parametrize("content", [b'{"schema": 999}', *map(slow, (b"", b"{}", b"\x00\xff"))])
async def test_a_file_that_is_not_a_snapshot_changes_nothing(
    draft: str, drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    (tmp_path / "bad.json").write_bytes(content)
    async with opened(drafts_service, draft, at=CLUSTER, size=(160, 60)) as (app, pilot):
        pane = cluster_page(app)
        pane.query_one("#snapshot").query_one("Input").focus()
        await paste(pilot, str(tmp_path / "bad.json"))
        pane.query_one("#snapshot-load", Button).focus()
        await press(pilot, "enter")
        assert "bad.json" in str(pane.query_one("#snapshot-message").render())
        assert wizard(app).shown.snapshot is None


async def test_names_from_kubeconfigs_are_shown_literally(
    draft: str, drafts_service: DraftsService, stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        kubeconfig(tmp_path / str(number), stub.url, context=hostile, user={"exec": {"command": hostile}})
        for number, hostile in enumerate(HOSTILE)
    ]
    monkeypatch.setenv("KUBECONFIG", ":".join(map(str, files)))
    async with opened(drafts_service, draft, at=CLUSTER, size=WIDE) as (app, pilot):
        pane = cluster_page(app)
        unseen = set(HOSTILE)
        for _ in HOSTILE:
            shown = screen_text(app)
            for hostile in HOSTILE:
                assert re.split("[\x1b\u202e]", hostile, maxsplit=1)[0] in shown
            assert not {"\x1b", "\u202e"} & set(shown)
            about = str(pane.query_one("#cluster-about").render())
            unseen -= {h for h in unseen if f"the credential plugin {clean_line(h)}" in about}
            await press(pilot, "down")
        assert not unseen, "each context names its plugin before it runs"
