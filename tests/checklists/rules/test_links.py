"""Problems from link checks, and of the logo: at most one error for each subject, otherwise advice."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import yaml

from checklists.catalog.catalog import checklist
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome, displayed_url
from checklists.links.logo import Logo, LogoKind
from checklists.model.problem import Problem, Severity
from checklists.rules.link_uses import link_uses
from checklists.submission.submission import parse_submission
from checklists.validate import unchecked, validate
from tests.checklists.good_submission import FOLDER, MEMBERS, Files, entry_of, good, pairs

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SITE, LOGO = "https://nebula.example/kubernetes", "https://nebula.example/press/nebula-kubernetes-engine.svg"
PAGE = "https://nebula.example"
PREDICATES = {
    LinkOutcome.DEAD: "answers 404 (Not Found)",
    LinkOutcome.BLOCKED: "answers 403 (Forbidden)",
    LinkOutcome.NOT_ANSWERING: "does not answer within 30 seconds",
    LinkOutcome.NOT_PUBLIC: "leads to an address that is not public",
}


def seen(url: str, outcome: LinkOutcome = LinkOutcome.REACHABLE, **more: Any) -> LinkCheck:
    return msgspec.structs.replace(LinkCheck(url, outcome, PREDICATES.get(outcome, "answers 200 (OK)"), NOW), **more)


def check(document: object, links: Iterable[LinkCheck]) -> tuple[Problem, ...]:
    submission = parse_submission(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))
    asked = {link.url: link for link in links}
    return validate(submission, checklist("1.37", None), folder=FOLDER, members=MEMBERS, files=Files(), links=asked)


@pytest.mark.parametrize("outcome", [LinkOutcome.REACHABLE, LinkOutcome.MOVED])
def test_reachable_links_have_no_problem(outcome: LinkOutcome) -> None:
    assert check(good(), [seen(SITE, outcome), seen(PAGE, outcome)]) == ()


@pytest.mark.parametrize("outcome", PREDICATES)
def test_every_other_outcome_is_one_error_for_each_field(outcome: LinkOutcome) -> None:
    (problem,) = check(good(), [seen(SITE, outcome)])
    assert (problem.severity, problem.code, problem.subject) == (Severity.ERROR, "url-unreachable", "websiteUrl")
    assert problem.where == "metadata.websiteUrl"
    assert problem.message == f'"{SITE}" {PREDICATES[outcome]}.'
    assert problem.line and problem.hint
    elsewhere = "may pass from elsewhere" in problem.hint
    assert elsewhere is (outcome in (LinkOutcome.BLOCKED, LinkOutcome.NOT_ANSWERING))


def test_all_links_of_a_requirement_are_in_one_error() -> None:
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = ["junit.xml", "https://a.example", PAGE, "https://b.example"]
    links = [seen("https://a.example", LinkOutcome.BLOCKED), seen("https://b.example", LinkOutcome.DEAD), seen(PAGE)]
    (problem,) = check(document, links)
    assert (problem.code, problem.subject) == ("url-unreachable", "gang_scheduling")
    assert problem.where == "spec.schedulingOrchestration.gang_scheduling.evidence[1]"
    assert problem.message == (
        '"https://a.example" answers 403 (Forbidden). "https://b.example" answers 404 (Not Found).'
    )
    assert "may pass from elsewhere" in problem.hint
    assert "next to PRODUCT.yaml" in problem.hint


def test_one_dead_page_is_an_error_wherever_it_is_used() -> None:
    problems = check(good(), [seen(PAGE, LinkOutcome.DEAD)])
    assert {problem.code for problem in problems} == {"url-unreachable"}
    assert len(problems) == len({problem.subject for problem in problems}) == 15


def test_values_that_the_program_does_not_request_have_no_link_error() -> None:
    document = good()
    wrong, placeholder = "https://github.com/cncf/k8s-conformance", "[https://nebula.example]"
    document["metadata"] |= {"k8sConformanceUrl": wrong, "documentationUrl": placeholder, "platformVersion": 1.0}
    problems = check(
        document, [seen(wrong, LinkOutcome.DEAD), seen(placeholder, LinkOutcome.DEAD), seen("1.0", LinkOutcome.DEAD)]
    )
    assert pairs(problems) == {
        ("k8s-conformance-url-format", "k8sConformanceUrl"),
        ("metadata-placeholder", "documentationUrl"),
        ("metadata-not-a-string", "platformVersion"),
    }


def test_text_that_starts_like_a_link_counts_as_a_link() -> None:
    document = good()
    document["metadata"]["description"] = "https is what it speaks."
    problems = check(
        document, [seen("https is what it speaks.", LinkOutcome.DEAD, predicate="is no address of the web")]
    )
    assert pairs(problems) == {("url-unreachable", "description")}
    assert problems[0].hint == "Write one link per value, without other text."


@pytest.mark.parametrize(
    ("doubt", "more", "message", "hint"),
    [
        (Doubt.MOVED, {"final_url": "https://new.example/x"}, "redirects permanently", "Write https://new.example/x"),
        (Doubt.SOFT_404, {}, "page-not-found message", "Open it in a browser"),
        (Doubt.LOGIN, {}, "leads to a login", "link a public page"),
        (Doubt.ANCHOR, {}, 'no section "setup"', "Copy the link of the right heading"),
    ],
)
def test_a_doubt_is_advice(doubt: Doubt, more: dict[str, Any], message: str, hint: str) -> None:
    document = good()
    document["metadata"]["websiteUrl"] = f"{SITE}#setup"
    (problem,) = check(document, [seen(f"{SITE}#setup", doubts=(doubt,), **more)])
    assert (problem.severity, problem.code, problem.subject) == (Severity.ADVICE, doubt, "websiteUrl")
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("url", "logo", "codes"),
    [
        (LOGO, Logo(LogoKind.SVG), []),
        (LOGO, Logo(LogoKind.SVG, texts=("Nebula",)), []),
        (LOGO, Logo(LogoKind.EPS), []),
        (LOGO, Logo(LogoKind.AI), []),
        (LOGO, Logo(LogoKind.SVG, texts=("Quasar",)), ["logo-unnamed"]),
        (LOGO, Logo(LogoKind.SVG, bitmaps=True), ["logo-not-vector"]),
        (LOGO, Logo(LogoKind.SVG, bitmaps=True, shapes=False), ["logo-not-vector"]),
        (LOGO, Logo(LogoKind.SVG, shapes=False), ["logo-broken"]),
        (LOGO, Logo(LogoKind.SVG, broken="is broken"), ["logo-broken"]),
        (LOGO, Logo(LogoKind.PNG), ["logo-not-vector"]),
        (LOGO, Logo(LogoKind.PDF), ["logo-format"]),
        (LOGO, Logo(LogoKind.OTHER), ["logo-format"]),
        (LOGO, Logo(LogoKind.PAGE), ["logo-is-a-page"]),
        (LOGO, None, []),
        ("https://nebula.example/logo", Logo(LogoKind.SVG), ["logo-ending"]),
        ("https://nebula.example/logo.PNG", None, ["logo-not-vector"]),
        ("https://nebula.example/logo.png?v=2", Logo(LogoKind.PNG), ["logo-not-vector"]),
        ("https://github.com/n/a/blob/main/l.png", None, ["logo-is-a-page", "logo-not-vector"]),
        ("https://github.com/n/a/blob/main/l.svg", Logo(LogoKind.PAGE), ["logo-is-a-page"]),
        ("https://github.com/n/a/blob/main/l.svg", None, ["logo-is-a-page"]),
    ],
)
def test_the_logo_only_causes_advice(url: str, logo: Logo | None, codes: list[str]) -> None:
    document = good()
    document["metadata"]["productLogoUrl"] = url
    problems = check(document, [seen(url, logo=logo)] if logo else [])
    assert [(p.severity, p.code, p.subject) for p in problems] == [
        (Severity.ADVICE, code, "productLogoUrl") for code in codes
    ]
    assert all(p.message.endswith(".") and p.hint and p.line for p in problems)


def test_a_page_around_a_logo_gets_the_direct_link() -> None:
    document = good()
    document["metadata"]["productLogoUrl"] = "https://github.com/n/a/blob/main/l.svg"
    assert check(document, [])[0].hint == "Write https://raw.githubusercontent.com/n/a/main/l.svg"


def test_no_password_in_a_link_is_repeated() -> None:
    document = good()
    url, new = "https://me:secret@nebula.example/a", "https://me:secret@nebula.example/b"
    document["metadata"]["websiteUrl"] = url
    problems = check(document, [seen(url, LinkOutcome.BLOCKED, doubts=(Doubt.MOVED,), final_url=new)])
    assert "secret" not in "".join(p.message + p.hint for p in problems)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://me:p@ss@host/a?b=c#d", "https://host/a?b=c#d"),
        ("https://host/a@b", "https://host/a@b"),
        ("https://me:secret@[::1/x", "https://[::1/x"),
        ("https://host/\x1b[31m\u202ered\n", "https://host/red"),
        ("http", "http"),
    ],
)
def test_a_link_is_shown_without_its_secrets(url: str, text: str) -> None:
    assert displayed_url(url) == text


def test_link_uses_equal_the_programs_requests() -> None:
    document = good()
    document["metadata"]["description"] = "httpd"
    document["metadata"]["repoUrl"] = ""
    document["metadata"]["k8sConformanceUrl"] = "https://nebula.example"
    entry_of(document, "gang_scheduling")["evidence"] = ["httpd.conf", "https://a.example", " https://b.example"]
    document["spec"]["networking"] = []
    submission = parse_submission(yaml.safe_dump(document, sort_keys=False))
    uses = link_uses(submission, checklist("1.37", None))
    assert [use.subject for use in uses[:4]] == ["websiteUrl", "documentationUrl", "productLogoUrl", "description"]
    assert [use.where for use in uses if use.subject == "gang_scheduling"] == [
        "spec.schedulingOrchestration.gang_scheduling.evidence[1]"
    ]
    assert [use.url for use in uses if use.is_logo] == [LOGO]
    assert not any("networking" in use.where for use in uses)


def test_unchecked_links_are_reported() -> None:
    submission, asked = parse_submission(yaml.safe_dump(good())), checklist("1.37", None)
    urls = {use.url for use in link_uses(submission, asked)}
    assert "links: not checked, count as reachable" in unchecked(submission, asked, MEMBERS, None)
    some = {url: seen(url) for url in sorted(urls)[:2]}
    assert f"links: {len(urls) - 2} of {len(urls)} not checked, count as reachable" in unchecked(
        submission, asked, MEMBERS, some
    )
    every = {url: seen(url) for url in urls}
    assert not any("links" in sentence for sentence in unchecked(submission, asked, MEMBERS, every))


def test_link_results_count_for_a_day() -> None:
    link = seen(SITE)
    assert link.fresh(NOW + timedelta(hours=23))
    assert not link.fresh(NOW + timedelta(days=1))
    assert not link.fresh(NOW - timedelta(minutes=1))
