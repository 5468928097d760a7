"""Branch links become permalinks only if a real clone has the repository, the branch and the file."""

import json
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.drafts.store import DraftStore
from checklists.errors import ExportError
from checklists.model.draft import Response
from exporters.git.permalinks import permalinks
from tests.exporters.clones import git, make_clone
from tui.cli import main
from tui.state.paths import paths

BASE = "https://github.com/Nebula-Works/engine"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = make_clone(tmp_path)
    git(tmp_path / "upstream", "branch", "release/4.2")
    git(folder, "fetch", "-q", "upstream")
    git(folder, "remote", "set-url", "upstream", "git@github.com:nebula-works/engine.git")
    return folder


@pytest.mark.process
def test_links_known_to_the_clone_become_permalinks(clone: Path) -> None:
    commit = git(clone, "rev-parse", "upstream/main")
    assert permalinks(
        [
            f"{BASE}/blob/main/docs/AIConformance-1.37.yaml#L3",
            f"{BASE}/blob/release/4.2/v1.36/aks/PRODUCT.yaml",
            f"{BASE}/tree/main",
        ],
        clone,
    ) == {
        f"{BASE}/blob/main/docs/AIConformance-1.37.yaml#L3": f"{BASE}/blob/{commit}/docs/AIConformance-1.37.yaml#L3",
        f"{BASE}/blob/release/4.2/v1.36/aks/PRODUCT.yaml": f"{BASE}/blob/{commit}/v1.36/aks/PRODUCT.yaml",
        f"{BASE}/tree/main": f"{BASE}/tree/{commit}",
    }


@pytest.mark.process
def test_unknown_links_stay_unchanged(clone: Path) -> None:
    commit = git(clone, "rev-parse", "upstream/main")
    unknown = [
        f"{BASE}/blob/main/docs/none.md",
        f"{BASE}/blob/other/docs/AIConformance-1.37.yaml",
        f"{BASE}/blob/{commit}/docs/AIConformance-1.37.yaml",
        "https://github.com/other/engine/blob/main/docs/AIConformance-1.37.yaml",
        "https://gitlab.com/nebula-works/engine/blob/main/docs/AIConformance-1.37.yaml",
        f"{BASE}/blob/--help/x",
        "docs/AIConformance-1.37.yaml",
    ]
    assert permalinks(unknown, clone) == {}


def test_a_folder_without_a_clone_has_an_error_message(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is not a git clone"):
        permalinks([], tmp_path / "none")


@pytest.mark.process
def test_the_command_changes_the_draft(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = DraftStore(paths().drafts)
    store.create("Nebula", checklist("1.37", None))
    link = f"{BASE}/blob/main/v1.36/aks/PRODUCT.yaml"
    with store.open("Nebula") as opened:
        opened.save(opened.draft.with_response("gang_scheduling", Response(evidence=("https://x.example", link))))
    assert main(["drafts", "permalinks", "Nebula", str(clone), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["permalinks"]
    assert store.load("Nebula").response("gang_scheduling").evidence == ("https://x.example", found[link])
    assert main(["drafts", "permalinks", "Nebula", str(clone)]) == 0
    assert "No link leads to a branch" in capsys.readouterr().out
