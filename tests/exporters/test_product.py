"""`PRODUCT.yaml`: every reader reads the answers, and a line diff against the official text shows answers only."""

import difflib
import re
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.catalog.catalog import MINORS, checklist
from checklists.catalog.official_template import parse_template
from checklists.errors import ExportError
from checklists.go_yaml import parser
from checklists.importing.importer import ImportRequest, import_request
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.metadata import FIELDS
from checklists.program.program_data import ProgramData
from checklists.submission.submission_files import Location
from exporters.product_yaml.product import answers_diff, render_product, unwritten
from tests.examples import examples, slow

FIELD_KEYS = [field.key for field in FIELDS]
ANSWER_LINE = re.compile(
    rf'  (?:{"|".join(FIELD_KEYS)}): |      (?:status: |evidence:(?: \[\])?(?: +#|$)|notes: )|        - "[^\n]*"$'
)

TEXT = st.text(max_size=60)
ANSWERS = st.builds(
    Response,
    status=st.none() | st.sampled_from(Status),
    evidence=st.lists(TEXT, max_size=3).map(tuple),
    notes=TEXT,
)


@lru_cache
def official(program_dir: Path, minor: str) -> Checklist:
    text = (program_dir / f"docs/AIConformance-{minor}.yaml").read_text(encoding="utf-8")
    return checklist(minor, parse_template(minor, text, "the test"))


