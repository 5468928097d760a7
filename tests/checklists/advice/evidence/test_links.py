"""Links that may break later, recognized by their text."""

import pytest

from checklists.advice.evidence.hosting import hosted
from tests.checklists.advice.advice_on import advice, codes, only
from tests.checklists.good_submission import entry_of, good

GITHUB = "https://github.com/nebula-works/engine"
COMMIT = "c4b99e98160525e78e475165a72b0c920501f57c"


def cited(*links: str) -> dict[str, object]:
    document = good()
    entry_of(document, "gang_scheduling")["evidence"] = list(links)
    return document


@pytest.mark.parametrize(
    ("link", "permalink"),
    [
        (f"{GITHUB}/blob/main/docs/a.md#gang", f"{GITHUB}/blob/<commit>/docs/a.md#gang"),
        (f"{GITHUB}/tree/master/tests", f"{GITHUB}/tree/<commit>/tests"),
        (f"{GITHUB}/blob/release-4.2/a.yaml#L3-L9", f"{GITHUB}/blob/<commit>/a.yaml#L3-L9"),
        (
            "https://raw.githubusercontent.com/nebula-works/engine/refs/heads/main/a.md",
            "https://raw.githubusercontent.com/nebula-works/engine/<commit>/a.md",
        ),
        (
            "https://raw.githubusercontent.com/nebula-works/engine/main/a.md",
            "https://raw.githubusercontent.com/nebula-works/engine/<commit>/a.md",
        ),
        (
            "https://gitlab.example/nebula/group/engine/-/blob/main/a.md",
            "https://gitlab.example/nebula/group/engine/-/blob/<commit>/a.md",
        ),
        (
            "https://bitbucket.org/nebula-works/engine/src/master/a.md",
            "https://bitbucket.org/nebula-works/engine/src/<commit>/a.md",
        ),
        (
            "https://codeberg.org/nebula-works/engine/src/branch/main/a.md",
            "https://codeberg.org/nebula-works/engine/src/commit/<commit>/a.md",
        ),
    ],
)
def test_a_link_to_a_branch_gets_its_permalink(link: str, permalink: str) -> None:
    problem = only(cited("https://nebula.example", link), "link-to-branch", "gang_scheduling")
    assert f" {permalink} " in problem.hint
    assert problem.where.endswith("evidence[1]")


@pytest.mark.parametrize(
    "link",
    [
        f"{GITHUB}/blob/{COMMIT}/a.md",
        f"{GITHUB}/blob/c4b99e9/a.md",
        f"{GITHUB}/blob/v4.2.0/a.md",
        f"{GITHUB}/tree/v1.35.3+k0s.0/a.md",
        f"{GITHUB}/blob/chart-2.0.1/a.md",
        f"{GITHUB}/blob/{'1' * 60}.0.1/a.md",
        f"{GITHUB}/releases/tag/v4.2.0",
        GITHUB,
        "https://raw.githubusercontent.com/nebula-works/engine/refs/tags/v4/a.md",
        "https://docs.nebula.example/4.2/a",
    ],
)
def test_permalinks_are_accepted(link: str) -> None:
    assert advice(cited(link)) == []


def test_a_reference_of_any_length_is_read_at_once() -> None:
    assert only(cited(f"{GITHUB}/blob/{'1' * 100_000}/a.md"), "link-to-branch", "gang_scheduling")


def test_links_to_branches_are_reported_together() -> None:
    problem = only(cited(f"{GITHUB}/blob/main/a", f"{GITHUB}/blob/main/b"), "link-to-branch", "gang_scheduling")
    assert problem.message.startswith("2 links show a branch")
    assert f'"{GITHUB}/blob/main/a", "{GITHUB}/blob/main/b".' in problem.message


