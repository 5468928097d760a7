"""`aiconform validate` online: link checks against a real server on this machine."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.local_web import LocalWeb, local_web, redirect, whole
from tui.cli import main
from tui.state.paths import paths

PAGE = "text/html; charset=utf-8"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalWeb]:
    with local_web() as server:
        server.answers |= {
            "/ok": whole(b"<title>GPUs</title><h2 id=setup>", Content_Type=PAGE),
            "/moved": whole(b"", 301, Location="/ok"),
            "/403": whole(b"", 403),
            "/logo.svg": whole(b"\x89PNG\r\n\x1a\n", Content_Type="image/svg+xml"),
        }
        monkeypatch.delenv("AICONFORM_OFFLINE")
        monkeypatch.setenv("AICONFORM_PROGRAM_URL", f"{server.url}/no-mirror")
        yield server


@pytest.fixture
def submission(web: LocalWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that writes a submission with these links."""
    monkeypatch.chdir(tmp_path)

    def write(*evidence: str, **metadata: str) -> Path:
        fields = {"websiteUrl": "/ok", **metadata}
        entry = {"id": "dra_support", "status": "Implemented", "evidence": [f"{web.url}{path}" for path in evidence]}
        document = {
            "metadata": {key: f"{web.url}{path}" for key, path in fields.items()},
            "spec": {"accelerators": [entry]},
        }
        file = tmp_path / "v1.35" / "nebula" / "PRODUCT.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(document))
        return file

    return write


def asked(web: LocalWeb) -> list[str]:
    return [path for path in web.requests if "no-mirror" not in path]


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[str, str]:
    assert main(["validate", *args]) == 1, "these submissions have errors in addition to their links"
    captured = capsys.readouterr()
    return captured.out, captured.err


def links_of(out: str) -> dict[str, str]:
    problems = json.loads(out)["files"][0]["problems"]
    return {
        f"{p['code']} {p['subject']}": p["message"]
        for p in problems
        if "link-" in p["code"] or "url-" in p["code"] or "logo-" in p["code"]
    }


def test_links_are_part_of_the_verdict(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    file = submission("/ok#setup", "/404", "/403", documentationUrl="/moved", productLogoUrl="/logo.svg")
    out, err = run(capsys, str(file), "--json", "--allow-private")
    document = json.loads(out)
    assert list(document) == ["rules", "offline", "files"] and document["offline"] is False
    found = links_of(out)
    assert found == {
        "url-unreachable dra_support": f'"{web.url}/404" answers 404: the page does not exist. '
        f'"{web.url}/403" answers 403: it rejects requests from programs.',
        "link-moved documentationUrl": f'"{web.url}/moved" redirects permanently.',
        "logo-not-vector productLogoUrl": "The logo is a PNG, a bitmap.",
    }
    assert not any("links" in sentence for sentence in document["files"][0]["unchecked"])
    assert "checking 6 links, at most 8 at once and 5 minutes in all (--offline skips this)" in err
    assert "links: 3 reachable, 1 moved, 1 dead, 1 blocked" in err


def test_only_failed_links_are_checked_again_on_the_same_day(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    submission("/ok", "/404")
    run(capsys, "v1.35", "--allow-private")
    web.requests.clear()
    web.answers["/404"] = whole(b"", Content_Type=PAGE)
    _, err = run(capsys, "v1.35", "--allow-private")
    assert set(asked(web)) == {"HEAD /404", "/404"}
    assert "checking 1 of 2 links" in err
    web.requests.clear()
    _, err = run(capsys, "v1.35", "--allow-private")
    assert asked(web) == []
    assert "all 2 links checked within the last day; --fresh checks again" in err
    run(capsys, "v1.35", "--allow-private", "--fresh")
    assert len(asked(web)) == 4


def test_equal_links_of_several_files_are_checked_once(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    other = submission("/ok").parent.parent / "quasar"
    other.mkdir()
    (other / "PRODUCT.yaml").write_bytes(submission("/ok#setup").read_bytes())
    run(capsys, "v1.35", "--allow-private")
    assert asked(web) == ["HEAD /ok", "/ok"]


def test_private_addresses_are_requested_only_if_allowed(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    file = submission("/ok")
    run(capsys, str(file), "--allow-private")
    web.requests.clear()
    out, _ = run(capsys, str(file), "--json")
    assert asked(web) == []
    assert "not public" in links_of(out)["url-unreachable websiteUrl"], "results of --allow-private do not count"


@pytest.mark.parametrize("by_variable", [False, True])
def test_offline_sends_no_request(
    submission: Callable[..., Path],
    web: LocalWeb,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    by_variable: bool,
) -> None:
    file = submission("/404")
    if by_variable:
        monkeypatch.setenv("AICONFORM_OFFLINE", "1")
    out, _ = run(capsys, str(file), "--json", "--allow-private", *([] if by_variable else ["--offline"]))
    document = json.loads(out)
    assert document["offline"] is True and links_of(out) == {}
    assert "links: not checked, count as reachable" in document["files"][0]["unchecked"]
    assert web.requests == []


def test_a_file_without_links_sends_no_request(
    web: LocalWeb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "v1.35" / "nebula" / "PRODUCT.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("spec: 1")
    assert "link" not in run(capsys, str(file))[1]
    file.write_text("metadata: {}")
    assert "link" not in run(capsys, str(file))[1]
    assert asked(web) == []


def test_the_link_report_is_markdown(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    submission("/ok", "/404")
    _, err = run(capsys, "v1.35", "--allow-private", "--report", "report.md")
    report = (tmp_path / "report.md").read_text()
    assert f"| dead | <{web.url}/404> | answers 404: the page does not exist | `dra_support` |" in report
    assert "## `v1.35/nebula/PRODUCT.yaml`" in report
    assert "link results written to report.md" in err


@pytest.mark.parametrize("report", ["nowhere/report.md", "."])
def test_an_unwritable_report_is_rejected_before_any_request(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str], report: str
) -> None:
    submission("/ok")
    assert main(["validate", "v1.35", "--allow-private", "--report", report]) == 3
    out, err = capsys.readouterr()
    assert out == "" and "cannot be written" in err
    assert asked(web) == []


def test_offline_no_report_is_written(submission: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    submission("/ok")
    with pytest.raises(SystemExit) as caught:
        main(["validate", "v1.35", "--offline", "--report", "report.md"])
    assert caught.value.code == 2
    assert "--report" in capsys.readouterr().err


def test_a_redirect_loop_is_an_error(
    submission: Callable[..., Path], web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    web.answers["/a"] = redirect("/a")
    submission("/a")
    out, _ = run(capsys, "v1.35", "--allow-private", "--json")
    assert "redirects more than 10 times" in links_of(out)["url-unreachable dra_support"]


def test_the_cache_is_in_the_folder_that_locate_prints(
    submission: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    submission("/ok")
    run(capsys, "v1.35", "--allow-private")
    assert (paths().cache / "links-private.json").is_file()
    assert not (paths().cache / "links.json").exists()
