import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest
import yaml

from checklists.catalog import catalog, catalog_data
from checklists.catalog.official_template import Template, parse_template
from checklists.errors import ProgramDataError
from checklists.model.checklist import Checklist, Guidance, Level, TextTrust

ROOT = Path(__file__).resolve().parents[3]
REQUIREMENTS = sorted(f.name.removesuffix(".yaml") for f in (files("checklists") / "data" / "requirements").iterdir())


def published(program_dir: Path, minor: str) -> Template:
    path = program_dir / "docs" / f"AIConformance-{minor}.yaml"
    return parse_template(minor, path.read_text(encoding="utf-8"), "a clone")


def invented(minor: str, change: Callable[[list[dict[str, str]]], object] = len) -> Template:
    """Return a template for that minor with invented sentences."""
    known = catalog_data.frozen_checklist(minor)
    assert known is not None
    entries = [
        {"category": category, "id": r.id, "level": str(r.level), "description": f"About {r.id}."}
        for category, group in known.spec.items()
        for r in group
    ]
    change(entries)
    spec: dict[str, list[dict[str, str]]] = {}
    for entry in entries:
        spec.setdefault(entry["category"], []).append({k: v for k, v in entry.items() if k != "category"})
    metadata = dict.fromkeys(known.metadata, "") | {"kubernetesVersion": f"v{minor}"}
    return parse_template(minor, yaml.safe_dump({"metadata": metadata, "spec": spec}, sort_keys=False), "a clone")


def test_the_known_minors_ascend() -> None:
    assert catalog.MINORS == ("1.33", "1.34", "1.35", "1.36", "1.37")


@pytest.mark.parametrize(
    ("minor", "must", "should", "extra_field"),
    [
        ("1.33", 8, 1, False),
        ("1.34", 9, 0, False),
        ("1.35", 9, 3, True),
        ("1.36", 8, 6, False),
        ("1.37", 8, 7, False),
    ],
)
def test_a_minor_has_its_requirements_without_any_official_text(
    minor: str, must: int, should: int, extra_field: bool
) -> None:
    checklist = catalog.checklist(minor, None)
    levels = [r.level for r in checklist.requirements]
    assert (levels.count(Level.MUST), levels.count(Level.SHOULD)) == (must, should)
    assert all(r.description is None and r.trust is TextTrust.UNKNOWN for r in checklist.requirements)
    assert checklist.template is None
    assert checklist.source == "no official text on this machine"
    assert len(checklist.notices) == 1
    assert "`aiconform program sync`" in checklist.notices[0]
    order = ["accelerators", "networking", "schedulingOrchestration", "observability", "security", "operator"]
    assert list(checklist.categories) == order
    known = catalog_data.frozen_checklist(minor)
    assert known is not None
    assert ("k8sConformanceUrl" in known.metadata) is extra_field


def test_the_level_of_a_requirement_depends_on_the_minor() -> None:
    levels = {}
    for minor in catalog.MINORS:
        requirement = catalog.checklist(minor, None).get("dra_support")
        levels[minor] = requirement and requirement.level
    assert levels == {"1.33": Level.SHOULD, "1.34": Level.MUST, "1.35": Level.MUST, "1.36": None, "1.37": None}


def test_an_unknown_minor_is_rejected_with_a_next_step() -> None:
    with pytest.raises(ProgramDataError) as raised:
        catalog.checklist("1.40", None)
    assert "1.40" in raised.value.message
    assert "1.33 to 1.37" in raised.value.hint
    assert "aiconform program sync" in raised.value.hint


@pytest.mark.parametrize("minor", ["../checklists/1.36", "1.36.yaml", "", "1.036", "1.36\n"])
def test_a_minor_is_a_name_and_not_a_path(minor: str) -> None:
    with pytest.raises(ProgramDataError):
        catalog.checklist(minor, None)


@pytest.mark.parametrize("minor", catalog.MINORS)
def test_a_published_checklist_is_known_word_for_word(program_dir: Path, minor: str) -> None:
    template = published(program_dir, minor)
    checklist = catalog.checklist(minor, template)
    assert {r.trust for r in checklist.requirements} == {TextTrust.KNOWN}
    assert checklist.notices == ()
    assert checklist.template == template.text
    assert checklist.source == "a clone"
    without_text = catalog.checklist(minor, None)
    assert [(r.id, r.category, r.level) for r in checklist.requirements] == [
        (r.id, r.category, r.level) for r in without_text.requirements
    ]
    raw = yaml.safe_load(template.text)["spec"]
    assert [r.description for r in checklist.requirements] == [e["description"] for es in raw.values() for e in es]


