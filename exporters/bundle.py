"""A submission's files in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from checklists.catalog.catalog import SYNC
from checklists.drafts.evidence_intake import READ_LIMIT
from checklists.drafts.evidence_names import cited_files
from checklists.errors import ExportError
from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.links.link_check import Links
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem
from checklists.scan.publication import PlacedMatch, prepare, remaining_secrets
from exporters import readme
from exporters.evidence_document import is_unedited
from exporters.evidence_files import each_once, require_limits
from exporters.product_yaml import product
from exporters.request.pull_request import PullRequest, pull_request

_PRODUCT, _README = "PRODUCT.yaml", "README.md"
PULL_REQUEST = "pull request"
"""Place of secrets in the pull request's text."""


@dataclass(frozen=True)
class Bundle:
    """A submission: its files and its pull request."""

    root: PurePosixPath
    """The submission's folder in the program repository, for example `v1.36/nebula`."""
    files: Mapping[str, bytes]
    """Content by path in the program repository, `PRODUCT.yaml` first."""
    pull_request: PullRequest
    ready: bool
    """`PRODUCT.yaml` contains the official text; the verdict is separate."""
    notices: tuple[str, ...]
    """Sentences about omitted and missing content."""
    fallbacks: frozenset[str] = frozenset()
    """Generated files that never replace the vendor's own file."""
    matches: tuple[PlacedMatch, ...] = ()
    """Secrets and identifiers in the answers and files, with the decisions about them."""
    secret_values: frozenset[str] = field(default=frozenset(), repr=False)
    """Values of all secrets, to mask them; never shown or stored."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The draft's texts that were scanned, by the place of their matches."""

    @property
    def size(self) -> int:
        """Total size in bytes."""
        return sum(len(data) for data in self.files.values())

    @property
    def secrets(self) -> tuple[PlacedMatch, ...]:
        """Secrets without a decision, which block the export."""
        return tuple(match for match in self.matches if match.blocks)


def build_bundle(
    draft: Draft,
    checklist: Checklist,
    problems: Iterable[Problem],
    evidence: Mapping[str, Path],
    *,
    vendor_checked: bool = False,
    template: str | None = None,
    links: Links | None = None,
    readme_text: bytes | None = None,
    generate_readme: bool = True,
) -> Bundle:
    """Build the submission of a draft.

    Args:
        draft: The answers.
        checklist: The checklist.
        problems: The program's verdict, reported in the pull request's text.
        evidence: The draft's evidence files, by path in the submission.
        vendor_checked: The validation compared the vendor with the member list.
        template: The program's own pull request template.
        links: Results of the link check.
        readme_text: The vendor's own README from an earlier submission, which replaces the generated one.
        generate_readme: Generate a README if the vendor has none.

    Raises:
        ExportError: An evidence file is unreadable, the files are too large, or the template cannot be filled in.
    """
    root = PurePosixPath(submission_folder(draft))
    ids = [requirement.id for requirement in checklist.requirements]
    cited = cited_files(draft, evidence, ids) - {_PRODUCT}
    contents, draft = each_once(draft, {name: _read(evidence[name]) for name in sorted(cited)})
    require_limits(contents)
    names = list(contents)
    wants_readme = not any(name.lower() == _README.lower() for name in names)
    if wants_readme and readme_text is not None:
        contents = {_README: readme_text, **contents}
    published = prepare(draft, ids, contents)
    original, draft = draft, published.draft
    rendered = {_PRODUCT: product.render_product(checklist, draft)}
    if wants_readme and readme_text is None and generate_readme:
        generated = [name for name, data in contents.items() if is_unedited(data)]
        rendered[_README] = readme.render_readme(checklist, draft, root=root, files=names, generated=generated)
    request = pull_request(
        checklist,
        draft,
        problems,
        root=root,
        files=names,
        vendor_checked=vendor_checked,
        template=template,
        links=links,
    )
    texts = {**rendered, PULL_REQUEST: f"{request.title}\n\n{request.body}"}
    remaining = remaining_secrets(texts, published, original.match_decisions)
    files = {**{name: text.encode() for name, text in rendered.items()}, **published.files}
    return Bundle(
        root=root,
        files={str(root / name): data for name, data in files.items()},
        pull_request=request,
        ready=checklist.template is not None,
        notices=tuple(_notices(draft, checklist, [name for name in evidence if name not in cited])),
        fallbacks=frozenset({str(root / _README)} if wants_readme else ()),
        matches=(*published.matches, *remaining),
        secret_values=published.secret_values,
        texts=published.texts,
    )


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, READ_LIMIT)
    except OSError as error:
        raise ExportError(
            f"The evidence file {path} cannot be read: {os_error_reason(error)}.",
            "Attach the file again, or remove it from the evidence.",
        ) from error


def _notices(draft: Draft, checklist: Checklist, left_out: list[str]) -> Iterator[str]:
    if checklist.template is None:
        yield f"Not ready: {_PRODUCT} lacks the official text. Run `{SYNC}`, then export again."
    if left_out:
        yield f"Not exported, because no answer names it as evidence: {', '.join(left_out)}."
    unwritten = product.unwritten(checklist, draft)
    if unwritten:
        yield f"Not exported, because this checklist lacks the field: {', '.join(unwritten)}."
