"""`aiconform drafts`, as a person or a script uses it."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklists.drafts.store import DraftStore
from tui.cli import main
from tui.state.paths import paths

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def drafts(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform drafts …`; return the exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["drafts", *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def nebula(drafts: Run) -> str:
    assert drafts("new", "Nebula 4.2", "--checklist", "1.36")[0] == 0
    return "Nebula 4.2"


def shown(drafts: Run, name: str) -> dict[str, Any]:
    code, out, _ = drafts("show", name, "--json")
    assert code == 0
    value = json.loads(out)
    assert isinstance(value, dict)
    return value


def test_the_matrix_fits_a_terminal_and_is_complete_in_a_file(
    drafts: Run, nebula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    code, complete, _ = drafts("show", nebula, "--matrix")
    assert code == 0
    assert "CLUSTER" in complete and "high_performance_networking" in complete
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, fitted, _ = drafts("show", nebula, "--matrix")
    assert code == 0
    assert max(map(len, fitted.splitlines())) <= 60 < max(map(len, complete.splitlines()))


def test_without_drafts_the_list_is_empty_and_says_how_to_begin(drafts: Run) -> None:
    assert drafts() == (0, "", "No drafts yet. Create the first: aiconform drafts new NAME\n")
    assert drafts("list", "--json") == (0, '{\n  "drafts": []\n}\n', "")
    assert not paths().drafts.exists()


def test_a_new_draft_is_listed(drafts: Run) -> None:
    assert drafts("new", "Nebula 4.2", "--checklist", "1.36") == (
        0,
        'Draft "Nebula 4.2" created for checklist 1.36.\n',
        "",
    )
    code, out, err = drafts("--json")
    assert (code, err) == (0, "")
    (listed,) = json.loads(out)["drafts"]
    assert listed.pop("updated_at").endswith("Z")
    assert listed == {
        "name": "Nebula 4.2",
        "slug": "nebula-4-2",
        "checklist": "1.36",
        "answered": 0,
        "merged": None,
        "renew_before": None,
        "submitted": None,
        "review_due": None,
        "exported": None,
        "links_reachable": None,
        "damaged": None,
        "backup_at": None,
        "open_by": None,
    }
    code, out, err = drafts()
    assert (code, err) == (0, "")
    assert out.startswith("1.36   0 answered  20")
    assert out.endswith(" Nebula 4.2\n")


def test_providers_are_shown_by_the_names_that_set_takes(drafts: Run) -> None:
    assert drafts("new", "Nebula")[0] == 0
    assert drafts("set", "Nebula", "eligibility.product", "layered")[0] == 0
    assert drafts("set", "Nebula", "gang_scheduling.provider", "base")[0] == 0
    assert drafts("set", "Nebula", "ai_inference.status", "Implemented")[0] == 0
    lines = drafts("show", "Nebula")[1].splitlines()
    assert "eligibility.product: layered" in lines and "gang_scheduling.provider: base" in lines
    assert not [line for line in lines if line.startswith("eligibility.provider")]
    assert "        aiconform --draft Nebula --at ai_inference.provider" in lines


def test_what_is_not_entered_is_named_as_in_the_wizard(drafts: Run, program_dir: Path) -> None:
    assert drafts("new", "Nebula")[0] == 0
    lines = drafts("--program", str(program_dir), "show", "Nebula")[1].splitlines()
    assert "error: metadata.vendorName: Required." in lines
    assert "error: spec.schedulingOrchestration.gang_scheduling.status: No answer yet." in lines


def test_names_in_the_list_are_aligned(drafts: Run) -> None:
    for name in ("Comet", "Nebula Kubernetes Engine Air-gapped"):
        assert drafts("new", name)[0] == 0
    long, short = drafts("list")[1].splitlines()
    assert long.index("Nebula Kubernetes") == short.index("Comet")


def test_the_newest_checklist_is_taken_where_none_is_named(drafts: Run) -> None:
    code, out, _ = drafts("new", "Nebula", "--json")
    assert code == 0
    made = json.loads(out)
    assert made["checklist"] == "1.37"
    assert made["metadata"] == {"kubernetesVersion": "v1.37"}
    assert drafts("new", "Comet", "--checklist", "v1.33", "--json")[0] == 0
    assert shown(drafts, "Comet")["checklist"] == "1.33"


def test_a_draft_can_use_a_checklist_of_a_given_program_folder(drafts: Run, program_dir: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    text = (program_dir / "docs/AIConformance-1.37.yaml").read_text().replace("1.37", "1.38")
    new_field = text.replace("  vendorName:", '  regions: "[Regions]"\n  vendorName:')
    (docs / "AIConformance-1.38.yaml").write_text(new_field)
    assert drafts("new", "Nebula", "--program", str(tmp_path))[0] == 0
    code, out, _ = drafts("--program", str(tmp_path), "set", "Nebula", "metadata.regions", "eu")
    assert (code, out) == (0, "metadata.regions: eu\n")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (
            "metadata.vendorName",
            "  Example   Corp ",
            {"metadata": {"kubernetesVersion": "v1.36", "vendorName": "Example Corp"}},
        ),
        ("metadata.kubernetesVersion", "", {"metadata": {}}),
        ("folder", " OKE_1.2 ", {"folder": "OKE_1.2"}),
        ("folder", "", {"folder": "nebula-4-2"}),
        ("eligibility.member", "yes", {"eligibility": {"member": "yes"}}),
        ("gang_scheduling.status", "Implemented", {"status": "Implemented"}),
        ("gang_scheduling.status", "not implemented", {"status": "Not Implemented"}),
        ("gang_scheduling.status", "n/a", {"status": "N/A"}),
        ("gang_scheduling.status", "", {"status": None}),
        ("gang_scheduling.notes", "Kueue\n- 0.13", {"notes": "Kueue\n- 0.13"}),
        ("gang_scheduling.notes", "+1 for Kueue", {"notes": "+1 for Kueue"}),
        (
            "gang_scheduling.evidence",
            "https://a.example\n\n https://b.example#x ",
            {"evidence": ["https://a.example", "https://b.example#x"]},
        ),
    ],
)
def test_an_answer_is_set(drafts: Run, nebula: str, field: str, value: str, expected: dict[str, Any]) -> None:
    code, out, err = drafts("set", nebula, field, value, "--json")
    assert (code, err) == (0, "")
    draft = shown(drafts, nebula)
    assert {k: v for k, v in draft.items() if k in json.loads(out)} == json.loads(out)
    place = draft if field.startswith(("metadata", "folder", "eligibility")) else draft["responses"]["gang_scheduling"]
    assert {key: place[key] for key in expected} == expected


def test_a_value_may_begin_with_a_dash(drafts: Run, nebula: str) -> None:
    assert drafts("set", nebula, "gang_scheduling.notes", "- Kueue") == (0, "gang_scheduling.notes: - Kueue\n", "")
    assert drafts("set", nebula, "gang_scheduling.notes", "--", "-x") == (0, "gang_scheduling.notes: -x\n", "")
    assert drafts("set", nebula, "gang_scheduling.notes", "-x")[0] == 2


def test_evidence_is_replaced_or_added_to(drafts: Run, nebula: str) -> None:
    field = "gang_scheduling.evidence"
    drafts("set", nebula, field, "https://a.example")
    drafts("set", nebula, field, "+https://b.example\nhttps://a.example")
    assert shown(drafts, nebula)["responses"]["gang_scheduling"]["evidence"] == [
        "https://a.example",
        "https://b.example",
    ]
    assert drafts("set", nebula, field, "https://c.example") == (0, f"{field}: https://c.example\n", "")
    assert drafts("set", nebula, field, "") == (0, f"{field}:\n", "")


def test_a_file_is_copied_into_the_draft(
    drafts: Run, nebula: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gang test.md").write_text("seen")
    monkeypatch.chdir(tmp_path)
    assert (
        drafts("set", nebula, "gang_scheduling.evidence", "+gang test.md")[1]
        == "gang_scheduling.evidence: gang-test.md\n"
    )
    (tmp_path / "gang test.md").unlink()
    assert drafts("set", nebula, "gang_scheduling.evidence", "gang-test.md")[0] == 0
    with DraftStore(paths().drafts).view(nebula) as viewed:
        assert viewed.evidence.files()["gang-test.md"].read_text() == "seen"
    code, _, err = drafts("set", nebula, "gang_scheduling.evidence", str(tmp_path))
    assert code == 3
    assert err == f"aiconform: {tmp_path} is a folder.\n  Attach its files one by one.\n"


@pytest.mark.parametrize(
    ("field", "value", "sentence", "possible"),
    [
        ("metadata.vendor", "x", 'Unknown metadata field "vendor".', "vendorName"),
        (
            "gang.status",
            "Implemented",
            'Unknown field "gang.status" in a draft for checklist 1.36.',
            "gang_scheduling",
        ),
        ("gang_scheduling.state", "x", 'Unknown field "gang_scheduling.state" in', ".status, .evidence, .notes"),
        ("gang_scheduling", "x", 'Unknown field "gang_scheduling" in', "metadata.FIELD"),
        ("dra_support.status", "N/A", 'Unknown field "dra_support.status" in', "gang_scheduling"),
        ("gang_scheduling.status", "done", '"done" is not a status.', "Partially Implemented"),
        ("eligibility.x", "yes", 'Unknown eligibility question "x".', "member"),
        ("gang_scheduling.provider", "moon", '"moon" is not a provider.', "base, product, user"),
        ("eligibility.member", "perhaps", '"perhaps" is not an answer to "member".', "project"),
        ("folder", "../../My Folder", '"../../My Folder" is not a valid folder name.', "for example: my-folder."),
    ],
)
def test_an_invalid_value_lists_the_valid_ones(
    drafts: Run, nebula: str, field: str, value: str, sentence: str, possible: str
) -> None:
    before = shown(drafts, nebula)
    code, out, err = drafts("set", nebula, field, value)
    assert (code, out) == (3, "")
    assert err.startswith(f"aiconform: {sentence}")
    assert possible in err
    assert shown(drafts, nebula) == before


def test_evidence_keeps_the_test_name_after_the_hash(
    drafts: Run, nebula: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "junit.xml").write_text("<testsuite/>")
    (tmp_path / "a#b.md").write_text("x")
    monkeypatch.chdir(tmp_path)
    field = "gang_scheduling.evidence"
    assert drafts("set", nebula, field, "junit.xml#TestGang\na#b.md") == (
        0,
        f"{field}: junit.xml#TestGang\na-b.md\n",
        "",
    )


def test_a_missing_path_is_kept_and_reported(drafts: Run, nebula: str) -> None:
    field = "gang_scheduling.evidence"
    code, out, err = drafts("set", nebula, field, f"later.md#x\nhttps://a.example\n{'x' * 500}")
    assert (code, out) == (0, f"{field}: later.md#x\nhttps://a.example\n{'x' * 500}\n")
    assert err.startswith('aiconform: "later.md#x" is neither a link nor an existing file')
    assert len(err.splitlines()) == 2


def test_a_draft_is_shown_with_the_verdict(drafts: Run, nebula: str) -> None:
    drafts("set", nebula, "gang_scheduling.status", "Partially Implemented")
    drafts("set", nebula, "gang_scheduling.notes", "one\ntwo")
    draft = shown(drafts, nebula)
    assert (draft["slug"], draft["folder"], draft["verdict"]) == ("nebula-4-2", "nebula-4-2", "fail")
    assert ("must-not-implemented", "gang_scheduling") in {(p["code"], p["subject"]) for p in draft["problems"]}
    assert set(draft["problems"][0]) == {"severity", "code", "subject", "where", "line", "message", "hint"}
    code, out, _ = drafts("show", "nebula-4-2")
    assert code == 0
    assert out.startswith("Nebula 4.2\nchecklist 1.36, submission in v1.36/nebula-4-2\n")
    assert "\nmetadata.kubernetesVersion: v1.36\n" in out
    assert "\ngang_scheduling.status: Partially Implemented\ngang_scheduling.notes: one\n    two\n" in out
    assert "\ncluster_autoscaling.status: -\n" in out
    assert re.search(r"\nverdict: fail \(\d+ errors.*\)\nerror: ", out)


def test_an_open_draft_is_not_changed_and_its_owner_is_named(
    drafts: Run, nebula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.commands.arguments.LOCK_PATIENCE", 0.05)
    with DraftStore(paths().drafts).open(nebula):
        for arguments in (
            ("set", nebula, "gang_scheduling.status", "Implemented"),
            ("delete", nebula),
            ("rename", nebula, "Comet"),
            ("restore-backup", nebula),
        ):
            code, out, err = drafts(*arguments)
            assert (code, out) == (3, "")
            assert f"process {os.getpid()}, since 20" in err
        assert shown(drafts, nebula)["responses"] == {}
        assert f"open: {os.environ.get('USER', '')}" in drafts()[1]
        assert json.loads(drafts("--json")[1])["drafts"][0]["open_by"]["pid"] == os.getpid()


def test_a_draft_is_renamed_copied_deleted_and_restored(drafts: Run, nebula: str) -> None:
    assert drafts("rename", nebula, "Comet") == (0, 'The draft is now named "Comet".\n', "")
    assert drafts("duplicate", "Comet", "Comet air-gapped") == (0, 'Draft "Comet air-gapped" created as a copy.\n', "")
    assert drafts("trash") == (0, "", "The trash is empty.\n")
    code, out, _ = drafts("delete", "comet", "--json")
    deleted = json.loads(out)
    assert (code, deleted["name"]) == (0, "Comet")
    assert drafts("trash")[1] == f"{deleted['id']}  Comet\n"
    assert json.loads(drafts("trash", "--json")[1]) == {"trash": [deleted]}
    assert drafts("show", "Comet")[0] == 3
    assert drafts("restore", deleted["id"]) == (0, 'Draft "Comet" restored.\n', "")
    code, _, err = drafts("restore", deleted["id"])
    assert (code, err) == (3, f'aiconform: The trash has no draft "{deleted["id"]}".\n  It is empty.\n')
    assert {draft["name"] for draft in json.loads(drafts("--json")[1])["drafts"]} == {"Comet", "Comet air-gapped"}
    assert "aiconform drafts restore comet." in drafts("delete", "Comet")[1]


def test_a_damaged_draft_is_listed_and_its_backup_restored(drafts: Run, nebula: str) -> None:
    drafts("set", nebula, "gang_scheduling.status", "Implemented")
    (paths().drafts / "nebula-4-2/draft.yaml").write_text("schema: 1\nname: Neb")
    code, out, _ = drafts()
    assert code == 0
    assert "\n      cannot be opened: it is truncated: the last line lacks the end marker `...`\n" in out
    assert "aiconform drafts restore-backup nebula-4-2\n" in out
    code, _, err = drafts("set", nebula, "gang_scheduling.status", "Implemented")
    assert code == 3
    assert err.startswith('aiconform: The draft "Nebula 4.2" is damaged: it is truncated')
    assert err.rstrip().endswith("can be restored: aiconform drafts restore-backup nebula-4-2")
    code, out, _ = drafts("restore-backup", "nebula-4-2")
    assert code == 0
    assert out.startswith('Draft "Nebula 4.2" restored to its previous save, 20')
    assert shown(drafts, nebula)["responses"] == {}


@pytest.mark.parametrize(
    "arguments",
    [("fly",), ("new",), ("show",), ("set", "x", "y"), ("rename", "x"), ("list", "x"), ("new", "x", "--minor")],
)
def test_wrong_usage_is_exit_code_two(drafts: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = drafts(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: aiconform ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "Nova"), 'No draft is named "Nova".\n  Drafts: Nebula 4.2\n'),
        (("new", "nebula 4.2"), 'The draft "Nebula 4.2" already exists in the folder nebula-4-2, which'),
        (("new", ""), "The draft's name is empty.\n"),
        (("new", "Nova", "--checklist", "9.9"), ""),
        (("new", "Nova", "--checklist", "next"), ""),
    ],
)
def test_errors_have_a_message(drafts: Run, nebula: str, arguments: tuple[str, ...], sentence: str) -> None:
    code, out, err = drafts(*arguments)
    assert (code, out) == (3, "")
    assert err.startswith(f"aiconform: {sentence}")
    assert len(json.loads(drafts("--json")[1])["drafts"]) == 1


def test_hostile_text_of_a_command_line_is_cleaned(drafts: Run) -> None:
    code, out, _ = drafts("new", "Ne\x1b[31mbula\udcff\u202e", "--checklist", "1.36")
    assert (code, out) == (0, 'Draft "Nebula" created for checklist 1.36.\n')
    code, out, _ = drafts("set", "Nebula", "gang_scheduling.notes", "a\x1b]0;x\x07b\udcffc")
    assert (code, out) == (0, "gang_scheduling.notes: abc\n")
    code, _, err = drafts("show", "no\x1b[31mne\udcff")
    assert (code, err.splitlines()[0]) == (3, 'aiconform: No draft is named "none".')


def test_an_evidence_file_is_renamed_wherever_it_is_named(drafts: Run, nebula: str, tmp_path: Path) -> None:
    log = tmp_path / "e2e.log"
    log.write_text("Running Suite: x\n")
    for field in ("gang_scheduling", "ai_inference"):
        assert drafts("set", nebula, f"{field}.evidence", f"{log}")[0] == 0
    assert "artifact-unreadable" in {p["code"] for p in shown(drafts, nebula)["problems"]}
    code, out, _ = drafts("rename-file", nebula, "e2e.log", "e2e-ginkgo.log")
    assert (code, out) == (0, "e2e.log is now named e2e-ginkgo.log, in every answer that cites it.\n")
    value = shown(drafts, nebula)
    assert [value["responses"][field]["evidence"] for field in ("gang_scheduling", "ai_inference")] == [
        ["e2e-ginkgo.log"],
        ["e2e-ginkgo.log"],
    ]
    assert "artifact-unreadable" not in {p["code"] for p in value["problems"]}
    assert [path.name for path in (paths().drafts / value["slug"] / "evidence").iterdir()] == ["e2e-ginkgo.log"]
    assert drafts("rename-file", nebula, "e2e.log", "x.log")[0] == 3
