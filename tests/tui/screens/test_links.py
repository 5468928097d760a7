"""Links in the wizard: checked in the background where permitted, with results next to the link and in the verdict."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input

from checklists.links.link_check import LinkCheck, LinkOutcome
from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.local_web import LocalWeb, local_web, silent, whole
from tests.tui.wizard_driver import (
    SIZES,
    footer_keys,
    next_frame,
    opened,
    press,
    screen_text,
    settle,
    until,
    visit,
    wizard,
)
from tui.app import WizardApp
from tui.messages import LinksWanted
from tui.screens.dialogs.replace_link_dialog import ReplaceLinkDialog
from tui.state.answer_edits import value_typed
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField

LONG = "https://docs.nebula.example/kubernetes/4.2/scheduling/gangs-of-pods"
PAGE = "text/html; charset=utf-8"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><text>Quasar</text><path d='M0 0'/></svg>"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        server.answers |= {
            "/ok": whole(b"<title>GPUs</title>", Content_Type=PAGE),
            "/403": whole(b"", 403),
            "/logo.svg": whole(SVG, Content_Type="image/svg+xml"),
        }
        yield server


@pytest.fixture
def online(web: LocalWeb, drafts_service: DraftsService, monkeypatch: pytest.MonkeyPatch) -> DraftsService:
    """Create a draft with links to a local server, in a wizard that may check links."""
    monkeypatch.delenv("AICONFORM_OFFLINE")
    monkeypatch.setenv("AICONFORM_PROGRAM_URL", f"{web.url}/no-mirror")
    found = DraftsService(paths(), private_links=True, now=drafts_service.now)
    found.create("Nebula", "1.37")
    session = found.open("Nebula")
    session.type_metadata("platformName", "Nebula")
    session.type_metadata("websiteUrl", f"{web.url}/ok")
    session.type_metadata("productLogoUrl", f"{web.url}/logo.svg")
    evidence = (f"{web.url}/ok", f"{web.url}/403", f"{web.url}/404")
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED, evidence=evidence))
    session.close()
    return found


def asked(web: LocalWeb) -> set[str]:
    return {path.removeprefix("HEAD ") for path in web.requests if "no-mirror" not in path}


def unreachable(app: WizardApp) -> dict[str, str]:
    return {p.subject: p.message for p in wizard(app).shown.problems if p.code == "url-unreachable"}


async def links_line(pilot: Pilot[None]) -> str:
    await settle(pilot)
    assert isinstance(pilot.app, WizardApp)
    return " ".join(str(wizard(pilot.app).query_one("#review-links").render()).split())


@SIZES
async def test_opening_the_review_checks_links_and_updates_the_verdict(
    online: DraftsService, web: LocalWeb, size: tuple[int, int]
) -> None:
    async with opened(online, "Nebula", at=StepField("gang_scheduling"), size=size) as (app, pilot):
        assert asked(web) == set(), "no link is checked before the review opens"
        await visit(pilot, "review")
        assert asked(web) == {"/ok", "/403", "/404", "/logo.svg"}
        assert await links_line(pilot) == "– 4 links: 2 reachable, 1 dead, 1 blocked. r checks again"
        assert unreachable(app) == {
            "gang_scheduling": f'"{web.url}/403" answers 403: it rejects requests from programs. '
            f'"{web.url}/404" answers 404: the page does not exist.'
        }
        assert any(problem.code == "logo-unnamed" for problem in wizard(app).shown.problems)
        assert not wizard(app).shown.unsaved, "the draft itself is unchanged"
        await visit(pilot, "gang_scheduling", "evidence")
        shown = screen_text(app)
        for words in ("✓ reachable", "✗ blocked", "✗ dead"):
            assert words in shown
        assert "✓ reachable, checked today" in shown
        app.change(lambda session: session.edit_response("gang_scheduling", value_typed("", LONG, 3)))
        await settle(pilot)
        shown = screen_text(app)
        assert "checked today" not in shown and "✓ reachable" in shown, "a long link needs the space"
        await visit(pilot, "platform", "productLogoUrl")
        shown = " ".join(screen_text(app).split())
        assert "an SVG with the text Quasar" in shown
        assert "The text in the logo reads" in shown
        await visit(pilot, "platform", "websiteUrl")
        assert "✓ reachable" in screen_text(app)


async def test_results_are_shown_when_the_draft_opens_again(online: DraftsService, web: LocalWeb) -> None:
    async with opened(online, "Nebula", at=StepField("review")) as (app, pilot):
        web.requests.clear()
        await visit(pilot, "gang_scheduling")
        await visit(pilot, "review")
        assert asked(web) == set(), "a second visit checks no known link"
    async with opened(online, "Nebula", at=StepField("gang_scheduling")) as (app, pilot):
        assert unreachable(app)
        await visit(pilot, "review")
        assert asked(web) == set()


async def test_r_checks_failed_links_again(online: DraftsService, web: LocalWeb) -> None:
    async with opened(online, "Nebula", at=StepField("review")) as (app, pilot):
        web.requests.clear()
        web.answers |= {"/404": whole(b"", Content_Type=PAGE), "/403": whole(b"", Content_Type=PAGE)}
        await press(pilot, "r")
        assert asked(web) == {"/403", "/404"}
        assert not unreachable(app)
        assert await links_line(pilot) == "– 4 links: 4 reachable. r checks again"
        web.requests.clear()
        await press(pilot, "r")
        assert asked(web) == {"/ok", "/403", "/404", "/logo.svg"}, "without failures, all links are checked again"


async def test_a_cancelled_check_keeps_its_results(online: DraftsService, web: LocalWeb) -> None:
    web.answers["/404"] = silent
    async with opened(online, "Nebula", at=StepField("gang_scheduling")) as (app, pilot):
        wizard(app).post_message(LinksWanted())
        await until_answered(pilot, app, 3)
        await visit_review_during_check(pilot)
        assert "Checking 4 links: 3 done. ctrl+x stops" in screen_text(app).replace("   ", " ")
        assert "Stop" in footer_keys(app)
        await pilot.app._press_keys(["ctrl+x"])
        await until(pilot, lambda: not wizard(app).shown.links.pending)
        assert await links_line(pilot) == (
            "– 4 links: 2 reachable, 1 blocked, 1 not checked; unchecked links count as reachable. r checks again"
        )
        assert "answers 404" not in unreachable(app)["gang_scheduling"]


async def test_the_key_to_stop_disappears_with_the_last_link(online: DraftsService) -> None:
    async with opened(online, "Nebula", at=StepField("review")) as (app, pilot):
        await settle(pilot)
        pane, done = wizard(app).pane, wizard(app).shown
        assert pane is not None
        for pending in (frozenset({LONG}), frozenset[str]()):
            pane.state = dataclasses.replace(done, links=dataclasses.replace(done.links, pending=pending))
            await settle(pilot)
            assert ("ctrl+x Stop" in screen_text(app).splitlines()[-1]) is bool(pending)


async def until_answered(pilot: Pilot[None], app: WizardApp, number: int) -> None:
    for _ in range(1500):
        links = wizard(app).shown.links
        if links.pending and links.requested - len(links.pending) == number:
            return
        await next_frame(pilot, after=0.02)
    raise AssertionError("the answers did not come in")


async def visit_review_during_check(pilot: Pilot[None]) -> None:
    """Do the same as `visit` without waiting for the link check's worker."""
    assert isinstance(pilot.app, WizardApp)
    screen = wizard(pilot.app)
    await screen.run_action("go_to")
    for character in "review":
        await pilot.press(character)
    await pilot.press("enter")
    for _ in range(1500):
        await next_frame(pilot, after=0.02)
        if screen.current == "review" and "Checking" in screen_text(pilot.app):
            return
    raise AssertionError("the review did not come")


