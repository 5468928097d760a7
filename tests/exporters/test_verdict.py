"""The verdict on a draft equals the verdict on the file that the export writes."""

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.advice.calendar import OLD_MINOR
from checklists.catalog.catalog import MINORS, checklist
from checklists.catalog.official_template import parse_template
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.metadata import FIELDS
from checklists.program.members import Members
from checklists.submission.submission import parse_submission
from checklists.validate import validate, validate_draft
from exporters.product_yaml.product import render_product
from tests.examples import examples, slow

MEMBERS = Members(frozenset({"Nebula Works", "yes"}), "the test", None)
VALUES = st.one_of(
    st.sampled_from(
        ["", "[x]", "1.0", "yes", "null", "~", "2026-01-01", "Nebula Works", "v1.36", "https://x.example/a"]
    ),
    st.text(max_size=20),
)
PATHS = st.sampled_from(
    ["proof.md", "./proof.md#a", "gone.md", "file://", "#x", "../x", "v1.35/other/x", "v1.36/nebula/proof.md", "runs"]
)
ANSWERS = st.builds(
    Response,
    status=st.none() | st.sampled_from(Status),
    evidence=st.lists(PATHS | VALUES, max_size=3).map(tuple),
    notes=st.sampled_from(["", " ", "\n", "why"]) | VALUES,
)


class Files:
    """A folder in which two paths exist."""

    def exists(self, relative: str) -> bool:
        return relative in ("proof.md", "runs")

    def path(self, relative: str) -> Path | None:
        return Path("/nowhere", relative) if self.exists(relative) else None


@lru_cache
def official(folder: Path, minor: str) -> Checklist:
    text = (folder / f"docs/AIConformance-{minor}.yaml").read_text(encoding="utf-8")
    return checklist(minor, parse_template(minor, text, "the test"))


@pytest.mark.parametrize("minor", [*map(slow, MINORS[:-1]), MINORS[-1]])
@pytest.mark.parametrize("with_text", [True, False])
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_verdicts_on_draft_and_file_agree(
    program_dir: Path, minor: str, with_text: bool, data: st.DataObject
) -> None:
    of = official(program_dir, minor) if with_text else checklist(minor, None)
    draft = Draft(
        name="Nebula",
        checklist=minor,
        metadata=data.draw(st.dictionaries(st.sampled_from([field.key for field in FIELDS]), VALUES)),
        responses=data.draw(st.dictionaries(st.sampled_from([r.id for r in of.requirements]), ANSWERS)),
        folder="nebula",
    )
    of_draft = validate_draft(draft, of, members=MEMBERS, files=Files())
    submission = parse_submission(render_product(of, draft))
    of_file = validate(submission, of, folder=f"{of.folder}/nebula", members=MEMBERS, files=Files())
    of_draft = tuple(p for p in of_draft if p.code != OLD_MINOR)  # A draft can still change its minor.
    assert [(p.severity, p.code, p.subject) for p in of_draft] == [(p.severity, p.code, p.subject) for p in of_file]
