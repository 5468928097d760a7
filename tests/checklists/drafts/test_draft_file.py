"""A draft as text that people can read and edit."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.drafts.draft_file import MIGRATIONS, SIZE_LIMIT, decode_draft, encode_draft
from checklists.errors import AiconformError, DamagedDraft, DraftError, NewerDraft
from checklists.model.checklist import Status
from checklists.model.draft import Carried, Draft, Healed, Imported, Origin, Response

NOW = datetime(2026, 9, 1, 12, 4, tzinfo=UTC)
HEAD = "schema: 1\nname: Nebula\nchecklist: 1.36\n"

texts = st.text(max_size=60) | st.text(alphabet=" \n\t:#-'\"|>{}[]&*!%@`~.?\r\x85\u2028\u00a0\ufeffyes0", max_size=40)
times = st.datetimes(
    min_value=datetime(1980, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.builds(timezone, st.builds(timedelta, minutes=st.integers(-840, 840))),
)
dates = st.none() | st.dates()
imports = st.builds(
    Imported,
    source=texts,
    minor=texts,
    merged=dates,
    healed=st.lists(st.builds(Healed, where=texts, was=texts, now=texts, why=texts), max_size=2),
)
responses = st.builds(
    Response,
    status=st.none() | st.sampled_from(Status),
    evidence=st.lists(texts, max_size=4),
    notes=texts,
    origin=st.sampled_from(Origin),
    carried=st.none() | st.builds(Carried, minor=texts, merged=dates, changed=texts),
)
drafts = st.builds(
    Draft,
    name=texts,
    checklist=st.from_regex(r"\A[0-9]{1,2}\.[0-9]{1,2}\Z"),
    folder=texts,
    created_at=times,
    updated_at=times,
    eligibility=st.dictionaries(texts, texts, max_size=3),
    metadata=st.dictionaries(texts, texts, max_size=3),
    responses=st.dictionaries(texts, responses, max_size=3),
    fields_to_confirm=st.lists(texts, max_size=2),
    submitted=dates,
    merged=dates,
    imported=st.none() | imports,
    remarks=st.lists(texts, max_size=2),
)


@given(drafts)
def test_a_written_draft_is_read_back(draft: Draft) -> None:
    assert decode_draft(encode_draft(draft)) == draft


@given(drafts)
def test_a_draft_whose_end_is_missing_is_noticed(draft: Draft) -> None:
    data = encode_draft(draft)
    for cut in range(1, len(data) - 3, max(1, len(data) // 15)):
        with pytest.raises(DamagedDraft):
            decode_draft(data[:cut])


@given(st.binary(max_size=200) | texts.map(lambda t: (HEAD + t + "\n...\n").encode("utf-8", "replace")))
def test_any_file_is_a_draft_or_has_an_error_message(data: bytes) -> None:
    try:
        decode_draft(data)
    except DraftError as error:
        assert error.message
        assert "\n" not in error.message


def test_the_file_is_readable() -> None:
    draft = Draft(
        name="Nebula 星雲",
        checklist="1.36",
        created_at=NOW,
        updated_at=NOW,
        metadata={"kubernetesVersion": "v1.36", "platformVersion": "1.10", "description": "fast: # and cheap"},
        responses={
            "gang_scheduling": Response(
                status=Status.IMPLEMENTED,
                evidence=("https://example.com/a#b", "gang.md"),
                notes="Kueue 0.13\n\n  two\n",
            ),
            "gpu_sharing": Response(),
        },
    )
    text = encode_draft(draft).decode()
    written_by = next(line for line in text.splitlines() if line.startswith("written_by: aiconform"))
    assert text.replace(written_by, "written_by: …") == (
        "# A draft of aiconform. Close it in aiconform before you edit it by hand; keep the last line.\n"
        "schema: 2\n"
        "written_by: …\n"
        "name: Nebula 星雲\n"
        "checklist: '1.36'\n"
        "created_at: '2026-09-01T12:04:00+00:00'\n"
        "updated_at: '2026-09-01T12:04:00+00:00'\n"
        "folder: ''\n"
        "eligibility: {}\n"
        "metadata:\n"
        "  kubernetesVersion: v1.36\n"
        "  platformVersion: '1.10'\n"
        "  description: 'fast: # and cheap'\n"
        "responses:\n"
        "  gang_scheduling:\n"
        "    status: Implemented\n"
        "    evidence:\n"
        "    - https://example.com/a#b\n"
        "    - gang.md\n"
        "    notes: |\n"
        "      Kueue 0.13\n"
        "\n"
        "        two\n"
        "    origin: typed\n"
        "  gpu_sharing:\n"
        "    status: ''\n"
        "    evidence: []\n"
        "    notes: ''\n"
        "    origin: typed\n"
        "...\n"
    )


def test_values_typed_by_hand_stay_what_was_typed() -> None:
    text = (
        HEAD
        + "metadata:\n  platformVersion: 1.10\n  a: yes\n  b: 2026-01-01\n  c: 0x1F\n  d: null\n  e: ~\n"
        + "responses:\n  x: {status: N/A, evidence: [1.0, on], notes: 010}\n...\n"
    )
    draft = decode_draft(text.encode())
    assert draft.metadata == {
        "platformVersion": "1.10",
        "a": "yes",
        "b": "2026-01-01",
        "c": "0x1F",
        "d": "null",
        "e": "~",
    }
    assert draft.responses["x"] == Response(status=Status.NOT_APPLICABLE, evidence=("1.0", "on"), notes="010")


def test_keys_without_a_value_count_as_absent() -> None:
    text = HEAD + "metadata:\neligibility:\nresponses:\n  x:\n  y:\n    status:\n    evidence:\n    notes:\n...\n"
    draft = decode_draft(text.encode())
    assert draft.responses == {"x": Response(), "y": Response()}


def test_byte_order_mark_and_crlf_are_read() -> None:
    draft = Draft(name="Nebula", checklist="1.36", responses={"x": Response(notes="a\nb")})
    assert decode_draft(b"\xef\xbb\xbf" + encode_draft(draft).replace(b"\n", b"\r\n")) == draft


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    draft = decode_draft((HEAD + "updated_at: 2026-09-01T12:04:00\n...\n").encode())
    assert draft.updated_at == NOW


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\0" * 300, "it is empty"),
        (b"# only a comment\n", "it is empty"),
        (b"hello", "line 1: it is not a mapping (`key: value` lines)"),
        (b"- a\n- b\n", "line 1: it is not a mapping (`key: value` lines)"),
        (b"name: x\n...\n", "it has no `schema: NUMBER`, so it is not a draft"),
        (b"schema: one\n...\n", "it has no `schema: NUMBER`, so it is not a draft"),
        (b"schema: 0\nname: x\nchecklist: 1.36\n...\n", "format 0 is unknown"),
        (b"schema: 1\nname: \xff\n...\n", "line 2: it is not UTF-8 text"),
        (b"schema: 1\nname: a\nname: b\n...\n", 'line 3: duplicate key "name"'),
        (b"schema: 1\nmetadata:\n  a: 1\n  a: 2\n...\n", 'line 4: duplicate key "a"'),
        (b"schema: 1\nname: &n x\nfolder: *n\n...\n", "line 3: a draft cannot contain aliases"),
        (b"schema: 1\n? [a]\n: b\n...\n", "line 2: a key must be a string"),
        (
            b"schema: 1\nname: x\nchecklist: 1.36\n",
            "it is truncated: the last line lacks the end marker `...`",
        ),
    ],
)
def test_damage_is_reported_with_its_line(content: bytes, reason: str) -> None:
    with pytest.raises(DamagedDraft) as caught:
        decode_draft(content)
    assert caught.value.message == reason


@pytest.mark.parametrize(
    "content",
    [
        b"schema: 1\nmetadata:\n\t- x\n...\n",
        b"schema: 1\nmetadata:\n  a: b\0c\n...\n",
        b"schema: 1\nname: x\na: " + b"[" * 5000 + b"\n...\n",
    ],
)
def test_invalid_yaml_is_reported_with_its_line(content: bytes) -> None:
    with pytest.raises(DamagedDraft, match=r"^line 3: ."):
        decode_draft(content)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("statuss: x\n", 'line 4: "statuss" is not a key of a draft'),  # codespell:ignore statuss
        ("responses:\n  x:\n    note: a\n", 'line 6: "responses.x.note" is not a key of a draft'),
        (
            "responses:\n  x:\n    status: implemented\n",
            'line 6: "responses.x.status" is "implemented"; it must be empty or one of Implemented, '
            "Not Implemented, Partially Implemented, N/A",
        ),
        ("responses:\n  x:\n    evidence: a\n", 'line 6: "responses.x.evidence" must be a list of strings'),
        (
            "responses:\n  x:\n    evidence:\n    - a\n    - {b: c}\n",
            'line 8: "responses.x.evidence.1" must be a string',
        ),
        ("responses:\n  x: y\n", 'line 5: "responses.x" must be `key: value` lines'),
        ("responses: [x]\n", 'line 4: "responses" must be `key: value` lines'),
        ("metadata:\n  a: [b]\n", 'line 5: "metadata.a" must be a string'),
        ("updated_at: 0001-01-01T00:00:00+23:00\n", "a time is out of range"),
    ],
)
def test_editing_mistakes_are_reported_with_their_place(lines: str, reason: str) -> None:
    with pytest.raises(DraftError) as caught:
        decode_draft((HEAD + lines + "...\n").encode())
    assert type(caught.value) is DraftError
    assert caught.value.message == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("schema: 1\nchecklist: 1.36\n...\n", '"name" is missing'),
        (
            "schema: 1\nname: x\nchecklist: next\n...\n",
            'line 3: "checklist" is "next"; it must be a Kubernetes minor such as 1.36',
        ),
    ],
)
def test_required_fields_of_a_draft(text: str, reason: str) -> None:
    with pytest.raises(DraftError) as caught:
        decode_draft(text.encode())
    assert caught.value.message == reason


@pytest.mark.parametrize(
    ("written_by", "who"),
    [("written_by: aiconform 9.1.0\n", "aiconform 9.1.0 wrote it"), ("", "A later aiconform wrote")],
)
def test_a_draft_of_a_newer_version_names_the_version(written_by: str, who: str) -> None:
    with pytest.raises(NewerDraft) as caught:
        decode_draft(f"schema: 7\n{written_by}something: [new]\n".encode())
    assert caught.value.message.startswith(who)
    assert "format 7" in caught.value.message
    assert caught.value.hint.startswith("Upgrade aiconform.")


def test_a_draft_of_an_earlier_format_is_migrated() -> None:
    def vendor_becomes_metadata(tree: dict[str, object]) -> dict[str, object]:
        return {"metadata": {"vendorName": tree["vendor"]}} | {k: v for k, v in tree.items() if k != "vendor"}

    old = b"schema: 0\nname: Nebula\nchecklist: 1.36\nvendor: Example Corp\n...\n"
    draft = decode_draft(old, {**MIGRATIONS, 0: vendor_becomes_metadata})
    assert (draft.schema_version, draft.name) == (2, "Nebula")
    assert draft.metadata == {"vendorName": "Example Corp"}
    assert decode_draft(encode_draft(draft)) == draft
    with pytest.raises(DamagedDraft, match="it does not match format 0"):
        decode_draft(b"schema: 0\nname: Nebula\n...\n", {0: vendor_becomes_metadata})


def test_a_draft_of_the_first_format_opens() -> None:
    text = HEAD + "responses:\n  x:\n    status: Implemented\n    evidence: []\n    notes: ''\n    origin: typed\n...\n"
    draft = decode_draft(text.encode())
    assert draft.responses == {"x": Response(status=Status.IMPLEMENTED)}
    assert (draft.to_confirm, draft.imported, draft.merged, draft.remarks) == ((), None, None, ())


def test_what_was_carried_over_is_readable() -> None:
    carried = Carried(minor="1.35", merged=date(2025, 11, 12))
    draft = Draft(
        name="Nebula",
        checklist="1.37",
        created_at=NOW,
        updated_at=NOW,
        metadata={"platformVersion": "4.1"},
        responses={"x": Response(status=Status.IMPLEMENTED, carried=carried)},
        fields_to_confirm=("platformVersion",),
        imported=Imported(source="v1.35/nebula/PRODUCT.yaml", minor="1.35"),
        remarks=("state: TBD",),
    )
    text = encode_draft(draft).decode()
    assert text.endswith(
        "    origin: typed\n"
        "    carried:\n"
        "      minor: '1.35'\n"
        "      merged: '2025-11-12'\n"
        "fields_to_confirm:\n"
        "- platformVersion\n"
        "remarks:\n"
        "- 'state: TBD'\n"
        "imported:\n"
        "  source: v1.35/nebula/PRODUCT.yaml\n"
        "  minor: '1.35'\n"
        "...\n"
    )
    assert decode_draft(text.encode()) == draft


def test_keys_without_a_value_count_as_absent_in_the_second_format() -> None:
    text = HEAD + "fields_to_confirm:\nmerged:\nimported:\nremarks:\nresponses:\n  x:\n    carried:\n...\n"
    assert decode_draft(text.encode()).responses == {"x": Response()}


def test_text_is_cleaned_when_written() -> None:
    uncleaned = Response().model_copy(update={"notes": "n\x07"})
    hostile = Draft(name="x", checklist="1.36").model_copy(
        update={"name": "a\x1b[31m\ud800b", "metadata": {"k\u202e": "v\x00"}, "responses": {"r": uncleaned}}
    )
    draft = decode_draft(encode_draft(hostile))
    assert (draft.name, draft.metadata, draft.responses) == ("ab", {"k": "v"}, {"r": Response(notes="n")})


def test_a_draft_above_the_size_limit_is_not_written() -> None:
    evidence = tuple(f"https://example.com/{n}/{'x' * 1900}" for n in range(SIZE_LIMIT // 1900))
    draft = Draft(name="x", checklist="1.36", responses={"r": Response(evidence=evidence)})
    with pytest.raises(AiconformError, match=r"^The draft is larger than 4 MiB\.$"):
        encode_draft(draft)


@pytest.mark.parametrize("metadata", [{"vendorName": "a" * 5000}, {"x" * 300: "y"}])
def test_long_lines_are_not_folded(metadata: Mapping[str, str]) -> None:
    draft = Draft(name="x", checklist="1.36", metadata=metadata)
    assert decode_draft(encode_draft(draft)) == draft