@lru_cache
def loaded(template: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = yaml.safe_load(template)
    return found


@st.composite
def drafts(draw: st.DrawFn, of: Checklist) -> Draft:
    return Draft(
        name="any",
        checklist=of.minor,
        metadata=draw(st.dictionaries(st.sampled_from(FIELD_KEYS), TEXT.filter(str.strip))),
        responses={r.id: draw(ANSWERS) for r in of.requirements if draw(st.booleans())},
    )


def filled(of: Checklist, **answers: Response) -> Draft:
    metadata = {key: f"value of {key}" for key in FIELD_KEYS} | {"kubernetesVersion": of.folder}
    return Draft(name="full", checklist=of.minor, metadata=metadata, responses=answers)


@pytest.mark.parametrize("minor", [*map(slow, MINORS[:-1]), MINORS[-1]])
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_answers_are_read_back_and_nothing_else_changes(program_dir: Path, minor: str, data: st.DataObject) -> None:
    of = official(program_dir, minor)
    draft = data.draw(drafts(of))
    text = render_product(of, draft)
    assert text == render_product(of, draft)
    assert of.template is not None
    assert_only_answers_differ(of.template, text)
    difference = answers_diff(of, text)
    assert difference.other == ()
    template = loaded(of.template)
    for read in (yaml.safe_load, read_as_the_program):
        assert_holds(read(text), of, draft, template)


def read_as_the_program(text: str) -> object:
    return plain(parser.read(text))


def plain(node: parser.Node | None) -> object:
    if isinstance(node, parser.Mapping):
        return {str(plain(key)): plain(value) for key, value in node.pairs}
    if isinstance(node, parser.Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, parser.Scalar)
    return node.text


def assert_only_answers_differ(template: str, text: str) -> None:
    for line in difflib.ndiff(template.splitlines(), text.splitlines()):
        if line[0] in "+-":
            assert ANSWER_LINE.match(line[2:]), line
    assert text.endswith("\n")
    assert "\r" not in text


def assert_holds(found: object, of: Checklist, draft: Draft, template: dict[str, dict[str, object]]) -> None:
    assert isinstance(found, dict)
    for key in FIELD_KEYS:
        placeholder = "" if key == "repoUrl" else template["metadata"].get(key)
        assert found["metadata"].get(key) == (draft.metadata.get(key) or placeholder)
    entries = [(category, entry) for category, entries in found["spec"].items() for entry in entries]
    assert [(category, e["id"], e["level"], e["description"]) for category, e in entries] == [
        (r.category, r.id, r.level, r.description) for r in of.requirements
    ]
    for _, entry in entries:
        answer = draft.response(entry["id"])
        assert entry["status"] == (answer.status or "")
        assert entry["evidence"] == [item for item in answer.evidence if item]
        assert entry["notes"] == answer.notes


FULL = Response(status=Status.IMPLEMENTED, evidence=("https://a.example/x", "proof.md"), notes="first\nsecond")


def test_comments_quoting_and_order_stay(program_dir: Path) -> None:
    of = official(program_dir, "1.35")
    lines = render_product(of, filled(of, dra_support=FULL)).splitlines()
    start = next(number for number, line in enumerate(lines) if line.endswith("id: dra_support"))
    assert lines[start + 2 : start + 8] == [
        "      level: MUST",
        '      status: "Implemented"   # Implemented, Not Implemented, Partially Implemented, N/A',
        "      evidence: # List of URLs or references to documentation/test results",
        '        - "https://a.example/x"',
        '        - "proof.md"',
        r'      notes: "first\nsecond"    # Must provide a justification when status is N/A',
    ]
    assert "  kubernetesVersion: v1.35" in lines
    assert '  platformName: "value of platformName"' in lines


@pytest.mark.parametrize("minor", MINORS)
def test_the_base_conformance_url_has_its_line_in_every_minor(program_dir: Path, minor: str) -> None:
    of = official(program_dir, minor)
    lines = render_product(of, filled(of)).splitlines()
    where = [number for number, line in enumerate(lines) if line.startswith("  k8sConformanceUrl: ")]
    assert len(where) == 1
    assert lines[where[0]] == '  k8sConformanceUrl: "value of k8sConformanceUrl"'
    assert lines[where[0] - 1].startswith("  contactEmailAddress: ")
    assert lines[where[0] + 1] == ""


@pytest.mark.parametrize("minor", MINORS)
def test_without_answers_only_the_optional_placeholder_is_removed(program_dir: Path, minor: str) -> None:
    of = official(program_dir, minor)
    assert of.template is not None
    expected = of.template.replace('"[Repository URL]"', '""').rstrip("\n") + "\n"
    assert render_product(of, Draft(name="empty", checklist=minor)) == expected


def test_a_patch_version_of_kubernetes_is_quoted(program_dir: Path) -> None:
    of = official(program_dir, "1.36")
    draft = filled(of).with_metadata("kubernetesVersion", "v1.36.2")
    assert '  kubernetesVersion: "v1.36.2"\n' in render_product(of, draft)


def test_levels_and_descriptions_cannot_come_from_the_draft(program_dir: Path) -> None:
    of = official(program_dir, "1.36")
    draft = filled(of, gone_requirement=FULL).model_copy(
        update={"metadata": {"level": "SHOULD", "description": "ours", "newField": "x"}}
    )
    text = render_product(of, draft)
    assert "gone_requirement" not in text
    assert "newField" not in text
    assert answers_diff(of, text).other == ()
    assert unwritten(of, draft) == ("level", "newField")


def test_changed_lines_that_are_not_answers_are_reported(program_dir: Path) -> None:
    of = official(program_dir, "1.36")
    text = render_product(of, filled(of))
    changed = text.replace("level: MUST", "level: SHOULD", 1).replace("# Notes:", "# Note:")
    other = answers_diff(of, changed).other
    assert {line.strip().split(" ")[0] for line in other} == {"level:", "#"}
    description = next(line for line in text.splitlines() if line.startswith("      description: "))
    assert description in answers_diff(of, text.replace(description, '      description: "ours"')).other


def test_number_of_changed_lines(program_dir: Path) -> None:
    of = official(program_dir, "1.36")
    draft = filled(of, gang_scheduling=FULL)
    assert answers_diff(of, render_product(of, draft)).lines == len(FIELD_KEYS) - 1 + 5


# --- future checklists ----------------------------------------------------------------------------------

NEW = """\
# A checklist of the future
metadata:
  kubernetesVersion: v1.40
  platformName: '[Platform Name]'
  supportTier: "[Support Tier]" # gold or silver
  repoUrl:
  contactEmailAddress: "[Mail]"
spec:
  accelerators:
  - id: new_one
    description: >-
      A text
      on two lines.
    level: MUST
    status:
    evidence:
    notes: |
      write here

  - {id: flow, description: "d", level: SHOULD, status: "", evidence: [], notes: ""}
  - id: with_example
    description: "d"
    level: SHOULD
    status: 'TBD' # choose
    evidence:
      - "https://example.com" # sample
      - "https://example.com/2"
    # after the list
    notes: ""
"""


def future(text: str = NEW) -> Checklist:
    return checklist("1.40", parse_template("1.40", text, "the test"))


def test_a_new_checklist_is_filled_in_generically() -> None:
    of = future()
    draft = Draft(
        name="x",
        checklist="1.40",
        metadata={"platformName": 'it\'s "new"', "supportTier": "gold", "k8sConformanceUrl": "https://u.example"},
        responses={"new_one": FULL, "with_example": FULL},
    )
    assert (
        render_product(of, draft)
        == """\
# A checklist of the future
metadata:
  kubernetesVersion: v1.40
  platformName: "it's \\"new\\""
  supportTier: "gold" # gold or silver
  repoUrl:
  contactEmailAddress: "[Mail]"
  k8sConformanceUrl: "https://u.example"
spec:
  accelerators:
  - id: new_one
    description: >-
      A text
      on two lines.
    level: MUST
    status: "Implemented"
    evidence:
      - "https://a.example/x"
      - "proof.md"
    notes: "first\\nsecond"

  - {id: flow, description: "d", level: SHOULD, status: "", evidence: [], notes: ""}
  - id: with_example
    description: "d"
    level: SHOULD
    status: "Implemented" # choose
    evidence:
      - "https://a.example/x"
      - "proof.md"
    # after the list
    notes: "first\\nsecond"
"""
    )


def test_sample_answers_of_a_checklist_are_not_submitted() -> None:
    found = yaml.safe_load(render_product(future(), Draft(name="x", checklist="1.40")))
    assert found["spec"]["accelerators"][2] == {
        "id": "with_example",
        "description": "d",
        "level": "SHOULD",
        "status": "",
        "evidence": [],
        "notes": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        NEW.replace("    status:\n", "", 1),
        NEW.replace("status: 'TBD' # choose", "status: {a: b}"),
        NEW.replace("evidence: []", "evidence: {}"),
        NEW.replace('status: ""', "status: &s ''").replace("status: 'TBD'", "status: *s"),
    ],
)
def test_a_checklist_that_cannot_be_filled_in_is_refused(text: str) -> None:
    of = future(text)
    draft = Draft(name="x", checklist="1.40", responses={"with_example": FULL, "flow": FULL})
    with pytest.raises(ExportError) as error:
        render_product(of, draft)
    assert error.value.hint


