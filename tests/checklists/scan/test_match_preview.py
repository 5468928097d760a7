"""Previews of decisions about a match: the line now and in the export, as the export writes it."""

import pytest

from checklists.model.draft import Draft, Response
from checklists.model.match_decisions import Decision, MatchDecisions
from checklists.scan.decide import decide
from checklists.scan.match_preview import LinePart, MatchPreviews
from checklists.scan.publication import PlacedMatch, Publication, prepare

TOKEN = "glpat-" + "a1B2c3D4" * 3
RUN = f"10.1.2.3 is not 10.1.2.4\n{TOKEN} from 10.1.2.4\n{'x ' * 100}10.1.2.9{' y' * 100}\nend"


def published(decisions: MatchDecisions | None = None) -> Publication:
    draft = Draft(name="N", checklist="1.36", responses={"gang_scheduling": Response(notes="Seen on 10.1.2.4.")})
    draft = draft if decisions is None else draft.with_match_decisions(decisions)
    return prepare(draft, ["gang_scheduling"], {"run.md": RUN.encode()})


def placed(publication: Publication, reference: str) -> PlacedMatch:
    return next(match for match in publication.matches if match.reference == reference)


def text(parts: tuple[LinePart, ...]) -> str:
    return "".join(f"<{part.text}>" if part.marked else part.text for part in parts)


@pytest.mark.parametrize(
    ("reference", "before", "after"),
    [
        ("run.md:1:1", "<10.1.2.3> is not 10.1.2.4", "<192.0.2.1> is not 10.1.2.4"),
        ("run.md:1:17", "10.1.2.3 is not <10.1.2.4>", "10.1.2.3 is not <192.0.2.1>"),
        ("run.md:2:1", "<[secret]> from 10.1.2.4", "<REDACTED> from 10.1.2.4"),
        ("run.md:2:37", "[secret] from <10.1.2.4>", "[secret] from <192.0.2.1>"),
        ("gang_scheduling.notes:1:9", "Seen on <10.1.2.4>.", "Seen on <192.0.2.1>."),
    ],
)
def test_a_match_is_shown_before_and_after(reference: str, before: str, after: str) -> None:
    publication = published()
    preview = MatchPreviews(publication.texts, publication.matches).preview(placed(publication, reference))
    assert (text(preview.before), text(preview.after)) == (before, after)


def test_the_preview_of_a_decision_is_what_the_export_writes() -> None:
    publication = published(MatchDecisions().with_kind("identifiers", Decision.REPLACE))
    previews = MatchPreviews(publication.texts, publication.matches)
    exported = publication.files["run.md"].decode().splitlines()
    for reference, line in (("run.md:1:17", exported[0]), ("run.md:2:37", exported[1].replace(TOKEN, "[secret]"))):
        assert text(previews.preview(placed(publication, reference)).after).replace("<", "").replace(">", "") == line


def test_a_long_line_is_cut_around_the_match() -> None:
    publication = published()
    preview = MatchPreviews(publication.texts, publication.matches).preview(placed(publication, "run.md:3:201"))
    assert text(preview.before).startswith("…x ") and text(preview.before).endswith(" y…")
    assert " <10.1.2.9> " in text(preview.before)


def test_equal_values_stay_equal_whatever_is_decided_first() -> None:
    publication = published()
    draft = decide(publication.draft, publication.matches, ["run.md:2:37"], Decision.REPLACE)
    assert draft.match_decisions is not None
    after = published(draft.match_decisions)
    replaced = [match.reference for match in after.matches if match.decision is Decision.REPLACE]
    assert replaced == ["gang_scheduling.notes:1:9", "run.md:1:17", "run.md:2:37"]
    assert after.files["run.md"].startswith(b"10.1.2.3 is not 192.0.2.1\n")
