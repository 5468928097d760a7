"""The cache of link checks: limited in time, free of secrets, and safe with a damaged file."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.links.cache import MAX_AGE, load, save
from checklists.links.link_check import Doubt, LinkCheck, LinkOutcome
from checklists.links.logo import Logo, LogoKind
from tests.auto_detect.links.link_requests import NOW
from tests.examples import examples

URL = "https://docs.nebula.example/a#b"


def seen(url: str = URL, outcome: LinkOutcome = LinkOutcome.REACHABLE) -> LinkCheck:
    logo = Logo(LogoKind.SVG, bitmaps=True, texts=("Nebula",), title="t")
    return LinkCheck(url, outcome, "answers 200 OK", NOW, 200, "https://x.example/", (Doubt.MOVED, Doubt.ANCHOR), logo)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "links.json"


def test_saved_results_are_loaded(file: Path) -> None:
    save(file, {URL: seen()}, NOW)
    assert load(file) == {URL: seen()}
    assert file.stat().st_mode & 0o777 == 0o600


def test_new_results_join_the_old_ones_and_win(file: Path) -> None:
    save(file, {URL: seen(), "https://a.example": seen("https://a.example")}, NOW)
    save(file, {URL: seen(outcome=LinkOutcome.DEAD)}, NOW)
    assert {url: check.outcome for url, check in load(file).items()} == {
        URL: LinkOutcome.DEAD,
        "https://a.example": LinkOutcome.REACHABLE,
    }


def test_old_results_are_dropped(file: Path) -> None:
    save(file, {URL: seen()}, NOW)
    save(file, {}, NOW + MAX_AGE - timedelta(seconds=1))
    assert URL in load(file)
    save(file, {}, NOW + MAX_AGE)
    assert load(file) == {}


def test_no_password_is_stored(file: Path) -> None:
    save(
        file, {url: seen(url) for url in ("https://me:secret@a.example", "https://[::1", "https://b.example/@me")}, NOW
    )
    assert list(load(file)) == ["https://b.example/@me"]
    assert "secret" not in file.read_text()


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"schema": 2, "links": []}', '{"schema": 1, "links": [1]}'])
def test_an_invalid_file_loads_as_empty(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert load(file) == {}
    save(file, {URL: seen()}, NOW)
    assert list(load(file)) == [URL]


def test_an_unwritable_cache_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    save(tmp_path / "cache" / "links.json", {URL: seen()}, NOW)


@settings(max_examples=examples(30))
@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.booleans(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=6,
    )
)
def test_arbitrary_content_loads_without_error(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = tmp_path_factory.mktemp("odd") / "links.json"
    save(file, {URL: seen()}, NOW)
    document = json.loads(file.read_text())
    for key in document["links"][0]:
        file.write_text(json.dumps({**document, "links": [{**document["links"][0], key: value}]}))
        for check in load(file).values():
            assert "\x1b" not in check.predicate + check.final_url
