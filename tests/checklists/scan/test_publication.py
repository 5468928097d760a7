"""What a submission publishes: matches by place, decisions about them, and pseudonyms that keep evidence readable."""

import re

import pytest

from checklists.errors import ScanError
from checklists.model.draft import Draft, Response
from checklists.model.match_decisions import Decision
from checklists.scan.decide import decide
from checklists.scan.publication import Publication, prepare

TOKEN = "glpat-" + "a1B2c3D4" * 3
GPU = "GPU-8f1b3c4d-1234-4f1e-9abc-12345678900{}"


def published(draft: Draft, **files: str) -> Publication:
    return prepare(draft, ["gang_scheduling"], {name.replace("_", "."): text.encode() for name, text in files.items()})


def made(notes: str = "", evidence: tuple[str, ...] = (), **metadata: str) -> Draft:
    answers = {"gang_scheduling": Response(notes=notes, evidence=evidence), "unknown": Response(notes=TOKEN)}
    return Draft(name="N", checklist="1.36", metadata=metadata, responses=answers)


def with_decision(draft: Draft, decision: Decision | None, *names: str, **files: str) -> Draft:
    return decide(draft, published(draft, **files).matches, names, decision)


def exported(text: str, *, draft: Draft | None = None) -> str:
    draft = with_decision(draft or made(), Decision.REPLACE, "identifiers")
    return published(draft, run_md=text).files["run.md"].decode()


@pytest.mark.parametrize(
    ("draft", "files", "references"),
    [
        (made(f"a\nb {TOKEN}"), {}, ["gang_scheduling.notes:2:3"]),
        (made(evidence=("a.md", f"https://x.example/?token={TOKEN}")), {}, ["gang_scheduling.evidence:2:26"]),
        (made(description=f"x {TOKEN}"), {}, ["metadata.description:1:3"]),
        (made(), {"run_md": f"x\n{TOKEN}"}, ["run.md:2:1"]),
        (made("x"), {"gang_scheduling_notes": TOKEN}, ["gang.scheduling.notes:1:1"]),
        (made("no secret"), {"run_md": "nothing"}, []),
    ],
)
def test_secrets_are_found_everywhere_and_block_until_they_are_decided(
    draft: Draft, files: dict[str, str], references: list[str]
) -> None:
    blocking = [match.reference for match in published(draft, **files).matches if match.blocks]
    assert blocking == references
    allowed = with_decision(draft, Decision.ALLOW, *references, **files)
    assert not any(match.blocks for match in published(allowed, **files).matches)
    assert TOKEN not in str(allowed.match_decisions)
    undecided = with_decision(allowed, None, *references, **files)
    assert [match.reference for match in published(undecided, **files).matches if match.blocks] == references


def test_a_file_that_is_named_like_a_field_does_not_hide_it() -> None:
    draft = made(TOKEN)
    found = prepare(draft, ["gang_scheduling"], {"gang_scheduling.notes": b"10.20.30.40"}).matches
    assert [match.reference for match in found] == ["gang_scheduling.notes:1:1", "./gang_scheduling.notes:1:1"]


def test_a_replaced_secret_is_redacted_in_the_copy_only() -> None:
    draft, files = made(f"use {TOKEN}"), {"run_md": f"use {TOKEN}"}
    replaced = published(with_decision(draft, Decision.REPLACE, "run.md:1", **files), **files)
    assert replaced.files["run.md"] == b"use REDACTED"
    assert replaced.draft.response("gang_scheduling").notes == "use REDACTED"
    assert draft.response("gang_scheduling").notes == f"use {TOKEN}"


def test_secrets_are_never_decided_by_kind() -> None:
    with pytest.raises(ScanError, match="neither the place of a match nor a kind"):
        with_decision(made(TOKEN), Decision.ALLOW, "gitlab-token")
    kinds = with_decision(made(TOKEN), Decision.ALLOW, "identifiers")
    assert any(match.blocks for match in published(kinds).matches)