@pytest.mark.process
@pytest.mark.parametrize("minor", catalog.MINORS)
def test_bundled_data_equals_the_scripts_output(program_dir: Path, minor: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scripts.digest_checklist", program_dir / "docs" / f"AIConformance-{minor}.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == (files("checklists") / "data" / "checklists" / f"{minor}.yaml").read_text(encoding="utf-8")


@pytest.mark.process
@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("AIConformance-1.36.yaml", "words", 1, "not a map"),
        ("checklist.yaml", "words", 1, "does not name a Kubernetes minor"),
        (None, None, 1, "No such file"),
    ],
)
def test_the_script_rejects_invalid_templates(
    tmp_path: Path, name: str | None, text: str | None, code: int, said: str
) -> None:
    path = tmp_path / (name or "AIConformance-1.36.yaml")
    if text is not None:
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "scripts.digest_checklist", str(path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == code
    assert said in run.stderr
    assert run.stdout == ""


def test_a_checklist_of_the_future_works_with_its_own_text(program_dir: Path) -> None:
    added = '\n    - id: agent_memory\n      description: "Agents remember."\n      level: MUST\n      status: ""\n'
    text = published(program_dir, "1.37").text + added
    checklist = catalog.checklist("1.38", parse_template("1.38", text, "docs of a clone"))
    assert checklist.folder == "v1.38"
    assert len(checklist.requirements) == 16
    assert {r.trust for r in checklist.requirements} == {TextTrust.UNKNOWN}
    assert all(r.description for r in checklist.requirements)
    new = checklist.requirements[-1]
    assert (new.id, new.category, new.level, new.description) == (
        "agent_memory",
        "operator",
        Level.MUST,
        "Agents remember.",
    )
    assert new.guidance is None
    assert new.title == "Agent memory"
    assert all(r.guidance for r in checklist.requirements[:-1])
    said = " ".join(checklist.notices)
    assert "1.38 is newer than this version of aiconform" in said
    assert "no guidance for agent_memory" in said
    assert "has kubernetesVersion v1.37" in said


def only(checklist: Checklist, requirement_id: str) -> str:
    """Return the only notice that names the requirement."""
    (notice,) = [n for n in checklist.notices if requirement_id in n]
    return notice


def test_a_differing_text_is_used_and_reported() -> None:
    checklist = catalog.checklist("1.36", invented("1.36"))
    assert {r.trust for r in checklist.requirements} == {TextTrust.DIFFERENT}
    gang = checklist.get("gang_scheduling")
    assert gang is not None
    assert gang.description == "About gang_scheduling."
    assert gang.guidance is not None
    assert "text of gang_scheduling in a clone differs from" in only(checklist, "gang_scheduling")
    assert len(checklist.notices) == len(checklist.requirements)


def test_one_altered_text_leaves_the_others_known(program_dir: Path) -> None:
    text = published(program_dir, "1.37").text
    altered = parse_template("1.37", text.replace("Volcano", "Volkano"), "a clone")
    checklist = catalog.checklist("1.37", altered)
    trust = {r.id: r.trust for r in checklist.requirements}
    assert trust.pop("gang_scheduling") is TextTrust.DIFFERENT
    assert set(trust.values()) == {TextTrust.KNOWN}
    assert checklist.notices == (only(checklist, "gang_scheduling"),)


def weaken(entries: list[dict[str, str]]) -> None:
    entries[0]["level"] = "MUST"


def move(entries: list[dict[str, str]]) -> None:
    entries[0]["category"] = "operator"


def add(entries: list[dict[str, str]]) -> None:
    entries.append({"category": "operator", "id": "agent_memory", "level": "MUST", "description": "New."})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (weaken, "driver_runtime_management is MUST in a clone, SHOULD in the checklist 1.36"),
        (move, "driver_runtime_management is in operator in a clone, in accelerators in the checklist 1.36"),
        (lambda entries: entries.pop(), "robust_controller of the checklist 1.36 that aiconform knows is missing"),
        (add, "agent_memory is not in the checklist 1.36 that aiconform knows, only in a clone"),
    ],
)
def test_the_file_overrides_the_catalog_and_the_difference_is_reported(
    change: Callable[[list[dict[str, str]]], object], said: str
) -> None:
    template = invented("1.36", change)
    checklist = catalog.checklist("1.36", template)
    assert said in " ".join(checklist.notices)
    raw = yaml.safe_load(template.text)["spec"]
    assert [(r.category, r.id, str(r.level)) for r in checklist.requirements] == [
        (category, e["id"], e["level"]) for category, entries in raw.items() for e in entries
    ]


def test_changed_metadata_fields_are_reported() -> None:
    template = invented("1.36")
    text = template.text.replace("metadata:\n", "metadata:\n  madeUpField: x\n").replace("repoUrl: ''", "repo: ''")
    checklist = catalog.checklist("1.36", msgspec.structs.replace(template, text=text))
    assert any(n.endswith(": madeUpField, repo, repoUrl.") for n in checklist.notices)


