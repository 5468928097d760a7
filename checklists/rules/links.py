"""Links that were asked for: the program wants an answer below 400, a reviewer wants the page that was promised."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.go_yaml.scalars import ScalarKind
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome, displayed_url
from checklists.model.problem import Problem, Severity
from checklists.rules import metadata
from checklists.rules.context import AnswerCase, FieldCase, quote_text
from checklists.rules.gathering import joined
from checklists.text import trim

UNREACHABLE = "url-unreachable"
_BASE_ENTRY = "k8sConformanceUrl"
_PERHAPS = (
    "What is blocked or does not answer now may pass from elsewhere: ask again later, or let the site answer everybody."
)
_KEEP_A_FILE = (
    "Or keep the proof with the submission: save what the page shows as a file beside PRODUCT.yaml and name that file "
    "as evidence instead."
)


@dataclass(frozen=True)
class _CheckedLink:
    """A link of one field or one requirement, at its place."""

    where: str
    line: int | None
    check: LinkCheck


def is_requested(case: FieldCase) -> bool:
    """Whether the program asks for the link in a metadata field; a base entry only if it has the right form."""
    linked = case.value.kind is ScalarKind.STRING and case.value.text.startswith("http")
    return linked and metadata.conformance_url(case) is None


def field_links(case: FieldCase) -> Iterator[Problem]:
    """What is said of a metadata field that is a link."""
    check = case.links.get(case.value.text) if is_requested(case) else None
    if check is not None:
        where = f"metadata.{case.field.key}"
        yield from _link_problems(case.field.key, [_CheckedLink(where, case.value.line, check)], evidence=False)


def evidence_links(case: AnswerCase) -> Iterator[Problem]:
    """What is said of the links among the evidence of a requirement."""
    place = f"spec.{case.requirement.category}.{case.requirement.id}.evidence"
    links = [
        _CheckedLink(f"{place}[{index}]", item.line, case.links[item.text])
        for index, item in enumerate(case.answer.evidence)
        if item.text in case.links
    ]
    yield from _link_problems(case.requirement.id, links, evidence=True)


def _link_problems(subject: str, links: list[_CheckedLink], *, evidence: bool) -> Iterator[Problem]:
    failed = [one for one in links if not one.check.passed]
    if failed:
        hint = _hint(subject, [one.check for one in failed], evidence=evidence)
        message, at = joined(map(_result_sentence, failed)), failed[0]
        yield Problem(Severity.ERROR, UNREACHABLE, subject, at.where, message, hint, at.line)
    for doubt in Doubt:
        for link in links:
            if doubt in link.check.doubts:
                message, hint = _doubt(doubt, link.check)
                yield Problem(Severity.ADVICE, doubt, subject, link.where, message, hint, link.line)


def _result_sentence(links: _CheckedLink) -> str:
    return f"{quote_text(displayed_url(links.check.url))} {links.check.says}."


def _hint(subject: str, failed: list[LinkCheck], *, evidence: bool) -> str:
    """The next step for each kind of failure that is among them."""
    steps = list(dict.fromkeys(_step(subject, check, evidence=evidence) for check in failed))
    mendable = evidence and any(check.outcome is not LinkOutcome.DEAD for check in failed)
    return " ".join([*steps, _KEEP_A_FILE] if mendable else steps)


def _step(subject: str, check: LinkCheck, *, evidence: bool) -> str:
    if check.may_pass_elsewhere:
        return _PERHAPS
    if check.outcome is LinkOutcome.NOT_PUBLIC:
        return "The program's check sees what the internet shows: link a public page."
    if trim(check.url) != check.url or any(mark in check.url for mark in (" ", ",http", ";http")):
        return "A value is one link and nothing else: put each link into a value of its own."
    if subject == _BASE_ENTRY and check.status is not None:
        return (
            "Name the folder that the product has there. Without one it is not Certified Kubernetes for this minor yet."
        )
    return "Correct the link, or take it away." if evidence else "Correct the link."


def _doubt(doubt: Doubt, check: LinkCheck) -> tuple[str, str]:
    """What is doubtful, and how to settle it."""
    url = quote_text(displayed_url(check.url))
    match doubt:
        case Doubt.MOVED:
            return f"{url} has moved for good.", f"Write {displayed_url(check.final_url)}"
        case Doubt.LOGIN:
            return f"{url} leads to a login.", "A reviewer has no account: link a page that everybody can read."
        case Doubt.ANCHOR:
            part = displayed_url(check.url).partition("#")[2]
            return (
                f"{url}: the page has no part called {quote_text(part)}.",
                "Copy the link of the right heading. Parts that a script puts in later cannot be seen here.",
            )
        case Doubt.SOFT_404:
            return (
                f"{url} answers, and what it shows looks like a page for what is not there.",
                "Open it in a browser, and link the page that was meant.",
            )
