"""The verdict before an export uses link checks of the last day; checking links is optional."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auto_detect.links.cache import save
from checklists.drafts.store import DraftStore
from checklists.links.link_check import LinkCheck, LinkOutcome
from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.metadata import FIELDS
from checklists.program.program_data import ProgramData
from checklists.rules.link_uses import link_uses
from checklists.submission.submission import submission_from_draft
from tests.local_web import local_web, whole
from tui.cli import main
from tui.state.paths import paths
from tui.state.program_data import local_program

SITE, PROOF = "https://nebula.example/kubernetes", "https://docs.nebula.example/proof"


@pytest.fixture
def draft(program_dir: Path) -> ProgramData:
    """Create a draft that the program would accept if its links were reachable."""
    program = local_program(str(program_dir))
    members = program.members()
    assert members is not None
    store = DraftStore(paths().drafts)
    checklist = program.checklist("1.36")
    store.create("Nebula", checklist)
    with store.open("Nebula") as opened:
        made = opened.draft
        for field in FIELDS:
            made = made.with_metadata(field.key, field.example_in("1.36"))
        made = made.with_metadata("vendorName", min(members.names)).with_metadata("websiteUrl", SITE)
        for requirement in checklist.requirements:
            answer = Response(status=Status.IMPLEMENTED, evidence=(PROOF,), notes="Why.")
            made = made.with_response(requirement.id, answer)
        opened.save(made)
    return program


@pytest.fixture
def export(
    draft: ProgramData, program_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(*more: str) -> tuple[int, str, str]:
        code = main(["export", "nebula", "--to", str(tmp_path), "--program", str(program_dir), "--json", *more])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def seen(url: str, outcome: LinkOutcome, *, ago: timedelta = timedelta(minutes=5)) -> None:
    now = datetime.now(UTC)
    save(paths().cache / "links.json", {url: LinkCheck(url, outcome, "answers 404", now - ago, 404)}, now)


def test_unchecked_links_count_as_reachable_and_are_reported(
    export: Callable[..., tuple[int, str, str]],
) -> None:
    code, _, err = export()
    assert code == 0
    assert "links not checked; the verdict counts them as reachable" in err
    assert "--links" not in err, "offline, the option would not help"


def test_results_of_today_count(export: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    seen(PROOF, LinkOutcome.REACHABLE)
    assert export()[0] == 0
    seen(PROOF, LinkOutcome.DEAD)
    code, out, err = export()
    assert (code, json.loads(out)["verdict"]) == (1, "fail")
    assert "answers 404" in err and "Nothing was written" in err
    assert main(["drafts", "show", "nebula"]) == 0


def test_older_results_do_not_count(export: Callable[..., tuple[int, str, str]]) -> None:
    seen(PROOF, LinkOutcome.DEAD, ago=timedelta(days=2))
    assert export()[0] == 0


def test_the_draft_records_when_its_links_were_reachable(
    export: Callable[..., tuple[int, str, str]], draft: ProgramData, capsys: pytest.CaptureFixture[str]
) -> None:
    with DraftStore(paths().drafts).open("nebula") as opened:
        submission = submission_from_draft(opened.draft, draft.checklist("1.36"))
    urls = {use.url for use in link_uses(submission, draft.checklist("1.36"))}
    for url in urls - {PROOF}:
        seen(url, LinkOutcome.REACHABLE)
    export()
    assert main(["drafts", "list"]) == 0
    assert "links last reachable" not in capsys.readouterr().out, "one link was not checked"
    seen(PROOF, LinkOutcome.REACHABLE, ago=timedelta(hours=3))
    export()
    assert main(["drafts", "list"]) == main(["drafts", "show", "nebula"]) == 0
    assert capsys.readouterr().out.count("links last reachable ") == 2
    assert main(["drafts", "show", "nebula", "--json"]) == 0
    at = datetime.fromisoformat(json.loads(capsys.readouterr().out)["links_reachable"])
    assert timedelta(hours=2.9) < datetime.now(UTC) - at < timedelta(hours=3.5)


@pytest.mark.loopback
def test_links_can_be_checked_first(
    export: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_web() as web:
        web.answers["*"] = whole(b"", 404)
        monkeypatch.delenv("AICONFORM_OFFLINE")
        monkeypatch.setenv("AICONFORM_PROGRAM_URL", web.url)
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, web.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        code, out, err = export("--links")
    assert code == 1
    assert "checking " in err and "was rejected by the proxy" in out
    assert "not requested" not in err


def test_offline_links_cannot_be_checked(export: Callable[..., tuple[int, str, str]]) -> None:
    with pytest.raises(SystemExit) as caught:
        export("--links")
    assert caught.value.code == 2