@pytest.mark.parametrize("draft", [made(evidence=(f"https://x.example/?token={TOKEN}",)), made(description=TOKEN)])
def test_links_and_metadata_are_changed_by_a_person(draft: Draft) -> None:
    reference = published(draft).matches[0].reference
    with pytest.raises(ScanError, match="cannot be replaced"):
        with_decision(draft, Decision.REPLACE, reference)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("InternalIP: 10.1.2.3, 10.1.2.4, 10.1.2.3", "InternalIP: 192.0.2.1, 192.0.2.2, 192.0.2.1"),
        ("server: https://10.1.2.3:6443 at 10.1.2.3", "server: https://192.0.2.1:6443 at 192.0.2.1"),
        ("server: https://api.neb-cloud.io:6443", "server: https://api-1.example:6443"),
        (f"{GPU.format(1)} {GPU.format(2)} {GPU.format(1).lower()}", "gpu-A gpu-B gpu-A"),
        ("nodeName: gpu-abcd-17\nkube-proxy-gpu-abcd-17", "nodeName: node-1\nkube-proxy-node-1"),
        ("nodeName: gpu-abcd-17\nnode-1 is taken", "nodeName: node-2\nnode-1 is taken"),
        ("ada@gpu-abcd-17:~$ ls /home/ada", "user-1@node-1:~$ ls /home/user-1"),
        ("link/ether 0a:1b:2c:3d:4e:5f, aa-bb-cc-dd-ee-01", "link/ether 00:00:5e:00:53:01, 00-00-5e-00-53-02"),
        ("inet6 fd00:12ab:34cd::7/64", "inet6 2001:db8::1/64"),
        ("mail ada@acme-cloud.io", "mail person-1@example.com"),
        ("driver 570.86.10.1 of 4 GPUs, v1.35.2", "driver 570.86.10.1 of 4 GPUs, v1.35.2"),
        ("https://github.com/x/y/blob/main/10.1.2.3.md", "https://github.com/x/y/blob/main/10.1.2.3.md"),
    ],
)
def test_pseudonyms_keep_equal_values_equal_and_different_ones_different(text: str, expected: str) -> None:
    prompt = text.startswith("ada@")
    assert exported(text) == (expected.replace("node-1", "host-1") if prompt else expected)


def test_files_and_notes_share_their_pseudonyms() -> None:
    draft = with_decision(made("on gpu-abcd-17 at 10.1.2.3"), Decision.REPLACE, "node-name", "ipv4")
    replaced = published(draft, a_md="nodeName: gpu-abcd-17\n10.9.9.9", b_md="10.1.2.3 10.9.9.9")
    assert replaced.draft.response("gang_scheduling").notes == "on node-1 at 192.0.2.1"
    assert replaced.files == {"a.md": b"nodeName: node-1\n192.0.2.2", "b.md": b"192.0.2.1 192.0.2.2"}


def test_the_vendors_own_contact_and_names_stay() -> None:
    own = made(contactEmailAddress="Ops@nebula.io", platformName="gpu-abcd-17")
    text = "nodeName: gpu-abcd-17, ops@nebula.io, ada@nebula.io"
    assert exported(text, draft=own) == "nodeName: gpu-abcd-17, ops@nebula.io, person-1@example.com"


def test_one_match_can_differ_from_its_kind() -> None:
    files = {"run_md": "10.1.2.3 10.1.2.4"}
    draft = with_decision(made(), Decision.REPLACE, "ipv4")
    draft = with_decision(draft, Decision.ALLOW, "run.md:1:10", **files)
    assert published(draft, **files).files["run.md"] == b"192.0.2.1 10.1.2.4"


def test_what_was_replaced_is_not_found_again_and_line_ends_and_bytes_stay() -> None:
    text = "nodeName: gpu-abcd-17\r\nhttps://api.x.corp:6443 10.1.2.3\r\n\u00e9 ada@acme-cloud.io MIG-8f1b3c4d-1234\r\n"
    once = exported(text)
    assert re.findall(r"\r\n", once) == ["\r\n"] * 3
    assert prepare(made(), [], {"run.md": once.encode()}).matches == ()
    broken = b"\xff 10.1.2.3\n\xfe"
    draft = with_decision(made(), Decision.REPLACE, "identifiers")
    assert prepare(draft, [], {"a.log": broken}).files["a.log"] == b"\xff 192.0.2.1\n\xfe"
    assert prepare(draft, [], {"a.png": b"\x89PNG\0 10.1.2.3"}).files["a.png"] == b"\x89PNG\0 10.1.2.3"