@pytest.mark.parametrize("requirement_id", REQUIREMENTS)
def test_every_requirement_is_explained(requirement_id: str) -> None:
    notes = catalog_data.requirement_notes(requirement_id)
    guidance = catalog.guidance(requirement_id)
    assert notes is not None
    assert guidance is not None
    assert notes.id == requirement_id
    assert len(guidance.title) <= 24, "must fit the sidebar"
    assert 2 <= len(re.findall(r"[.)](?:\s|$)", guidance.meaning)) <= 6
    for texts in (guidance.counts, guidance.does_not_count, guidance.reviewer_asks, guidance.usual_evidence):
        assert len(texts) >= 3
        assert len(set(texts)) == len(texts)
    assert all(q.rstrip(")").endswith(("?", ".")) for q in guidance.reviewer_asks)
    steps = guidance.how_to_prove.splitlines()
    assert [step.split(".")[0] for step in steps] == [str(n) for n in range(1, len(steps) + 1)]
    assert len(steps) >= 5
    if guidance.automated_test:
        assert f"-run {guidance.automated_test}" in guidance.how_to_prove


def test_every_minor_is_explained_and_nothing_else_is() -> None:
    asked = {r.id for minor in catalog.MINORS for r in catalog.checklist(minor, None).requirements}
    assert asked == set(REQUIREMENTS)
    assert len(asked) == 16
    titles = [g.title for g in map(catalog.guidance, REQUIREMENTS) if g]
    assert len(set(titles)) == 16


def test_unknown_requirements_have_no_guidance() -> None:
    for requirement_id in ("agent_memory", "", "../checklists/1.36", "GANG_SCHEDULING"):
        assert catalog.guidance(requirement_id) is None
        assert catalog.program_test(requirement_id) is None


def test_the_tests_that_the_program_looks_up() -> None:
    looked_up = {r: catalog.program_test(r) for r in REQUIREMENTS if catalog.program_test(r)}
    assert looked_up == {
        "secure_accelerator_access": "TestSecureAcceleratorAccess",
        "gang_scheduling": "TestGangScheduling",
        "cluster_autoscaling": "TestAcceleratorClusterAutoscaling",
    }
    for requirement_id, test in looked_up.items():
        guidance = catalog.guidance(requirement_id)
        assert guidance is not None
        assert guidance.automated_test == test


def test_conditional_requirements_and_design_records() -> None:
    guidance = {r: g for r in REQUIREMENTS if (g := catalog.guidance(r))}
    assert {r for r, g in guidance.items() if g.conditional} == {
        "cluster_autoscaling",
        "gpu_sharing",
        "high_performance_networking",
        "pod_autoscaling",
        "virtualized_accelerator",
    }
    records = [g.kar for g in guidance.values() if g.kar is not None]
    assert len(set(records)) == len(records) == 15
    assert guidance["ai_inference"].kar is None


SOURCE = (files("checklists") / "data" / "requirements" / "gang_scheduling.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        SOURCE + "surprise: 1\n",
        SOURCE.replace("title: Gang scheduling", "title: ''"),
        SOURCE.replace("conditional: false", ""),
        SOURCE.replace("kar: 53", "kar: fifty-three"),
        "id: [",
        "",
    ],
)
def test_data_of_a_wrong_shape_is_refused(tmp_path: Path, text: str) -> None:
    damaged = tmp_path / "gang_scheduling.yaml"
    damaged.write_text(text, encoding="utf-8")
    with pytest.raises(ProgramDataError, match=r"gang_scheduling\.yaml is damaged") as raised:
        catalog_data.read(damaged, catalog_data.RequirementNotes)
    assert raised.value.hint == "Install aiconform again."


@pytest.mark.process
def test_the_catalog_loads_nothing_heavy() -> None:
    code = (
        "import sys, checklists.catalog.catalog as c; c.checklist('1.37', None);"
        "print({'pydantic', 'textual', 'rich', 'kubernetes', 'httpx', 'jinja2'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "set()", run.stderr


# These sentences belong to the program and other vendors.

RUN = 8


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))


def our_sentences() -> Iterator[tuple[str, str]]:
    for requirement_id in REQUIREMENTS:
        guidance = catalog.guidance(requirement_id)
        assert guidance is not None
        for field in Guidance.__struct_fields__:
            value = getattr(guidance, field)
            for text in value if isinstance(value, tuple) else [value]:
                if isinstance(text, str):
                    yield f"{requirement_id}.{field}", text


def their_texts(program_dir: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((program_dir / "docs").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        yield path.name, re.sub(r"[#\n]+", " ", text)
    for path in sorted(program_dir.glob("v*/*/PRODUCT.yaml")):
        yield str(path.relative_to(program_dir)), path.read_text(encoding="utf-8", errors="replace")


def test_no_sentence_of_the_program_or_of_a_submission_is_copied(program_dir: Path) -> None:
    ours = {run: where for where, text in our_sentences() for run in runs(text)}
    texts = list(their_texts(program_dir))
    assert len(texts) > 20
    copied = {(ours[run], name, " ".join(run)) for name, text in texts for run in runs(text) if run in ours}
    assert not copied
