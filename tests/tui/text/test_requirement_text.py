"""Sentences about a requirement: text, finding, status."""

from datetime import UTC, datetime

import msgspec
import pytest

from checklists.catalog.catalog import checklist
from checklists.model.checklist import Requirement, Status, TextTrust
from checklists.model.draft import Origin, Response
from checklists.model.finding import Finding, Outcome
from tui.text.requirement_text import (
    about_status,
    explanation,
    finding_text,
    first_sentence,
    not_applicable,
    text_source,
    unproven_clause,
)

NOW = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
LIST = checklist("1.37", None)


def requirement(id: str) -> Requirement:
    of = LIST.get(id)
    assert of is not None
    return of


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("cluster_autoscaling", "with a warning"),
        ("pod_autoscaling", "rejects N/A for this MUST, although"),
        ("gang_scheduling", "rejects N/A for this MUST."),
        ("gpu_sharing", "accepts N/A for a SHOULD"),
    ],
)
def test_verdict_on_not_applicable(id: str, says: str) -> None:
    assert says in not_applicable(requirement(id))
    assert about_status(requirement(id), Response(status=Status.NOT_APPLICABLE)) == not_applicable(requirement(id))


def test_a_condition_is_shown_until_answered() -> None:
    conditional = requirement("cluster_autoscaling")
    assert "starts with a condition" in about_status(conditional, Response())
    assert about_status(conditional, Response(status=Status.IMPLEMENTED)) == ""
    assert about_status(requirement("gang_scheduling"), Response()) == ""
    assert about_status(msgspec.structs.replace(conditional, guidance=None), Response()) == ""


@pytest.mark.parametrize("id", ["cluster_autoscaling", "pod_autoscaling", "gpu_sharing"])
def test_a_condition_is_mentioned_only_once(id: str) -> None:
    assert about_status(requirement(id), Response()).count("starts with a condition") == 1


def test_an_accepted_suggestion_shows_its_source() -> None:
    taken = Response(status=Status.IMPLEMENTED, origin=Origin.DETECTED)
    assert about_status(requirement("gang_scheduling"), taken) == "Accepted from the cluster's finding."
    assert about_status(requirement("gang_scheduling"), Response(origin=Origin.DETECTED)) == ""


@pytest.mark.parametrize(
    ("finding", "word", "where", "sentence"),
    [
        (Finding("x", Outcome.DETECTED, "It runs."), "Detected", "in edge-1, 4 minutes ago", "It runs."),
        (Finding("x", Outcome.PARTLY, "No route."), "Partly detected", "in edge-1, 4 minutes ago", "No route."),
        (
            Finding("x", Outcome.NOT_DETECTED, "Nothing is there."),
            "Not detected",
            "in edge-1, 4 minutes ago",
            "Nothing is there. The product may still meet the requirement.",
        ),
        (
            Finding("x", Outcome.NOT_DETECTED, "Nothing is there. Do users need this?"),
            "Not detected",
            "in edge-1, 4 minutes ago",
            "Nothing is there. The product may still meet the requirement. Do users need this?",
        ),
        (
            Finding("x", Outcome.COULD_NOT_CHECK, "?", reason="not allowed to list pods"),
            "Could not check",
            "in edge-1, 4 minutes ago",
            "Not allowed to list pods. This does not count against the product.",
        ),
        (
            Finding("x", Outcome.COULD_NOT_CHECK, "By hand.", reason="no detector yet"),
            "No detector yet",
            "",
            "By hand.",
        ),
    ],
)
def test_four_outcomes_are_four_different_sentences(finding: Finding, word: str, where: str, sentence: str) -> None:
    assert finding_text(finding, "edge-1", "2026-11-24T12:00:00Z", NOW) == (word, where)
    assert explanation(finding) == sentence


@pytest.mark.parametrize("taken_at", ["", "soon", "2026-11-24", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00"])
def test_an_unreadable_time_is_not_a_fault(taken_at: str) -> None:
    word, where = finding_text(Finding("x", Outcome.DETECTED, "It runs."), "", taken_at, NOW)
    assert word == "Detected"
    assert where.startswith("in the cluster, ")


def test_the_official_text_shows_its_source_or_how_to_get_it() -> None:
    absent = requirement("gang_scheduling")
    assert "`aiconform program sync` fetches it" in text_source(absent, LIST)
    here = msgspec.structs.replace(LIST, source="../clone/docs/AIConformance-1.37.yaml")
    known = msgspec.structs.replace(absent, description="Text.", trust=TextTrust.KNOWN)
    assert text_source(known, here) == "Published for 1.37; from ../clone/docs/AIConformance-1.37.yaml."
    assert "differs from the text published" in text_source(
        msgspec.structs.replace(known, trust=TextTrust.DIFFERENT), here
    )
    assert "too new for this version" in text_source(msgspec.structs.replace(known, trust=TextTrust.UNKNOWN), here)


def test_the_first_sentence_of_a_text() -> None:
    assert first_sentence("One. Two.") == "One."
    assert first_sentence("One with v1.2 in it") == "One with v1.2 in it"


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("That pods start: no pod was created.", "that pods start (no pod was created)."),
        (
            "That metrics arrive: no query was sent. It requires credentials.",
            "that metrics arrive: no query was sent. It requires credentials.",
        ),
        ("That utilization follows load.", "that utilization follows load."),
        ("Temperature: no series.", "Temperature: no series."),
    ],
)
def test_an_unproven_point_follows_a_colon(sentence: str, clause: str) -> None:
    assert unproven_clause(sentence) == clause
