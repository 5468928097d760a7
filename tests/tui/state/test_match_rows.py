"""Rows of secrets and identifiers: by kind and value, with the effective decision."""

from checklists.model.draft import Draft, Response
from checklists.model.match_decisions import Decision, MatchDecisions
from checklists.scan.publication import prepare
from tui.state.match_rows import match_rows

TOKEN = "glpat-" + "a1B2c3D4" * 3
RUN = f"10.1.2.3 and 10.1.2.4\n10.1.2.3 with {TOKEN}\njane@acme-corp.com".encode()


def rows(decisions: MatchDecisions | None = None) -> list[tuple[str, str, int, Decision | None]]:
    draft = Draft(name="N", checklist="1.36", responses={"gang_scheduling": Response()})
    draft = draft if decisions is None else draft.with_match_decisions(decisions)
    matches = prepare(draft, ["gang_scheduling"], {"run.md": RUN}).matches
    return [(row.name, row.title, row.places, row.decision) for row in match_rows(matches, decisions)]


def test_secrets_come_first_and_identifiers_by_kind_and_value() -> None:
    assert rows() == [
        ("run.md:2:15", "GitLab token", 1, None),
        ("identifiers", "All identifiers", 4, None),
        ("ipv4", "Kind: IP address", 3, None),
        ("run.md:1:1", "IP address", 2, None),
        ("run.md:1:14", "IP address", 1, None),
        ("email", "Kind: email address", 1, None),
        ("run.md:3:1", "email address", 1, None),
    ]


def test_a_kind_decides_about_its_values_and_never_about_secrets() -> None:
    decisions = MatchDecisions().with_kind("identifiers", Decision.REPLACE).with_kind("ipv4", Decision.ALLOW)
    assert [decision for *_, decision in rows(decisions)] == [
        None,
        Decision.REPLACE,
        Decision.ALLOW,
        Decision.ALLOW,
        Decision.ALLOW,
        Decision.REPLACE,
        Decision.REPLACE,
    ]
