"""Links that were asked for: the program wants an answer below 400, a reviewer wants the page that was promised."""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.go_yaml.scalars import Kind
from checklists.links.link_check import Doubt, LinkCheck, Outcome, shown
from checklists.model.problem import Problem, Severity
from checklists.rules import metadata
from checklists.rules.context import AnswerCase, FieldCase, quoted
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
class _Asked:
    """A link of one field or one requirement, at its place."""

    where: str
    line: int | None
    check: LinkCheck


def requested(case: FieldCase) -> bool:
    """Whether the program asks for the link in a metadata field; a base entry only if it has the right form."""
    linked = case.value.kind is Kind.STRING and case.value.text.startswith("http")
    return linked and metadata.conformance_url(case) is None


def field_links(case: FieldCase) -> Iterator[Problem]:
    """What is said of a metadata field that is a link."""
    check = case.links.get(case.value.text) if requested(case) else None
    if check is not None:
        where = f"metadata.{case.field.key}"
        yield from _said(case.field.key, [_Asked(where, case.value.line, check)], evidence=False)


def evidence_links(case: AnswerCase) -> Iterator[Problem]:
    """What is said of the links among the evidence of a requirement."""
    place = f"spec.{case.requirement.category}.{case.requirement.id}.evidence"
    asked = [
        _Asked(f"{place}[{index}]", item.line, case.links[item.text])
        for index, item in enumerate(case.answer.evidence)
        if item.text in case.links
    ]
    yield from _said(case.requirement.id, asked, evidence=True)


def _said(subject: str, asked: list[_Asked], *, evidence: bool) -> Iterator[Problem]:
    failed = [one for one in asked if not one.check.passed]
    if failed:
        hint = _hint(subject, [one.check for one in failed], evidence=evidence)
        message, at = joined(map(_answer, failed)), failed[0]
        yield Problem(Severity.ERROR, UNREACHABLE, subject, at.where, message, hint, at.line)
    for doubt in Doubt:
        for one in asked:
            if doubt in one.check.doubts:
                message, hint = _doubt(doubt, one.check)
                yield Problem(Severity.ADVICE, doubt, subject, one.where, message, hint, one.line)


def _answer(asked: _Asked) -> str:
    return f"{quoted(shown(asked.check.url))} {asked.check.says}."


def _hint(subject: str, failed: list[LinkCheck], *, evidence: bool) -> str:
    """The next step for each kind of failure that is among them."""
    steps = list(dict.fromkeys(_step(subject, check, evidence=evidence) for check in failed))
    mendable = evidence and any(check.outcome is not Outcome.DEAD for check in failed)
    return " ".join([*steps, _KEEP_A_FILE] if mendable else steps)


def _step(subject: str, check: LinkCheck, *, evidence: bool) -> str:
    if check.may_pass_elsewhere:
        return _PERHAPS
    if check.outcome is Outcome.NOT_PUBLIC:
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
    url = quoted(shown(check.url))
    match doubt:
        case Doubt.MOVED:
            return f"{url} has moved for good.", f"Write {shown(check.final_url)}"
        case Doubt.LOGIN:
            return f"{url} leads to a login.", "A reviewer has no account: link a page that everybody can read."
        case Doubt.ANCHOR:
            part = shown(check.url).partition("#")[2]
            return (
                f"{url}: the page has no part called {quoted(part)}.",
                "Copy the link of the right heading. Parts that a script puts in later cannot be seen here.",
            )
        case Doubt.SOFT_404:
            return (
                f"{url} answers, and what it shows looks like a page for what is not there.",
                "Open it in a browser, and link the page that was meant.",
            )
