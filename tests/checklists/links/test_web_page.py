"""Doubts about reachable pages: raised by clear signs, and not by the pages that vendors really link to."""

import pytest

from checklists.links.link_check import Doubt
from checklists.links.web_page import WebPage, doubts, is_html, lacks_anchor

HERE = "https://docs.nebula.example/4.2/gpu/setup"


def page(body: str, *, final: str = HERE, asked: str = HERE, whole: bool = True) -> WebPage:
    return WebPage(asked, final, body.encode(), "text/html; charset=utf-8", whole)


def titled(title: str) -> str:
    return f"<!doctype html><html><head>\n<title data-x='1'>\n {title} </title></head><body>404 GPUs, sign in</body>"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("404 - Nebula Docs", Doubt.SOFT_404),
        ("Page not found | Nebula", Doubt.SOFT_404),
        ("Not Found", Doubt.SOFT_404),
        ("Nebula — This page doesn&#39;t exist", Doubt.SOFT_404),
        ("Seite nicht gefunden", Doubt.SOFT_404),
        ("页面不存在", Doubt.SOFT_404),
        ("Sign in to your account", Doubt.LOGIN),
        ("Log in - Confluence", Doubt.LOGIN),
        ("Nebula Wiki | Login", Doubt.LOGIN),
        ("GPU set-up", None),
        ("Finding GPUs that were not used", None),
        ("RFC 4041: what to do", None),
        ("Single sign-on for administrators", None),
        ("Configure log forwarding", None),
        ("", None),
    ],
)
def test_doubts_from_the_title(title: str, expected: Doubt | None) -> None:
    assert doubts(page(titled(title))) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("asked", "final", "expected"),
    [
        (HERE, "https://docs.nebula.example/", Doubt.SOFT_404),
        (HERE, "https://www.docs.nebula.example", Doubt.SOFT_404),
        (HERE, "https://elsewhere.example/", None),
        ("https://nebula.example/kubernetes", "https://nebula.example/", None),
        (HERE, "https://docs.nebula.example/?q=1", None),
        (HERE, f"{HERE}/", None),
        (HERE, "https://nebula.example/login?next=/4.2/gpu/setup", Doubt.LOGIN),
        (HERE, "https://accounts.google.com/v3/signin/identifier", Doubt.LOGIN),
        (HERE, "https://sso.nebula.example/realms/x/protocol/saml", Doubt.LOGIN),
        ("https://docs.example/a/oauth2/", "https://docs.example/b/oauth2/", None),
        ("https://docs.example/login", "https://docs.example/login/", None),
        (HERE, "https://docs.nebula.example/blog/authorizers", None),
        (HERE, "https://[", None),
    ],
)
def test_doubts_from_the_final_address(asked: str, final: str, expected: Doubt | None) -> None:
    assert doubts(page(titled("GPUs"), asked=asked, final=final)) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("body", "fragment", "missing"),
    [
        ('<h2 id="setup">', "setup", False),
        ("<h2 id=setup>", "setup", False),
        ("<a name='setup'>", "setup", False),
        ('<h2 id="user-content-setup">', "setup", False),
        ('<h2 id="setup">', "user-content-setup", False),
        ('<h2 id="Setup">', "setup", False),
        ('<script>{"toc":[{"anchor":"setup"}]}</script>', "setup", False),
        ('<h2 id="für">', "f%C3%BCr", False),
        ('<h2 id="q&amp;a">', "q&a", False),
        ('<h2 id="setup-2">', "setup", True),
        ("setup", "setup", True),
        (f"&#{'9' * 5000};", "setup", True),
        ("", "a(b", True),
        ("", "", False),
        ("", "L10-L20", False),
        ("", "/route", False),
        ("", "!app", False),
        ("", "page=4", False),
        ("", ":~:text=gpu", False),
        ("", "top", False),
    ],
)
def test_fragments_are_found_in_every_spelling(body: str, fragment: str, missing: bool) -> None:
    assert lacks_anchor(page(body), fragment) is missing
    assert not lacks_anchor(page(body, whole=False), fragment)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=iso-8859-1", "<title>Página no encontrada</title>".encode("latin-1")),
        ("text/html", "<meta charset='gb2312'><title>找不到页面</title>".encode("gb2312")),
        ("text/html; charset=punycode", b"<title>Page not found</title>" + b"z9" * 100_000),
        ("text/html; charset=idna", b"<title>Page not found</title>"),
        ("text/html; charset=undefined", b"<title>Page not found</title>"),
        ("text/html; charset=no-such-thing", "<title>404 \udcff</title>".encode(errors="surrogateescape")),
    ],
)
def test_every_encoding_is_read(content_type: str, body: bytes) -> None:
    assert doubts(WebPage(HERE, HERE, body, content_type, True)) == (Doubt.SOFT_404,)


def test_only_pages_are_checked() -> None:
    assert [is_html(kind) for kind in ("text/html; charset=utf-8", "TEXT/HTML", "", "application/pdf")] == [
        True,
        True,
        True,
        False,
    ]
