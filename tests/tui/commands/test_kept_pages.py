"""`drafts keep-pages`, and the copies in the archive for a private review."""

import json
import zipfile
from pathlib import Path

import pytest

from auto_detect.links.addresses import ANYWHERE
from auto_detect.links.limits import RequestLimits
from checklists.catalog.catalog import checklist
from checklists.drafts.store import DraftStore
from tests.local_web import LocalWeb, local_web, whole
from tui.cli import main
from tui.state.links import link_runner
from tui.state.paths import paths

TOKEN = "glpat-" + "a1B2c3D4" * 3


def linking(web: LocalWeb, *places: str) -> None:
    """Create a draft whose evidence links to these addresses."""
    store = DraftStore(paths().drafts)
    store.create("Nebula", checklist("1.36", None))
    with store.open("Nebula") as opened:
        opened.save(opened.draft.with_evidence("gang_scheduling", [f"{web.url}{place}" for place in places]))


def export(to: Path, *options: str) -> int:
    return main(["export", "Nebula", "--to", str(to), "--force", "--offline", *options])


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Permit requests to this machine only."""
    monkeypatch.delenv("AICONFORM_OFFLINE", raising=False)
    monkeypatch.setattr(link_runner, "request_limits", lambda: RequestLimits(seconds=5, reach=ANYWHERE))


@pytest.mark.loopback
@pytest.mark.usefixtures("online")
def test_copies_of_linked_pages_are_in_the_archive(
    tmp_path: Path, program_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--program", str(program_dir)]
    with local_web() as web:
        web.answers |= {"/a": whole(b"<p>node-7", Content_Type="text/html"), "/b": whole(b"", 404)}
        linking(web, "/a#first", "/a#second", "/b")
        assert main(["drafts", "keep-pages", "Nebula", "--json", *named]) == 3
        assert web.requests.count("/a") == 1
        assert main(["drafts", "keep-pages", "Nebula", *named]) == 3
        assert web.requests.count("/a") == 1, "a page with a copy is not downloaded again"
    printed = capsys.readouterr()
    value = json.loads(printed.out[: printed.out.rindex("}") + 1])
    assert [page["url"] for page in value["pages"]] == [f"{web.url}/a"]
    assert value["failed"] == {f"{web.url}/b": "answers 404: the page does not exist"}
    assert "1 of 2 linked pages could not be copied" in printed.err
    assert export(tmp_path / "one", "--zip") == export(tmp_path / "two", "--zip") == 1, "the verdict is still fail"
    assert "1 of 2 linked pages have a copy in it" in capsys.readouterr().out
    archive = tmp_path / "one/v1.36-nebula.zip"
    assert (tmp_path / "two" / archive.name).read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        (copy,) = (name for name in opened.namelist() if name.startswith("pages/"))
        assert opened.read(copy) == b"<p>node-7"
        letter = opened.read("COVER-LETTER.md").decode()
    assert f"`{copy}`: <{web.url}/a>, {value['pages'][0]['at']}, SHA-256" in letter


@pytest.mark.loopback
@pytest.mark.usefixtures("online")
def test_a_secret_in_a_copy_blocks_the_archive_until_it_is_allowed(
    tmp_path: Path, program_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with local_web() as web:
        web.answers["/a"] = whole(TOKEN.encode())
        linking(web, "/a")
        assert main(["drafts", "keep-pages", "Nebula", "--program", str(program_dir)]) == 0
    capsys.readouterr()
    assert export(tmp_path / "zip", "--zip") == 1
    refused = capsys.readouterr().err
    assert not (tmp_path / "zip").exists()
    assert "contains 1 secret: pages/" in refused and "REDACTED" not in refused
    export(tmp_path / "folder")
    assert (tmp_path / "folder").exists(), "the folder contains no copy"
    assert main(["scan", "--draft", "Nebula"]) == 1
    place = capsys.readouterr().out.splitlines()[-1].partition(": ")[0]
    assert main(["drafts", "replace", "Nebula", place]) == 3
    assert main(["drafts", "allow", "Nebula", place]) == 0
    export(tmp_path / "zip", "--zip")
    assert (tmp_path / "zip").exists()


@pytest.mark.loopback
def test_offline_no_page_is_downloaded(capsys: pytest.CaptureFixture[str]) -> None:
    with local_web() as web:
        linking(web, "/a")
        assert main(["drafts", "keep-pages", "Nebula", "--offline"]) == 3
        assert web.requests == []
    assert "cannot be downloaded offline" in capsys.readouterr().err
