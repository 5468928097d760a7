"""The link report: complete, failures first, and no text that acts as Markdown in a pull request."""

from datetime import UTC, datetime

import msgspec

from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome
from checklists.rules.link_uses import LinkUse
from exporters.link_report import link_report

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
GOOD, DEAD, MOVED, UNASKED = (f"https://nebula.example/{name}" for name in ("good", "dead", "moved", "unasked"))


def use(url: str, subject: str) -> LinkUse:
    return LinkUse(url, subject, "")


def seen(url: str, outcome: LinkOutcome = LinkOutcome.REACHABLE, says: str = "answers 200 OK") -> LinkCheck:
    return LinkCheck(url, outcome, says, NOW)


def test_every_link_is_listed_once_with_all_places() -> None:
    links = {
        GOOD: seen(GOOD),
        DEAD: seen(DEAD, LinkOutcome.DEAD, "answers 404: the page does not exist"),
        MOVED: msgspec.structs.replace(
            seen(MOVED, LinkOutcome.MOVED), final_url="https://new.example/", doubts=(Doubt.MOVED,)
        ),
    }
    uses = [
        use(GOOD, "websiteUrl"),
        use(DEAD, "dra_support"),
        use(GOOD, "gang_scheduling"),
        use(MOVED, "x"),
        use(UNASKED, "y"),
    ]
    report = link_report({"v1.36/nebula/PRODUCT.yaml": uses, "v1.36/empty/PRODUCT.yaml": []}, links, NOW)
    assert report == (
        "# Links\n\nRequested like the program's check: HEAD, then GET, following redirects. "
        "Created by aiconform on 2026-11-24 12:04 UTC.\n\n"
        "## `v1.36/nebula/PRODUCT.yaml`\n\n"
        "4 links: 1 reachable, 1 moved, 1 dead, 1 not checked.\n\n"
        "| Result | Link | Response | Used in | Requested at |\n|---|---|---|---|---|\n"
        "| dead | <https://nebula.example/dead> | answers 404: the page does not exist | `dra_support` "
        "| 2026-11-24 12:04 UTC |\n"
        "| not checked | <https://nebula.example/unasked> |  | `y` |  |\n"
        "| reachable | <https://nebula.example/good> | answers 200 OK | `websiteUrl`, `gang_scheduling` "
        "| 2026-11-24 12:04 UTC |\n"
        "| moved | <https://nebula.example/moved> | answers 200 OK; now <https://new.example/>; `link-moved` | `x` "
        "| 2026-11-24 12:04 UTC |\n\n"
        "## `v1.36/empty/PRODUCT.yaml`\n\nNo links.\n"
    )  # fmt: skip


def test_hostile_links_stay_text() -> None:
    urls = [
        "https://a.example/|x|`y`<script>alert(1)</script>",
        "https://me:secret@a.example/",
        "httpx [click](https://evil.example) @everybody | x",
        "http\n\n# Title\x1b[31m",
    ]
    links = {url: seen(url, LinkOutcome.BLOCKED, "redirects to https://b/|<b>, which answers 403") for url in urls}
    report = link_report({"v1.36/`x`|y/PRODUCT.yaml": [use(url, "a|b") for url in urls]}, links, NOW)
    assert "secret" not in report and "<script" not in report and "\x1b" not in report
    assert "[click](" not in report and "\n# Title" not in report and " @everybody" not in report
    rows = [line for line in report.splitlines() if line.startswith("| blocked")]
    assert len(rows) == 4
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows)
