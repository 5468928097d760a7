"""Copies of linked evidence pages in the archive for a private review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checklists.drafts.kept_pages import FOLDER, KeptPages, PageRecord
from checklists.links.link_check import displayed_url
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.evidence import is_url
from checklists.scan.publication import PlacedMatch, Source, secrets_in
from checklists.scan.text_file import decode

_URL_LIMIT = 8_000


@dataclass(frozen=True)
class PageCopies:
    """The copies that a draft keeps of the pages that its evidence links to."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """Content by path in the archive."""
    records: Mapping[str, PageRecord] = field(default_factory=dict)
    """Origin by path in the archive."""
    linked: int = 0
    """Number of linked pages, with or without a copy."""
    secrets: tuple[PlacedMatch, ...] = ()
    """Secrets in the copies; identifiers of public pages are public."""


def linked_pages(draft: Draft, checklist: Checklist) -> tuple[str, ...]:
    """Return the pages that evidence links to, each once, without fragments and credentials."""
    evidence = (value for requirement in checklist.requirements for value in draft.response(requirement.id).evidence)
    pages = (displayed_url(value, limit=_URL_LIMIT).partition("#")[0] for value in evidence if is_url(value))
    return tuple(dict.fromkeys(pages))


def page_copies(draft_folder: Path, draft: Draft, checklist: Checklist) -> PageCopies:
    """Read the copies of the pages that the evidence links to now.

    Raises:
        DraftError: A copy is missing or was changed.
    """
    pages = KeptPages(draft_folder)
    known = pages.records()
    urls = linked_pages(draft, checklist)
    records = {f"{FOLDER}/{known[url].file}": known[url] for url in urls if url in known}
    files = {path: pages.read(record) for path, record in sorted(records.items())}
    texts = {path: text.text for path, data in files.items() if (text := decode(data)) is not None}
    return PageCopies(files, records, len(urls), secrets_in(texts, draft.match_decisions, Source.PAGE))