async def test_closing_the_draft_stops_the_check(online: DraftsService, web: LocalWeb) -> None:
    web.answers |= dict.fromkeys(("/ok", "/403", "/404", "/logo.svg"), silent)
    async with opened(online, "Nebula", at=StepField("gang_scheduling")) as (app, pilot):
        wizard(app).post_message(LinksWanted())
        await until_answered(pilot, app, 0)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.session is None)
        assert not list(app.workers)


@SIZES
async def test_a_dead_link_can_be_replaced_by_a_file(
    online: DraftsService, web: LocalWeb, tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "proof.md").write_text("# What the page shows\n")
    async with opened(online, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        await press(pilot, "a")
        assert isinstance(app.screen, ReplaceLinkDialog)
        shown = " ".join(screen_text(app).replace("│", " ").split())
        assert f"{web.url}/403" in shown and "Save the page as PDF in a browser" in shown
        await press(pilot, "enter")
        assert "Enter the path of a local file." in screen_text(app)
        app.screen.query_one(Input).value = str(tmp_path / "nothing.md")
        await press(pilot, "enter")
        assert "File not found." in screen_text(app)
        app.screen.query_one(Input).value = str(tmp_path / "proof.md")
        await press(pilot, "enter")
        state = wizard(app).shown
        assert state.draft.response("gang_scheduling").evidence == (f"{web.url}/ok", "proof.md", f"{web.url}/404")
        assert "/403" not in unreachable(app)["gang_scheduling"]
        assert not state.unsaved


async def test_offline_no_request_is_sent_and_the_page_shows_it(web: LocalWeb, online: DraftsService) -> None:
    offline = DraftsService(paths(), offline=True, private_links=True, now=online.now)
    async with opened(offline, "Nebula", at=StepField("review")) as (_, pilot):
        await press(pilot, "r")
        assert await links_line(pilot) == (
            "– 4 links not checked: each counts as reachable. Offline: no links are checked."
        )
    assert web.requests == []


async def test_the_demo_sends_no_request(online: DraftsService, web: LocalWeb) -> None:
    async with opened(online) as (app, pilot):
        app.open(online.demo)
        await until(pilot, lambda: app.session is not None)
        assert "saved" not in screen_text(app).splitlines()[0], "the demo is not kept"
        await visit(pilot, "review")
        await press(pilot, "r")
        assert asked(web) == set()
        assert (await links_line(pilot)).endswith("each counts as reachable. The demo checks no links.")


async def test_without_internet_no_link_is_reported_as_dead(
    online: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with opened(online, "Nebula", at=StepField("review")) as (app, pilot):
        assert not unreachable(app)
        assert await links_line(pilot) == (
            "– 4 links not checked: each counts as reachable. No host could be reached, so this machine may have no "
            "internet. r checks again"
        )


async def test_unusable_settings_have_an_error_message(online: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    async with opened(online, "Nebula", at=StepField("review")) as (app, pilot):
        assert "proxy or certificate settings are invalid" in await links_line(pilot)
        assert not unreachable(app)


def test_links_of_a_read_only_draft_are_checked(online: DraftsService) -> None:
    first = online.open("Nebula")
    second = online.open("Nebula")
    url = first.state.draft.metadata["websiteUrl"]
    check = LinkCheck(url, LinkOutcome.DEAD, "answers 404", online.now())
    second.set_links(second.state.links.with_results({url: check}))
    state = second.check()
    assert state.read_only and [p.subject for p in state.problems if p.code == "url-unreachable"] == [
        "websiteUrl",
        "gang_scheduling",
    ]
    assert not state.unsaved
    old = replace(check, checked_at=online.now().replace(year=2025))
    second.set_links(second.state.links.with_results({url: old}))
    state = second.check()
    assert not [p for p in state.problems if p.code == "url-unreachable"], "old results do not count"
    first.close()
    second.close()