def test_windows_line_ends_become_plain_ones() -> None:
    of = future(NEW.replace("\n", "\r\n"))
    draft = Draft(name="x", checklist="1.40", responses={"new_one": FULL})
    assert render_product(of, draft) == render_product(future(), draft)


def test_old_mac_line_ends_become_plain_ones() -> None:
    of = future(NEW.replace("\n", "\r"))
    draft = Draft(name="x", checklist="1.40", responses={"new_one": FULL})
    assert render_product(of, draft) == render_product(future(), draft)


def test_the_templates_own_spelling_of_a_key_is_filled_in() -> None:
    of = future(NEW.replace("  repoUrl:\n", '  repo_url: "[Repository]"\n  website_url: "[Website]"\n'))
    values = {"repoUrl": "https://r.example", "websiteUrl": "https://w.example"}
    text = render_product(of, Draft(name="x", checklist="1.40", metadata=values))
    found = yaml.safe_load(text)["metadata"]
    assert (found["repo_url"], found["website_url"]) == ("https://r.example", "https://w.example")
    assert not {"repoUrl", "websiteUrl"} & set(found)
    assert unwritten(of, Draft(name="x", checklist="1.40", metadata=values)) == ()
    assert (
        yaml.safe_load(render_product(of, Draft(name="x", checklist="1.40")))["metadata"]["website_url"] == "[Website]"
    )


def test_an_unquoted_placeholder_is_filled_in() -> None:
    of = future(NEW.replace("'[Platform Name]'", "[Platform Name] # yours"))
    text = render_product(of, Draft(name="x", checklist="1.40", metadata={"platformName": "Nebula"}))
    assert '  platformName: "Nebula" # yours\n' in text
    untouched = render_product(of, Draft(name="x", checklist="1.40"))
    assert "  platformName: [Platform Name] # yours\n" in untouched


def test_a_comment_above_a_block_list_stays() -> None:
    listed = 'evidence:\n      - "https://example.com" # sample\n'
    assert listed in NEW
    of = future(NEW.replace(listed, 'evidence:\n      # links only\n      - "https://example.com" # sample\n'))
    for answer in (FULL, Response()):
        text = render_product(of, Draft(name="x", checklist="1.40", responses={"with_example": answer}))
        entries = [entry for entries in yaml.safe_load(text)["spec"].values() for entry in entries or ()]
        (entry,) = (entry for entry in entries if entry["id"] == "with_example")
        assert (entry["evidence"] or []) == list(answer.evidence)
        assert "# links only\n" in text


# --- no official text available -------------------------------------------------------------------------


@pytest.mark.parametrize("minor", MINORS)
def test_without_the_official_text_it_says_so_and_holds_the_answers(minor: str) -> None:
    of = checklist(minor, None)
    draft = filled(of, robust_controller=FULL)
    text = render_product(of, draft)
    assert text.startswith("# NOT READY")
    assert "aiconform program sync" in text.splitlines()[1]
    found = yaml.safe_load(text)
    assert found["metadata"] == {key: draft.metadata[key] for key in FIELD_KEYS}
    entries = [entry for entries in found["spec"].values() for entry in entries]
    assert [(entry["id"], entry["level"]) for entry in entries] == [(r.id, r.level) for r in of.requirements]
    assert all("description" not in entry for entry in entries)
    assert entries[-1]["evidence"] == list(FULL.evidence)


def test_an_import_reads_the_exported_providers_back() -> None:
    of = checklist("1.37", None)
    layers = {"gang_scheduling": "base", "gpu_sharing": "product", "robust_controller": "user"}
    draft = filled(of, **{name: Response(status=Status.IMPLEMENTED, notes="Version 2.") for name in layers})
    for question, answer in {"product": "layered", **{f"provider.{name}": layers[name] for name in layers}}.items():
        draft = draft.with_eligibility(question, answer)
    request = ImportRequest(render_product(of, draft).encode(), Location("1.37", "v1.37/nebula"), "PRODUCT.yaml", ())
    read = import_request(request, "Renewal", ProgramData(())).draft
    assert read.eligibility == draft.eligibility
    assert {read.response(name).notes for name in layers} == {"Version 2."}
