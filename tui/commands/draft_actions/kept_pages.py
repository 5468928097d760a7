"""Action `keep-pages` of `aiconform drafts`: copies of linked evidence pages for a private review."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import is_offline, program_of
from tui.commands.draft_actions.draft_action import NAME, Action, print_result

if TYPE_CHECKING:
    from auto_detect.links.downloads import DownloadedPage
    from checklists.drafts.kept_pages import KeptPages
    from checklists.drafts.store import DraftStore


def _keep_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="download pages again that have a copy")


def _keep(store: DraftStore, args: argparse.Namespace) -> None:
    from dataclasses import asdict

    from checklists.drafts.kept_pages import KeptPages
    from checklists.errors import DraftError
    from checklists.text import clean_line, count
    from exporters.page_copies import linked_pages
    from tui.output import print_message
    from tui.text.sizes import format_size

    if is_offline(args):
        raise DraftError("Pages cannot be downloaded offline.", "Leave out --offline and AICONFORM_OFFLINE.")
    with store.open(args.name) as opened:
        opened.require_writable()
        checklist = program_of(args).checklist(opened.draft.checklist)
        urls = linked_pages(opened.draft, checklist)
        pages = KeptPages(opened.folder)
        pages.forget_others(urls)
        failed = _download(pages, [url for url in urls if args.fresh or url not in pages.records()])
        records = pages.records()
    kept = {url: records[url] for url in urls if url in records}
    lines = [f"{clean_line(url)}   {format_size(record.size)}, {record.at}" for url, record in kept.items()]
    value = {"draft": opened.draft.name, "pages": [asdict(record) for record in kept.values()], "failed": failed}
    print_result(args, value, lines or ["The evidence links to no page." if not urls else "No page has a copy."])
    for url, reason in failed.items():
        print_message(f"{clean_line(url)} {reason}.")
    if failed:
        raise DraftError(
            f"{len(failed)} of {count(len(urls), 'linked page')} could not be copied.",
            "Try again, or attach the proof as a file.",
        )


def _download(pages: KeptPages, urls: list[str]) -> dict[str, str]:
    """Download and keep pages; return why the others failed."""
    from datetime import UTC, datetime

    from auto_detect.links.downloads import download_pages
    from checklists.drafts.kept_pages import PAGE_LIMIT
    from checklists.errors import DraftError
    from checklists.text import count
    from tui.output import print_note
    from tui.state.links.link_runner import SECONDS, request_limits

    failed: dict[str, str] = {}

    def on_page(url: str, page: DownloadedPage | str) -> None:
        if isinstance(page, str):
            failed[url] = page
            return
        try:
            pages.keep(url, page.data, datetime.now(UTC), html=page.html)
        except DraftError as error:
            failed[url] = error.message

    if urls:
        print_note(f"downloading {count(len(urls), 'page')}, at most {SECONDS / 60:.0f} minutes in all")
    download_pages(urls, limits=request_limits(), page_limit=PAGE_LIMIT, seconds=SECONDS, on_page=on_page)
    return {url: failed[url] for url in urls if url in failed}


ACTIONS = {
    "keep-pages": Action(
        _keep,
        "keep copies of the pages that evidence links to, for `export --zip`",
        (NAME,),
        _keep_options,
        locks=True,
    )
}
"""Actions of `aiconform drafts` on linked pages."""
