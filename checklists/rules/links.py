"""Rules for checked links: the program needs a status below 400, a reviewer needs the cited page."""

from collections.abc import Iterator

import msgspec

from checklists.go_yaml.scalars import ScalarKind
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome, displayed_url
from checklists.model.problem import Problem, Severity
from checklists.rules import metadata
from checklists.rules.context import AnswerCase, FieldCase, quote_text
from checklists.rules.merging import join_sentences
from checklists.text import trim

UNREACHABLE = "url-unreachable"
_BASE_ENTRY = "k8sConformanceUrl"
_PERHAPS = "The link may pass from elsewhere: try again later, or let the site answer requests from everywhere."
_KEEP_A_FILE = "Or save the page's content as a file next to PRODUCT.yaml, and cite that file instead."


class _CheckedLink(msgspec.Struct, frozen=True):
    """Checked link of a field or requirement, with its place."""

    where: str
    line: int | None
    check: LinkCheck


def is_requested(case: FieldCase) -> bool:
    """Return whether the program requests the link in a metadata field; a base entry only if its form is valid."""
    linked = case.value.kind is ScalarKind.STRING and case.value.text.startswith("http")
    return linked and metadata.conformance_url(case) is None


def field_links(case: FieldCase) -> Iterator[Problem]:
    """Yield the problems of the link in a metadata field."""
    check = case.links.get(case.value.text) if is_requested(case) else None
    if check is not None:
        where = f"metadata.{case.field.key}"
        yield from _link_problems(case.field.key, [_CheckedLink(where, case.value.line, check)], evidence=False)


def evidence_links(case: AnswerCase) -> Iterator[Problem]:
    """Yield the problems of the links among a requirement's evidence."""
    place = f"spec.{case.requirement.category}.{case.requirement.id}.evidence"
    links = [
        _CheckedLink(f"{place}[{index}]", item.line, case.links[item.text])
        for index, item in enumerate(case.answer.evidence)
        if item.text in case.links
    ]
    yield from _link_problems(case.requirement.id, links, evidence=True)


def _link_problems(subject: str, links: list[_CheckedLink], *, evidence: bool) -> Iterator[Problem]:
    failed = [link for link in links if not link.check.passed]
    if failed:
        hint = _hint(subject, [link.check for link in failed], evidence=evidence)
        message, at = join_sentences(map(_result_sentence, failed)), failed[0]
        yield Problem(Severity.ERROR, UNREACHABLE, subject, at.where, message, hint, at.line)
    for doubt in Doubt:
        for link in links:
            if doubt in link.check.doubts:
                message, hint = _doubt(doubt, link.check)
                yield Problem(Severity.ADVICE, doubt, subject, link.where, message, hint, link.line)


def _result_sentence(link: _CheckedLink) -> str:
    return f"{quote_text(displayed_url(link.check.url))} {link.check.predicate}."


def _hint(subject: str, failed: list[LinkCheck], *, evidence: bool) -> str:
    """Return the next step for each kind of failure."""
    steps = list(dict.fromkeys(_step(subject, check, evidence=evidence) for check in failed))
    mendable = evidence and any(check.outcome is not LinkOutcome.DEAD for check in failed)
    return " ".join([*steps, _KEEP_A_FILE] if mendable else steps)


def _step(subject: str, check: LinkCheck, *, evidence: bool) -> str:
    if check.may_pass_elsewhere:
        return _PERHAPS
    if check.outcome is LinkOutcome.NOT_PUBLIC:
        return "The program's check reaches public pages only: link a public page."
    if trim(check.url) != check.url or any(mark in check.url for mark in (" ", ",http", ";http")):
        return "Write one link per value, without other text."
    if subject == _BASE_ENTRY and check.status is not None:
        return "Link the product's folder. Without one, the product is not yet Certified Kubernetes for this minor."
    return "Correct or remove the link." if evidence else "Correct the link."


def _doubt(doubt: Doubt, check: LinkCheck) -> tuple[str, str]:
    """Return message and hint for a doubt."""
    url = quote_text(displayed_url(check.url))
    match doubt:
        case Doubt.MOVED:
            return f"{url} redirects permanently.", f"Write {displayed_url(check.final_url)}"
        case Doubt.LOGIN:
            return f"{url} leads to a login.", "A reviewer has no account: link a public page."
        case Doubt.ANCHOR:
            part = displayed_url(check.url).partition("#")[2]
            return (
                f"{url}: the page has no section {quote_text(part)}.",
                "Copy the link of the right heading. Sections that a script adds later are not visible here.",
            )
        case Doubt.SOFT_404:
            return (
                f"{url} answers with what reads like a page-not-found message.",
                "Open it in a browser, and link the right page.",
            )
