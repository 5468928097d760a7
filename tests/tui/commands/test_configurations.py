"""Configurations of a product by `aiconform drafts`: linked copies, differences, carried-over answers."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checklists.drafts.store import DraftStore
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Imported, Response
from tui.cli import main
from tui.state.paths import paths

Run = Callable[..., tuple[int, str, str]]
CLOUD, AIR = "Nebula 4.2", "Nebula 4.2 air-gapped"


@pytest.fixture
def drafts(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform drafts …`; return the exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["drafts", *arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def pair(drafts: Run, proof: Path) -> tuple[str, str]:
    """Create two configurations with the same answers and an evidence file."""
    drafts("new", CLOUD, "--checklist", "1.36")
    drafts("set", CLOUD, "metadata.platformName", "Nebula")
    drafts("set", CLOUD, "gang_scheduling.evidence", str(proof))
    drafts("set", CLOUD, "ai_inference.evidence", "v1.36/nebula/proof.md#x")
    drafts("set", CLOUD, "merged", "2026-09-01")
    assert drafts("configure", CLOUD, "--as", " air-gapped ") == (
        0,
        f'Draft "{AIR}" created; it exports to v1.36/nebula-air-gapped.\n',
        "",
    )
    return CLOUD, AIR


def differences(drafts: Run, *names: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return the differences from each other draft: field, value here, value there."""
    code, out, _ = drafts("differences", *names, "--json")
    assert code == 0
    others: list[dict[str, Any]] = json.loads(out)["others"]
    return {other["name"]: [(d["field"], d["here"], d["there"]) for d in other["differences"]] for other in others}


def test_a_configuration_is_an_equal_copy_with_a_folder_of_its_own(drafts: Run, pair: tuple[str, str]) -> None:
    assert differences(drafts, CLOUD) == {AIR: []}
    shown = json.loads(drafts("show", AIR, "--json")[1])
    assert (shown["folder"], shown["configuration"]["label"], shown["merged"]) == (
        "nebula-air-gapped",
        "air-gapped",
        None,
    )
    assert shown["responses"]["ai_inference"]["evidence"] == ["proof.md#x"], (
        "the program would reject the other folder's name"
    )
    assert drafts("configure", AIR, "--as", "cloud", "--name", "Nebula cloud")[1].endswith("v1.36/nebula-cloud.\n")
    assert differences(drafts, "Nebula cloud") == {CLOUD: [], AIR: []}
    drafts("configure", CLOUD, "--as", "cloud", "--name", "Second cloud")
    assert json.loads(drafts("show", "Second cloud", "--json")[1])["folder"] == "nebula-cloud-2"


def test_a_configuration_of_a_renewal_has_no_renewal_date_of_its_own(drafts: Run, pair: tuple[str, str]) -> None:
    store = DraftStore(paths().drafts)
    with store.open(CLOUD) as opened:
        renewed = Imported(source="v1.35/nebula", minor="1.35", merged=date(2026, 2, 1))
        opened.save(opened.draft.model_copy(update={"imported": renewed}))
    drafts("configure", CLOUD, "--as", "edge")
    assert "renew before" in drafts("show", CLOUD)[1]
    shown = drafts("show", f"{CLOUD} edge")[1]
    assert "renew before" not in shown and "Imported: from v1.35/nebula" in shown


CHANGES = (
    ("metadata.description", "A platform."),
    ("eligibility.product", "layered"),
    ("gang_scheduling.status", "Implemented"),
    ("gang_scheduling.notes", "Kueue\n0.19"),
    ("gang_scheduling.evidence", "https://nebula.example/gang"),
    ("gang_scheduling.provider", "base"),
    ("gang_scheduling.notes", ""),
)


