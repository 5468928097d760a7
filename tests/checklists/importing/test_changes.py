"""Changes between checklists: carried over, new, dropped and changed requirements, for every pair."""

from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS, checklist
from checklists.importing.changes import Change, changed_words, compare_checklists
from checklists.model.checklist import Level
from tests.checklists.importing.submissions import CATALOG, imported, official


def answers(minor: str) -> str:
    entries = [
        f"  {r.category}x{n}:\n    - {{id: {r.id}, status: Implemented, notes: about {r.id}}}\n"
        for n, r in enumerate(CATALOG.checklist(minor).requirements)
    ]
    return "metadata:\n  platformName: Nebula\nspec:\n" + "".join(entries)


def test_changes_of_dra_support_between_minors() -> None:
    up = imported(answers("1.33"), minor="1.33", to="1.34").changes
    assert up.changed == (Change("dra_support", (Level.SHOULD, Level.MUST), False),)
    assert (up.new, up.dropped) == ((), ())
    report = imported(answers("1.34"), minor="1.34", to="1.37")
    assert report.changes.dropped == ("dra_support",)
    assert report.changes.new == (
        "driver_runtime_management",
        "gpu_sharing",
        "virtualized_accelerator",
        "advanced_inference_ingress",
        "high_performance_networking",
        "disaggregated_inference",
        "workload_sandboxing",
    )
    assert report.changes.changed == (Change("accelerator_metrics", None, True),)
    assert "dra_support" not in report.draft.responses
    assert any("about dra_support" in remark for remark in report.draft.remarks)


def test_importing_to_an_older_minor_drops_newer_answers() -> None:
    course_ = imported(answers("1.37"), minor="1.37", to="1.33").changes
    assert "workload_sandboxing" in course_.dropped
    assert course_.new == ("dra_support",)
    assert course_.changed == (Change("accelerator_metrics", None, True),)


@pytest.mark.parametrize("before", MINORS)
@pytest.mark.parametrize("after", MINORS)
@pytest.mark.parametrize("with_texts", [True, False])
def test_every_requirement_is_reported_once(program_dir: Path, before: str, after: str, with_texts: bool) -> None:
    program = official(program_dir) if with_texts else CATALOG
    source, target = program.checklist(before), program.checklist(after)
    way = compare_checklists([r.id for r in source.requirements], source, target)
    assert {*way.carried, *way.new} == {r.id for r in target.requirements}
    assert {*way.carried, *way.dropped} == {r.id for r in source.requirements}
    assert not {*way.carried} & {*way.new, *way.dropped}
    assert {change.requirement for change in way.changed} <= {*way.carried}
    if before == after:
        assert (way.new, way.dropped, way.changed) == ((), (), ())
    assert way == compare_checklists(
        [r.id for r in source.requirements], checklist(before, None), checklist(after, None)
    )


def test_missing_answers_are_reported_as_new() -> None:
    report = imported("spec:\n  operator:\n    - {id: robust_controller, status: Implemented}\n", minor="1.36")
    assert report.changes.carried == ("robust_controller",)
    assert len(report.changes.new) == 13


@pytest.mark.parametrize(("text", "minor"), [(answers("1.34"), "1.34"), (answers("1.36"), "1.36")])
def test_a_missing_minor_is_inferred_from_the_answers(text: str, minor: str) -> None:
    report = imported(text, minor=None, to="1.37")
    assert report.draft.imported is not None
    assert report.draft.imported.minor == minor
    assert imported(text, minor=None).draft.checklist == minor


def test_a_submission_of_an_unknown_minor_is_imported() -> None:
    report = imported(answers("1.36"), minor="1.12", to="1.37")
    assert report.changes.changed == ()
    assert report.draft.responses["robust_controller"].carried is not None


def test_changed_words_are_named(program_dir: Path) -> None:
    program = official(program_dir)
    (change,) = compare_checklists(
        ["accelerator_metrics"], program.checklist("1.36"), program.checklist("1.37")
    ).changed
    assert (change.words, change.typo) == ((("them", "they"),), True)
    assert str(change) == 'only a typo was fixed: "them" became "they"'


@pytest.mark.parametrize(
    ("before", "now", "words", "typo"),
    [
        ("Nodes recieve pods.", "Nodes receive pods.", (("recieve", "receive"),), True),  # codespell:ignore
        ("It should scale.", "It must scale.", (("should", "must"),), False),
        ("It may scale.", "It can scale.", (("may", "can"),), False),
        ("At least 2 pods.", "At least 3 pods.", (("2", "3"),), False),
        ("Scale pods.", "Scale pods and nodes.", (("pods.", "pods and nodes."),), False),
        ("Scale the pods quickly.", "Scale pods quickly.", (("the", ""),), False),
        ("Same words.", "Same   words.", (), False),
        (None, "Words.", (), False),
    ],
)
def test_a_typo_is_distinguished_from_a_change(
    before: str | None, now: str | None, words: tuple[tuple[str, str], ...], typo: bool
) -> None:
    assert changed_words(before, now) == words
    assert Change("x", None, True, words).typo == typo
