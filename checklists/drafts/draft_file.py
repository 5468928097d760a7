"""A draft's file: YAML that people can read, compare and edit."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from checklists.errors import DamagedDraft, DraftError, NewerDraft
from checklists.go_yaml.parser import MAX_BYTES
from checklists.go_yaml.text_tree import Place, TextTree, damaged, parse
from checklists.model.checklist import Status
from checklists.model.draft import SCHEMA_VERSION, Draft
from checklists.text import clean_line

Tree = dict[str, object]
Migrations = Mapping[int, Callable[[Tree], Tree]]
MIGRATIONS: Migrations = {
    1: lambda tree: tree,  # Format 2 only adds optional keys.
}
"""Migration from each format version to the next; versions start at 1."""


def migrate(tree: Tree, schema: int, migrations: Migrations = MIGRATIONS) -> Tree:
    """Migrate a draft's tree to the current format.

    Raises:
        DamagedDraft: The version is unknown, or the content does not match it.
    """
    for number in range(schema, SCHEMA_VERSION):
        step = migrations.get(number)
        if step is None:
            raise DamagedDraft(f"format {number} is unknown")
        try:
            tree = step(tree)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DamagedDraft(f"it does not match format {number}: {error}") from error
    return {**tree, "schema": str(SCHEMA_VERSION)}


SIZE_LIMIT = MAX_BYTES
"""Bytes; many times the size of a complete draft."""

_SELDOM = ("fields_to_confirm", "submitted", "merged", "imported", "remarks", "match_decisions", "configuration")
_MAY_BE_BLANK = ("eligibility", "metadata", "responses", *_SELDOM)
_HEADER = "# A draft of aiconform. Close it in aiconform before you edit it by hand; keep the last line.\n"
_BASE = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc, valid-type]
    """YAML dumper that writes multi-line strings as literal blocks."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


def encode_draft(draft: Draft) -> bytes:
    """Encode a draft; the end marker reveals a truncated file.

    Raises:
        DraftError: The draft exceeds `SIZE_LIMIT`.
    """
    draft = Draft.model_validate(draft.model_dump(by_alias=True))
    value = draft.model_dump(mode="json", by_alias=True, exclude={"schema_version", "created_at", "updated_at"})
    for requirement, response in value["responses"].items():
        response["status"] = response["status"] or ""
        _put_if_there(response, "carried", draft.responses[requirement].carried)
    _put_if_there(value, "imported", draft.imported)
    _put_if_there(value, "match_decisions", draft.match_decisions)
    _put_if_there(value, "configuration", draft.configuration)
    value = {key: held for key, held in value.items() if held or key not in _SELDOM}
    head = {"schema": SCHEMA_VERSION, "written_by": _program()}
    times = {"created_at": utc_text(draft.created_at), "updated_at": utc_text(draft.updated_at)}
    ordered = {**head, "name": value.pop("name"), "checklist": value.pop("checklist"), **times, **value}
    text = yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20, explicit_end=True)
    data = (_HEADER + text).encode()
    if len(data) > SIZE_LIMIT:
        raise DraftError(
            f"The draft is larger than {SIZE_LIMIT // 2**20} MiB.",
            "Move long notes into evidence files.",
        )
    return data


def _put_if_there(value: dict[str, Any], key: str, model: BaseModel | None) -> None:
    """Write an optional model only if it is set, without its defaults."""
    del value[key]
    if model is not None:
        value[key] = model.model_dump(mode="json", exclude_defaults=True)


def decode_draft(data: bytes, migrations: Migrations = MIGRATIONS) -> Draft:
    """Decode a draft's file.

    Raises:
        DamagedDraft: The file is not a draft, or is truncated.
        NewerDraft: A later version of aiconform wrote the file.
        DraftError: A value is invalid, for example after editing by hand. Messages start with the line, if known.
    """
    tree = _tree(data)
    schema = tree.value.get("schema")
    if not isinstance(schema, str) or not re.fullmatch("[0-9]{1,6}", schema):
        raise DamagedDraft("it has no `schema: NUMBER`, so it is not a draft")
    if int(schema) > SCHEMA_VERSION:
        raise NewerDraft(
            f"{_writer(tree)} wrote it in format {int(schema)}; this is {_program()}, which reads formats up to "
            f"{SCHEMA_VERSION}.",
            "Upgrade aiconform. The draft was left as it is.",
        )
    if not data.rstrip().endswith(b"\n..."):
        raise DamagedDraft("it is truncated: the last line lacks the end marker `...`")
    value = migrate({k: v for k, v in tree.value.items() if k != "written_by"}, int(schema), migrations)
    try:
        draft = Draft.model_validate(_without_blanks(value))
        times = {"created_at": _aware(draft.created_at), "updated_at": _aware(draft.updated_at)}
    except ValidationError as error:
        raise DraftError(_sentence(error.errors(include_url=False)[0], tree)) from error
    except OverflowError as error:
        raise DraftError("a time is out of range") from error
    return draft.model_copy(update=times)


def _tree(data: bytes) -> TextTree:
    if not data.strip(b"\0 \r\n\t"):
        raise DamagedDraft("it is empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise damaged(data.count(b"\n", 0, error.start) + 1, "it is not UTF-8 text") from error
    return parse(text)


def _without_blanks(tree: Mapping[str, object]) -> dict[str, object]:
    """Remove keys without a value: `evidence:` means the same as a missing key."""
    kept = {k: v for k, v in tree.items() if v != "" or k not in _MAY_BE_BLANK}
    responses = kept.get("responses")
    if isinstance(responses, dict):
        kept["responses"] = {
            requirement: {k: v for k, v in response.items() if v != ""}
            if isinstance(response, dict)
            else response or {}
            for requirement, response in responses.items()
        }
    return kept


def _sentence(error: ErrorDetails, tree: TextTree) -> str:
    """Describe a validation error and its place; values are shortened to one line."""
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    where = clean_line(".".join(map(str, place)), limit=200)
    what = f'"{where}"'
    value = error["input"]
    if isinstance(value, str) and error["type"] not in ("extra_forbidden", "missing"):
        what = f'"{where}" is "{clean_line(value, limit=80)}"'
    match error["type"]:
        case "extra_forbidden":
            text = f"{what} is not a key of a draft"
        case "missing":
            text = f"{what} is missing"
        case "enum" if place[-1] == "status":
            text = f"{what}; it must be empty or one of {', '.join(Status)}"
        case "string_pattern_mismatch":
            text = f"{what}; it must be a Kubernetes minor such as 1.36"
        case "string_type" | "tuple_type" | "dict_type" | "mapping_type" | "model_type" | "model_attributes_type":
            shapes = {"string_type": "a string", "tuple_type": "a list of strings"}
            text = f'"{where}" must be {shapes.get(error["type"], "`key: value` lines")}'
        case _:
            text = f"{what}: {clean_line(error['msg'], limit=200)}"
    line = tree.line(place)
    return f"line {line}: {text}" if line else text


def _writer(tree: TextTree) -> str:
    written_by = tree.value.get("written_by")
    return clean_line(written_by, limit=80) if isinstance(written_by, str) and written_by else "A later aiconform"


def _program() -> str:
    try:
        return f"aiconform {version('aiconform')}"
    except PackageNotFoundError:
        return "aiconform"


def _aware(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def utc_text(time: datetime) -> str:
    """Return a time as drafts have it."""
    return _aware(time).isoformat()