def test_one_changed_answer_differs_and_is_carried_over(drafts: Run, pair: tuple[str, str]) -> None:
    there = {"gang_scheduling.evidence": "proof.md"}
    for field, value in CHANGES:
        assert drafts("set", CLOUD, field, value)[0] == 0
        assert differences(drafts, CLOUD) == {AIR: [(field, value, there.get(field, ""))]}
        assert drafts("carry", CLOUD, field) == (0, f'Carried over to "{AIR}": {field}.\n', "")
        assert differences(drafts, CLOUD) == {AIR: []}
        there[field] = value


def test_files_are_compared_by_content_and_carried_as_copies(drafts: Run, pair: tuple[str, str], proof: Path) -> None:
    proof.write_text("# Newer proof\n", encoding="utf-8")
    drafts("update-files", CLOUD)
    assert [field for field, *_ in differences(drafts, CLOUD)[AIR]] == [
        "ai_inference.evidence",
        "gang_scheduling.evidence",
    ]
    assert "other content: proof.md" in drafts("differences", CLOUD)[1]
    assert drafts("carry", CLOUD, "gang_scheduling", "ai_inference", "--to", AIR)[0] == 0
    assert differences(drafts, CLOUD) == {AIR: []}
    copy = paths().drafts / "nebula-4-2-air-gapped" / "evidence" / "proof-2.md"
    assert copy.read_text(encoding="utf-8") == "# Newer proof\n"


def test_renamed_deleted_and_restored_siblings_break_nothing(drafts: Run, pair: tuple[str, str]) -> None:
    drafts("set", AIR, "metadata.description", "Offline.")
    drafts("rename", CLOUD, "Comet")
    assert list(differences(drafts, AIR)) == ["Comet"]
    trashed = json.loads(drafts("delete", "Comet", "--json")[1])["id"]
    code, out, err = drafts("differences", AIR)
    assert (code, out) == (3, "")
    assert f'"{AIR}" has no other configuration.' in err
    drafts("restore", trashed)
    assert list(differences(drafts, AIR)) == ["Comet"]
    (paths().drafts / "comet" / "draft.yaml").write_text("schema: 2\nname: [", encoding="utf-8")
    assert drafts("differences", AIR)[0] == 3


def test_a_plain_copy_is_not_a_configuration(drafts: Run, pair: tuple[str, str]) -> None:
    drafts("duplicate", AIR, "Copy")
    drafts("new", "Unrelated", "--checklist", "1.36")
    assert list(differences(drafts, CLOUD)) == [AIR]
    assert list(differences(drafts, CLOUD, "Unrelated")) == ["Unrelated"], "any draft can be named explicitly"


def test_unconfirmed_answers_stay_unconfirmed_in_the_other_draft(drafts: Run, pair: tuple[str, str]) -> None:
    store = DraftStore(paths().drafts)
    with store.open(CLOUD) as opened:
        response = Response(status=Status.IMPLEMENTED, carried=Carried(minor="1.35"))
        draft = opened.draft.with_metadata("description", "Old.")
        responses = {**draft.responses, "gang_scheduling": response}
        opened.save(draft.model_copy(update={"responses": responses, "fields_to_confirm": ("description",)}))
    drafts("carry", CLOUD, "gang_scheduling", "metadata.description")
    assert store.load(AIR).to_confirm == ("metadata.description", "gang_scheduling")


def test_invalid_transfers_are_rejected(drafts: Run, pair: tuple[str, str]) -> None:
    drafts("set", CLOUD, "metadata.description", "A platform.")
    code, _, err = drafts("carry", CLOUD, "gang_scheduling")
    assert code == 3
    assert "Different: metadata.description." in err
    assert drafts("configure", CLOUD, "--as", "\u202e ")[0] == 3
    assert drafts("configure", CLOUD, "--as", "air-gapped")[0] == 3, "the name is in use"


def test_drafts_that_export_to_the_same_folder_are_named(
    drafts: Run, pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts("set", AIR, "folder", "nebula")
    assert "both export to v1.36/nebula: set another folder" in drafts("differences", AIR)[1]
    main(["export", CLOUD, "--to", str(tmp_path / "out"), "--offline"])
    assert f'The draft "{AIR}" exports to the same folder.' in capsys.readouterr().err