@pytest.mark.parametrize(
    ("link", "code", "says"),
    [
        ("https://gist.github.com/ada/c70e240c", "link-personal-account", '"ada"'),
        ("https://github.com/adalovelace", "", ""),
        (f"https://github.com/adalovelace/proof/blob/{COMMIT}/a.md", "link-personal-account", '"adalovelace"'),
        (f"https://github.com/Nebula-Labs/proof/blob/{COMMIT}/a.md", "", ""),
        ("https://github.com/nebula-works/engine/blob/patch-3/a.md", "link-to-fork", "nebula-works/engine"),
        (f"https://github.com/nebula-works/k8s-ai-conformance/blob/{COMMIT}/a.md", "link-to-fork", "fork"),
        (f"https://github.com/cncf/k8s-ai-conformance/blob/{COMMIT}/a.md", "", ""),
        ("https://medium.com/@jdoe42/gang-1", "link-personal-account", '"jdoe42"'),
        ("https://jdoe42.medium.com/gang", "link-personal-account", '"jdoe42"'),
        ("https://jdoe42.substack.com/p/gang", "link-personal-account", '"jdoe42"'),
        ("https://jdoe42.hashnode.dev/gang", "link-personal-account", '"jdoe42"'),
        ("https://hackmd.io/@jdoe42/gang", "link-personal-account", '"jdoe42"'),
        ("https://blog.csdn.net/jdoe42/article/details/1", "link-personal-account", '"jdoe42"'),
        ("https://www.linkedin.com/in/jdoe42/", "link-personal-account", '"jdoe42"'),
        ("https://www.youtube.com/@jdoe42", "link-personal-account", '"jdoe42"'),
        ("https://jdoe42.notion.site/gang", "link-personal-account", '"jdoe42"'),
        ("https://jdoe42.vercel.app/gang", "link-personal-account", '"jdoe42"'),
        ("https://www.youtube.com/@nebula", "", ""),
        ("https://www.youtube.com/watch?v=jdoe42", "", ""),
        ("https://nebula-works.notion.site/gang", "", ""),
        (f"https://codeberg.org/jdoe42/proof/src/commit/{COMMIT}/a.md", "link-personal-account", '"jdoe42"'),
        (f"https://gitlab.com/jdoe42/proof/-/blob/{COMMIT}/a.md", "link-personal-account", '"jdoe42"'),
        ("https://nebula-works.github.io/engine/4.2/", "", ""),
        ("https://nebula.medium.com/gang", "", ""),
        ("https://medium.com/nebula-works/gang-1", "", ""),
        ("https://bit.ly/3abc", "link-shortened", '"bit.ly"'),
        ("https://tinyurl.com/abc", "link-shortened", '"tinyurl.com"'),
        ("https://bitly.nebula.example/abc", "", ""),
        ("https://docs.google.com/document/d/1/edit", "link-needs-login", "docs.google.com"),
        ("https://docs.google.com/document/d/1/pub", "", ""),
        ("https://nebula.sharepoint.com/:w:/s/x", "link-needs-login", "sharepoint"),
        ("https://www.notion.so/nebula/x", "link-needs-login", "notion"),
        ("https://nebula.atlassian.net/wiki/x", "link-needs-login", "atlassian"),
        ("https://confluence.nebula.example/x", "link-needs-login", "confluence"),
        ("https://cloud.google.com/docs", "", ""),
    ],
)
def test_links_to_personal_and_foreign_accounts(link: str, code: str, says: str) -> None:
    if not code:
        assert advice(cited(link)) == []
        return
    problems = [problem for problem in advice(cited(link)) if problem.code != "link-to-branch"]
    assert codes(problems) == [(code, "gang_scheduling")]
    assert says in problems[0].message and "attach the content" in problems[0].hint


def test_metadata_links_are_checked_too() -> None:
    document = good()
    document["metadata"] |= {
        "documentationUrl": "https://bit.ly/3abc",
        "productLogoUrl": "https://github.com/adalovelace/logos/blob/main/nebula.svg",
    }
    found = codes(advice(document))
    assert found == [("link-personal-account", "productLogoUrl"), ("link-shortened", "documentationUrl")]


def test_without_a_landscape_no_account_is_foreign() -> None:
    document = cited(f"https://github.com/adalovelace/proof/blob/{COMMIT}/a.md")
    assert advice(document, members=None) == []


@pytest.mark.parametrize("link", ["", "https://", "https://github.com/", "https://github.com/a/b/blob/", "ftp://x"])
def test_other_links(link: str) -> None:
    found = hosted(link)
    assert found is None or not found.moves
