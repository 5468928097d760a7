"""Report of the link check, as Markdown for a pull request."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from checklists.links.link_check import LinkCheck, Links, count_outcomes, displayed_url
from checklists.rules.link_uses import LinkUse
from checklists.text import count
from exporters import markdown
from exporters.templating import render_template


def link_report(files: Mapping[str, Sequence[LinkUse]], links: Links, made_at: datetime) -> str:
    """Render a section for each file: a table of its links, failed links first.

    Args:
        files: The links of each submission, by path of its `PRODUCT.yaml`.
        links: Results of the link check; missing links were not requested.
        made_at: Time of the report.
    """
    return render_template(
        "link_report.md.j2",
        made_at=_time(made_at),
        files=[
            {
                "path": markdown.code(path),
                "summary": _summary(uses, links),
                "rows": link_rows(uses, links),
            }
            for path, uses in files.items()
        ],
    )


def link_rows(uses: Iterable[LinkUse], links: Links) -> list[dict[str, str]]:
    """Return the cells of each link's row, failed links first."""
    uses = tuple(uses)
    return [_row(url, uses, links.get(url)) for url in _ordered(uses, links)]


def _ordered(uses: Iterable[LinkUse], links: Links) -> list[str]:
    def passed(url: str) -> bool:
        check = links.get(url)
        return check is not None and check.passed

    return sorted(dict.fromkeys(use.url for use in uses), key=passed)


def _summary(uses: Iterable[LinkUse], links: Links) -> str:
    urls = {use.url for use in uses}
    return f"{count(len(urls), 'link')}: {count_outcomes(urls, links)}." if urls else "No links."


def _row(url: str, uses: Iterable[LinkUse], check: LinkCheck | None) -> dict[str, str]:
    subjects = dict.fromkeys(use.subject for use in uses if use.url == url)
    return {
        "outcome": _outcome(check),
        "url": markdown.link(displayed_url(url)),
        "result": _result(check),
        "used": ", ".join(map(markdown.code, subjects)),
        "time": _time(check.checked_at) if check else "",
    }


def _result(check: LinkCheck | None) -> str:
    if check is None:
        return ""
    elsewhere = f"; now {markdown.link(check.final_url)}" if check.final_url and check.passed else ""
    doubts = "".join(f"; {markdown.code(doubt)}" for doubt in check.doubts)
    return f"{markdown.escape(check.predicate)}{elsewhere}{doubts}"


def _outcome(check: LinkCheck | None) -> str:
    return check.outcome.value if check else "not checked"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
