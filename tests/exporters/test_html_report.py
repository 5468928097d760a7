"""The HTML report: complete, self-contained, and safe for any draft content."""

import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem, Severity
from exporters.pages.html_report import html_report

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def page(**metadata: str) -> str:
    response = Response(
        status=Status.IMPLEMENTED,
        evidence=("https://docs.nebula.example/proof?a=1&b=2", "javascript:alert(1)", "proof.md"),
        notes=f"first\nsecond {EVIL}",
    )
    draft = Draft(
        name="Nebula",
        checklist="1.37",
        metadata={"platformName": "Nebula", "platformVersion": "4.2"} | metadata,
        responses={"gang_scheduling": response},
    )
    problem = Problem(Severity.ERROR, "x", "gang_scheduling", "spec.schedulingOrchestration.gang_scheduling", EVIL)
    return html_report(draft, checklist("1.37", None), [problem], dates=["renew before X"], unchecked=[], made_at=NOW)


def test_everything_is_on_the_page() -> None:
    seen = Page(page())
    assert seen.tags.count("section") == 15
    for part in (
        "Nebula 4.2",
        "Verdict: fail",
        "1 error, 0 warnings, advice on 0 points",
        "Gang scheduling",
        "second",
        "renew before X",
        "Signature",
    ):
        assert part in seen.text
    assert ("href", "https://docs.nebula.example/proof?a=1&b=2") in seen.attributes


def test_hostile_text_stays_text_and_nothing_is_loaded() -> None:
    seen = Page(page(platformName=EVIL, websiteUrl="https://x/\" onclick='alert(1)'"))
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(seen.tags)
    assert EVIL in seen.text
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "src"]
    assert all((value or "").startswith(("https://", "#")) for name, value in seen.attributes if name == "href")


@pytest.mark.process
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium")
def test_a_real_browser_shows_it_without_errors(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [f"--screenshot={tmp_path / 'page.png'}", "--window-size=900,1200", f"file://{tmp_path / 'page.html'}"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert (tmp_path / "page.png").stat().st_size > 20_000
