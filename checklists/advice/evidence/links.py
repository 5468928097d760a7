"""Links that may break or change later, recognized by their text; sends no request."""

import re
from collections.abc import Callable, Iterator, Sequence

from checklists.advice.context import AdviceCase, CitedEvidence, join_quoted
from checklists.advice.evidence.hosting import gist_owner, host, hosted, page_owner
from checklists.advice.evidence.own import names_vendor
from checklists.advice.evidence.samples import is_sample
from checklists.links.link_check import displayed_url as without_login
from checklists.model.problem import Problem
from checklists.text import count

_KEEP_A_FILE = "Or attach the content as a file."
_PROGRAM = frozenset({"k8s-ai-conformance", "k8s-conformance"})
_PROGRAMS_ACCOUNTS = frozenset({"cncf", "kubernetes", "kubernetes-sigs"})
_EDITED_ON_THE_WEB = re.compile(r"(?:refs/heads/)?patch-[0-9]+")
_SHORTENERS = frozenset(
    (
        *("bit.ly", "buff.ly", "cutt.ly", "dwz.cn", "git.io", "goo.gl", "is.gd", "j.mp", "lnkd.in", "ow.ly", "rb.gy"),
        *("rebrand.ly", "s.id", "shorturl.at", "suo.im", "t.cn", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "url.cn"),
        "v.gd",
    )
)
_WITH_LOGIN = frozenset(
    (
        *("docs.google.com", "drive.google.com", "sites.google.com", "sharepoint.com", "onedrive.live.com", "1drv.ms"),
        *("dropbox.com", "www.dropbox.com", "box.com", "notion.so", "www.notion.so", "docs.qq.com", "www.kdocs.cn"),
        "teams.microsoft.com",
    )
)
_WITH_LOGIN_BELOW = (
    ".sharepoint.com",
    ".box.com",
    ".atlassian.net",
    ".feishu.cn",
    ".larksuite.com",
    ".slack.com",
    ".quip.com",
)
_OWN_SERVICES = ("confluence.", "jira.", "sharepoint.", "wiki-internal.")
"""Beginnings of host names at which companies keep their own documents."""
_PUBLISHED = re.compile(r"https?://docs\.google\.com/[^?#]*/pub(?:html)?(?:[?#]|$)")
_URL_FIELDS = ("websiteUrl", "documentationUrl", "productLogoUrl", "repoUrl")


def to_a_branch(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-to-branch`: the content can change after the review."""
    for cited in case.each_requirement(_moves):
        first = hosted(cited[0].text)
        links = "A link shows" if len(cited) == 1 else f"{len(cited)} links show"
        message = f"{links} a branch, which can change after the review: {_links(cited)}."
        form = without_login(first.permalink) if first is not None else ""
        hint = f"Link the commit: {form} (on GitHub, press y on the page)."
        yield case.at_evidence("link-to-branch", cited, message, hint)


def _moves(url: str) -> bool:
    found = hosted(url)
    return found is not None and found.moves


def personal_account(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-personal-account`: a gist, or an account that matches neither the vendor nor the landscape."""

    def doubtful(url: str) -> str | None:
        if owner := gist_owner(url):
            return owner
        pages, found = page_owner(url), hosted(url)
        owner = pages or (found.owner if found is not None else None)
        if owner is None or is_sample(url) or names_vendor(owner, case.metadata):
            return None
        known = _known_accounts(case)
        return owner if known and owner.lower() not in known else None

    hint = "Publish it under the company's account, or explain the account in the pull request."
    yield from _each_link(case, "link-personal-account", doubtful, "an account that does not match the vendor", hint)


def fork(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-to-fork`: a copy of a repository made for a pull request."""

    def is_fork(url: str) -> str | None:
        found = hosted(url)
        if found is None:
            return None
        of_program = found.name.lower() in _PROGRAM and found.owner.lower() != "cncf"
        copied = of_program or _EDITED_ON_THE_WEB.fullmatch(found.ref) is not None
        return f"{found.owner}/{found.name}" if copied else None

    hint = "Forks are often deleted after the merge: link the original repository."
    yield from _each_link(case, "link-to-fork", is_fork, "a fork", hint)


def shortened(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-shortened`: its target is hidden and can change."""
    hint = "Use the full URL."

    def short(url: str) -> str | None:
        return host(url) if host(url) in _SHORTENERS else None

    yield from _each_link(case, "link-shortened", short, "a link shortener", hint)


def needs_login(case: AdviceCase) -> Iterator[Problem]:
    """Report `link-needs-login`: a document on a site that may require a login."""

    def with_login(url: str) -> str | None:
        return host(url) if _may_need_login(host(url)) and not _PUBLISHED.match(url) else None

    hint = "Reviewers may have no access: link a public page."
    yield from _each_link(case, "link-needs-login", with_login, "a site that may require a login", hint)


def _may_need_login(name: str) -> bool:
    return name in _WITH_LOGIN or name.endswith(_WITH_LOGIN_BELOW) or name.startswith(_OWN_SERVICES)


def _each_link(
    case: AdviceCase, code: str, where: Callable[[str], str | None], what: str, hint: str
) -> Iterator[Problem]:
    """Report links in metadata and evidence for which `where` returns an account or site."""
    for key in _URL_FIELDS:
        if place := where(case.metadata.get(key, "")):
            yield case.at_field(code, key, f"The link leads to {join_quoted([place])}, {what}.", hint)
    for cited in case.each_requirement(where):
        places = [place for item in cited if (place := where(item.text))]
        links = "A link leads" if len(cited) == 1 else f"{count(len(cited), 'link')} lead"
        message = f"{links} to {join_quoted(places)}, {what}: {_links(cited)}."
        yield case.at_evidence(code, cited, message, f"{hint} {_KEEP_A_FILE}")


def _links(cited: Sequence[CitedEvidence]) -> str:
    return join_quoted([without_login(item.text) for item in cited])


def _known_accounts(case: AdviceCase) -> frozenset[str]:
    """Return the accounts of the landscape and of the program; empty without a landscape."""
    return case.landscape.accounts | _PROGRAMS_ACCOUNTS if case.landscape.items else frozenset()
