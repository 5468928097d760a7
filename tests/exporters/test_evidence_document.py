"""Evidence documents: every observation, nothing else, and no broken Markdown."""

import shlex
from dataclasses import replace

import pytest

from checklists.model.checklist import Checklist, Requirement
from checklists.model.draft import Draft
from checklists.model.finding import Finding, Observation, Outcome, Source
from checklists.program.program_data import SearchPath, load_program_data
from exporters.evidence_document import ReadInfo, is_unedited, render

LOOK = ReadInfo("v1.37.2", "2026-11-24T12:00:00Z")
SEEN = Observation("Deployment", "kueue", "1 of 1 replica available.", "kueue-system", "/apis/apps/v1/deployments")
LEFT = Observation("ClusterQueue", "old", "Not active; not counted.", doubtful=True)
FINDING = Finding(
    "gang_scheduling",
    Outcome.PARTLY,
    "Kueue: no LocalQueue.",
    (SEEN, LEFT),
    ("That pods wait for each other.",),
    sources=(
        Source("/apis/apps/v1/deployments", "1 object", queried=True),
        Source("/apis/grove.io/v1alpha1/podcliquesets", "not served", read=False),
    ),
)


@pytest.fixture(scope="module")
def checklist(tmp_path_factory: pytest.TempPathFactory) -> Checklist:
    return load_program_data(SearchPath(None, (), tmp_path_factory.mktemp("cache"), None)).checklist("1.37")


@pytest.fixture
def requirement(checklist: Checklist) -> Requirement:
    found = checklist.get("gang_scheduling")
    assert found is not None
    return found


@pytest.fixture
def draft() -> Draft:
    return Draft(name="n", checklist="1.37", metadata={"platformName": "Nebula", "platformVersion": "4.2"})


def test_a_document_has_observations_places_and_open_points(requirement: Requirement, draft: Draft) -> None:
    text = render(requirement, FINDING, LOOK, draft)
    for expected in (
        "| Kubernetes server | v1.37.2 |",
        "| Read at | 2026-11-24T12:00:00Z |",
        "Partly detected",
        "| Deployment | kueue-system/kueue | 1 of 1 replica available. |",
        "kubectl get deployments.v1.apps -A",
        "| `GET /apis/apps/v1/deployments` | 1 object; selected objects only |",
        "| `GET /apis/grove.io/v1alpha1/podcliquesets` | not served |",
        "- That pods wait for each other.",
        "go test -v ./test -run '^TestGangScheduling$'",
    ):
        assert expected in text
    seen, left = text.split("## Observed but not counted")
    assert "kueue-system/kueue" in seen and "old" not in seen
    assert "old" in left


def test_the_same_snapshot_gives_the_same_bytes(requirement: Requirement, draft: Draft) -> None:
    assert render(requirement, FINDING, LOOK, draft) == render(requirement, FINDING, LOOK, draft)


def test_flags_that_fit_the_cluster_follow_the_test(requirement: Requirement, draft: Draft) -> None:
    flags = ("-gang-job-labels=kueue.x-k8s.io/queue-name=team",)
    assert f"'^TestGangScheduling$' {flags[0]}" in render(requirement, FINDING, LOOK, draft, test_flags=flags)


@pytest.mark.parametrize("outcome", [Outcome.DETECTED, Outcome.PARTLY, Outcome.NOT_DETECTED])
def test_no_outcome_claims_a_status(outcome: Outcome, requirement: Requirement, draft: Draft) -> None:
    text = render(requirement, replace(FINDING, outcome=outcome, observations=()), LOOK, draft)
    assert "Implemented" not in text and "## Observed" not in text


def test_hostile_names_render_literally(requirement: Requirement, draft: Draft) -> None:
    bad = "x | y `code` <img src=x> ```\n# head @team \u202e[a](b)"
    finding = replace(
        FINDING,
        summary=bad,
        observations=(replace(SEEN, name=bad, detail=bad, path=f"/api/v1/namespaces/{bad}/pods"),),
        unproven=(bad,),
    )
    text = render(requirement, finding, LOOK, draft)
    outside = "".join(text.split("```")[::2])
    assert "<img" not in outside.replace("\\<img", "")
    assert "\n# head" not in text and "\u202e" not in text
    row = next(line for line in text.splitlines() if line.startswith("| Deployment"))
    assert row.replace("\\|", "").count("|") == 4
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("name", ["a`;id;`b", "a';id;'b", "a;id", "a$(id)", "a\x1b]';id;'\x07b", "a\n;id"])
def test_copied_commands_run_nothing_else(name: str, requirement: Requirement, draft: Draft) -> None:
    finding = replace(FINDING, observations=(replace(SEEN, path=f"/api/v1/namespaces/x/pods/{name}"),))
    text = render(requirement, finding, LOOK, draft, test_flags=(f"-x={name}", f"-y={name}"))
    commands = [line for line in text.splitlines() if line.startswith(("kubectl ", "go test "))]
    assert len(commands) == 2
    for line in commands:
        words = shlex.shlex(line, posix=True, punctuation_chars=True)
        words.commenters = ""
        assert "id" not in list(words)


def test_an_edited_document_is_distinguished_from_a_generated_one(requirement: Requirement, draft: Draft) -> None:
    data = render(requirement, FINDING, LOOK, draft).encode()
    assert is_unedited(data)
    for edited in (
        data.replace(b"Kueue", b"Volcano"),
        data + b"more\n",
        data[:-5],
        b"",
        b"\xff",
        data.replace(b"<!--", b""),
    ):
        assert not is_unedited(edited)
