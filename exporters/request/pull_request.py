"""The pull request's title and text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from checklists.links.link_check import Links, count_outcomes
from checklists.model.checklist import Checklist, Level, Status, minor_key
from checklists.model.draft import Draft
from checklists.model.evidence import ARTIFACT_NAMES, is_url
from checklists.model.naming import product_title, slug
from checklists.model.problem import Problem, Severity, by_place, counts_text, failed, joined
from checklists.model.provider import LABELS, is_absent, is_layered, provider
from checklists.rules.link_uses import link_uses
from checklists.submission.submission import submission_from_draft
from checklists.text import count
from checklists.validate import RULES_VERSION
from exporters import markdown
from exporters.link_report import link_rows
from exporters.request.confirmations import ONLY_A_PERSON, Confirmation, fill_template
from exporters.templating import render_template

_ARTIFACTS_SINCE = (1, 37)
_INSTRUCTIONS = "https://github.com/cncf/k8s-ai-conformance/blob/main/instructions.md"
_LOGOS = "https://github.com/cncf/landscape#logos"


@dataclass(frozen=True)
class PullRequest:
    """Title, text, branch and commands of a pull request."""

    title: str
    body: str
    branch: str
    commands: tuple[str, ...] = ()
    """Shell commands up to the commit, to run in the clone; empty before the destination is known."""


def pull_request(
    checklist: Checklist,
    draft: Draft,
    problems: Iterable[Problem],
    *,
    root: PurePosixPath,
    files: Iterable[str],
    vendor_checked: bool,
    template: str | None = None,
    links: Links | None = None,
) -> PullRequest:
    """Build the pull request of a submission.

    Args:
        checklist: The checklist.
        draft: The answers.
        problems: The program's verdict.
        root: The submission's folder in the program repository.
        files: Its evidence files, relative to `root`.
        vendor_checked: The validation compared the vendor with the member list.
        template: The program's own template, whose boxes replace our list of confirmations.
        links: Results of the link check.
    """
    problems, links = tuple(problems), links or {}
    errors = [joined(group) for group in by_place(problems) if group[0].severity is Severity.ERROR]
    product = product_title(draft)
    title = f"AI conformance of {product} for {root}"
    branch = f"{slug(root.name)}-{checklist.minor}"
    uses = link_uses(submission_from_draft(draft, checklist), checklist)
    confirmations = list(_confirmations(checklist, draft, problems, list(files), vendor_checked))
    body = render_template(
        "pull_request.md.j2",
        warnings=list(_warnings(checklist, errors)),
        product=markdown.escape(product),
        vendor=markdown.escape(draft.metadata.get("vendorName", "(no vendor name yet)")),
        minor=checklist.minor,
        folder=markdown.code(f"{root}/"),
        answers=[
            *(_count(checklist, draft, level) for level in Level),
            _validation(problems),
            f"Links: {count_outcomes((use.url for use in uses), links) or 'none'}",
        ],
        links=link_rows(uses, links) if any(use.url in links for use in uses) else [],
        confirmations=confirmations,
        form=fill_template(template, confirmations) if template else "",
        not_applicable=list(_not_applicable(checklist, draft)),
        layers=list(_layers(checklist, draft)),
        unconfirmed=[markdown.code(name) for name in draft.to_confirm],
        errors=[f"{markdown.code(e.where)}: {markdown.escape(e.message)}" for e in errors],
    )
    return PullRequest(title, body, branch)


def _warnings(checklist: Checklist, errors: list[Problem]) -> Iterator[str]:
    if errors:
        found = count(len(errors), "error")
        yield f"Exported although the program's check would fail: {found}, listed below."
    if checklist.template is None:
        yield "Not ready: PRODUCT.yaml lacks the official text of the checklist."


def _count(checklist: Checklist, draft: Draft, level: Level) -> str:
    asked = [requirement for requirement in checklist.requirements if requirement.level is level]
    answers = Counter(draft.response(requirement.id).status for requirement in asked)
    parts = [f"{answers[status]} {status}" for status in Status if answers[status]]
    parts += [f"{answers[None]} not answered"] if answers[None] else []
    return f"{level}: {', '.join(parts) or 'no requirements'}"


def _validation(problems: Sequence[Problem]) -> str:
    verdict = "fail" if failed(tuple(problems)) else "pass"
    return f"Validation with the program's rules of {RULES_VERSION}: {verdict}, {counts_text(problems, zeros=True)}"


def _confirmations(
    checklist: Checklist, draft: Draft, problems: Sequence[Problem], files: list[str], vendor_checked: bool
) -> Iterator[Confirmation]:
    """Yield each confirmation with the reason why its box stays open, if it does."""

    def value(field: str) -> str:
        return markdown.link(draft.metadata[field]) if draft.metadata.get(field) else "none given"

    def reason(field: str, otherwise: str = "") -> str:
        messages = [markdown.escape(e.message) for e in problems if e.subject == field]
        return " ".join(messages) or otherwise

    yield Confirmation(f"The program's terms and conditions are accepted: <{_INSTRUCTIONS}>.", "terms", ONLY_A_PERSON)
    yield Confirmation(
        f"The product is certified conformant Kubernetes {checklist.minor}: {value('k8sConformanceUrl')}.",
        "k8sConformanceUrl|certified",
        reason("k8sConformanceUrl", ONLY_A_PERSON),
    )
    yield Confirmation(
        f"The logo is a vector graphic (SVG, AI or EPS) and shows the product's name: {value('productLogoUrl')}. "
        f"Guidelines: <{_LOGOS}>.",
        "logo",
        reason("productLogoUrl", ONLY_A_PERSON),
    )
    given = is_url(draft.metadata.get("repoUrl", ""))
    open_source = "" if given else "No repository is given; tick this if the source is closed."
    yield Confirmation(
        f"`repoUrl` is given if the product is open source: {value('repoUrl')}.",
        "repoUrl|open.source",
        reason("repoUrl", open_source),
    )
    unchecked = "" if vendor_checked else "The vendor was not compared with the member list."
    yield Confirmation(
        "`vendorName` is spelled as in the CNCF landscape.", "vendorName|landscape", reason("vendorName", unchecked)
    )
    if minor_key(checklist.minor) >= _ARTIFACTS_SINCE:
        yield _test_results(problems, files)
    yield Confirmation(
        "The pull request changes only this folder, in one commit that is signed off (DCO).",
        "sign(ed)?.?off|DCO|one commit",
        ONLY_A_PERSON,
    )


def _test_results(problems: Sequence[Problem], files: list[str]) -> Confirmation:
    artifacts = [path for path in files if PurePosixPath(path).name.lower() in ARTIFACT_NAMES]
    names = ", ".join(markdown.code(path) for path in artifacts) or "none"
    faults = [markdown.escape(problem.message) for problem in problems if problem.code.startswith("artifact-")]
    missing = "" if artifacts else "The submission has no test artifact."
    return Confirmation(
        f"Results of automated tests are included: {names}.",
        "artifact|automated test|test result",
        " ".join(faults) or missing,
    )


def _not_applicable(checklist: Checklist, draft: Draft) -> Iterator[str]:
    for requirement in checklist.requirements:
        response = draft.response(requirement.id)
        if response.status is Status.NOT_APPLICABLE:
            yield f"{markdown.code(requirement.id)}: {markdown.escape(response.notes) or 'no justification given'}"


def _layers(checklist: Checklist, draft: Draft) -> Iterator[str]:
    """Yield the provider of each feature that a layered product has; nothing for any other product."""
    if not is_layered(draft):
        return
    present = [requirement.id for requirement in checklist.requirements if not is_absent(draft, requirement.id)]
    provided = [(name, provider(draft, name)) for name in present]
    for layer, label in (*LABELS.items(), (None, "Not named")):
        ids = [markdown.code(id) for id, named in provided if named is layer]
        if ids:
            yield f"{label}: {', '.join(ids)}"
