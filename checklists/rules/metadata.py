"""Rules for `metadata` fields: presence, type, placeholders, and the form of vendor name and base conformance URL."""

from collections.abc import Iterable

from checklists.go_yaml.scalars import ScalarKind
from checklists.model.base_certificate import certified, is_accepted, link_to
from checklists.model.metadata import MetadataField
from checklists.model.problem import Problem, Severity
from checklists.program.vendor import MEMBER_LIST, explain
from checklists.rules.context import FieldCase, quote_text, same_letters
from checklists.text import clean_line, trim

_READ_AS = {
    None: "a list or a map",
    ScalarKind.INTEGER: "a number",
    ScalarKind.FLOAT: "a number",
    ScalarKind.BOOLEAN: "a boolean",
    ScalarKind.TIME: "a date",
}


def missing(field: MetadataField, minor: str, written: Iterable[str], line: int | None) -> Problem:
    """Build the problem for a required field that is absent or null."""
    alike = next((key for key in written if same_letters(key, field.key) and key != field.key), None)
    hint = f"{field.purpose} Example: `{field.key}: {quote_text(field.example_in(minor))}`."
    if alike and alike != field.snake_key:
        hint = f"Rename `{clean_line(alike, limit=80)}`: the program reads `{field.key}`."
    return Problem(
        Severity.ERROR, "metadata-missing", field.key, f"metadata.{field.key}", f"`{field.key}` is missing.", hint, line
    )


def not_a_string(case: FieldCase) -> Problem | None:
    """Return `metadata-not-a-string`: an unquoted number, date or boolean is not a string in YAML."""
    kind = case.value.kind
    if kind is ScalarKind.STRING:
        return None
    text = case.value.text or case.field.example_in(case.minor)
    hint = f"Write text in double quotes: `{case.field.key}: {quote_text(text)}`."
    return case.error("metadata-not-a-string", f"`{case.field.key}` is {_READ_AS[kind]}, not text.", hint)


def empty(case: FieldCase) -> Problem | None:
    """Return `metadata-empty` for a required field with an empty string."""
    if case.value.kind is not ScalarKind.STRING or case.value.text or not case.field.required:
        return None
    hint = f"{case.field.purpose} Example: {case.field.example_in(case.minor)}"
    return case.error("metadata-empty", f"`{case.field.key}` is empty.", hint)


def placeholder(case: FieldCase) -> Problem | None:
    """Return `metadata-placeholder` for a value in the template's square brackets."""
    text = case.value.text
    if case.value.kind is not ScalarKind.STRING or not (text.startswith("[") and text.endswith("]")):
        return None
    hint = case.field.purpose if case.field.required else f'{case.field.purpose} Write `{case.field.key}: ""` for none.'
    return case.error("metadata-placeholder", f"`{case.field.key}` is still a placeholder: {quote_text(text)}.", hint)


def conformance_url(case: FieldCase) -> Problem | None:
    """Return `k8s-conformance-url-format` unless the value links a product folder of cncf/k8s-conformance."""
    text = case.value.text
    if case.field.key != "k8sConformanceUrl" or case.value.kind is not ScalarKind.STRING or not text:
        return None
    if placeholder(case) or is_accepted(text):
        return None
    message = f"`{case.field.key}` does not link a product folder in cncf/k8s-conformance: {quote_text(text)}."
    return case.error("k8s-conformance-url-format", message, _conformance_hint(text, case.minor))


def _conformance_hint(text: str, minor: str) -> str:
    known = certified(text)
    return f"Write {link_to(known[0], clean_line(known[1], limit=80)) if known else link_to(minor, '<product>')}"


def member(case: FieldCase) -> Problem | None:
    """Return `vendor-not-a-member` unless the name matches the member list exactly; None without a member list."""
    name = trim(case.value.text)
    if case.field.key != "vendorName" or case.value.kind is not ScalarKind.STRING or not name:
        return None
    miss = explain(name, case.members) if case.members is not None else None
    if miss is None:
        return None
    hint = f"Copy the exact name from {MEMBER_LIST}" if placeholder(case) else miss.why
    return case.error("vendor-not-a-member", f"{quote_text(name)} is not the name of a CNCF member.", hint)
