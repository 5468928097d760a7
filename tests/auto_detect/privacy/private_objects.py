"""Objects of every declared type with private text in every string, as an API server returns them."""

import functools
import types
import typing
from typing import Annotated, Any

import msgspec

from auto_detect.objects.core import Meta
from auto_detect.text_kinds import TextKind

OWN = "bigbank"
"""Part of every name that the vendor chose."""
NAMES = {
    TextKind.NODE: f"{OWN}-node-7",
    TextKind.POD: f"{OWN}-train-0",
    TextKind.NAMESPACE: f"{OWN}-prod",
    TextKind.POOL: f"{OWN}-fabric",
    TextKind.HOST: f"node-7.{OWN}.example",
    TextKind.CONTEXT: f"node-7.{OWN}.example",
    TextKind.NAME: f"api.{OWN}.example",
}
FREE = "a free text about the host corp of jane doe"
IDENTIFYING = (
    "10.66.77.88",
    "ip-10-66-77-88.eu-west-1.compute.internal",
    "fd00:10:66::77:88",
    "02:42:0a:66:77:88",
    "0000:3b:00.0",
    "GPU-6f1c2d3e-1111-4222-8333-944445555666",
    "6f1c2d3e11114222833394444555566a",
    "arn:aws:eks:eu-west-1:123456789012:cluster/x",
    "123456789012",
    "i-0abc1234def567890",
    "https://registry-internal/v2",
    "jane.doe@corp.example",
    "gke_corp-project_europe-west1_x",
    "projects/corp-project/zones/x",
    "registry.corp.example:5000/x",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0",
    "AKIAIOSFODNN7EXAMPLE",
    FREE,
)
MARKS = (
    *("66.77", "66-77", "66:77", "66::77", "3b:00", "6f1c2d3e", "123456789012", "0abc1234", "registry-internal"),
    *("jane", "corp", "eyjhbgci", "akiaiosf", "secret-7f3a"),
)
"""Parts of all private texts, including those in undeclared fields."""
_KEYS = ("nvidia.com/gpu", "app", "type", "metadata.name", "query")
"""Map keys that are stored."""


def planted(hint: Any, text: str, *, option: int = 0, kind: TextKind | None = None, nested: int = 0) -> Any:
    """Build a JSON value of a type: vendor names in name fields, `text` in all other strings.

    Args:
        hint: the type.
        text: what to plant.
        option: which of several allowed types to take.
        kind: what the text is declared to be.
        nested: how deep it is already.
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        said = next((mark for mark in hint.__metadata__ if isinstance(mark, TextKind)), kind)
        return planted(hint.__origin__, text, option=option, kind=said, nested=nested)
    if origin in (typing.Union, types.UnionType):
        options = [one for one in inner if one is not types.NoneType]
        return planted(options[option % len(options)], text, option=option, kind=kind, nested=nested)
    if origin in (list, tuple):
        return [planted(inner[0], text, option=option, kind=kind, nested=nested)]
    if origin is dict:
        value = planted(inner[1], text, option=option, kind=kind, nested=nested)
        return dict.fromkeys((*_KEYS, text), value)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(hint, text, option, kind, nested)
    plain: dict[Any, Any] = {int: 1, float: 1.0, bool: True, object: text}
    return plain[hint] if hint is not str else _text(text, kind)


def _text(text: str, kind: TextKind | None) -> str:
    """Return the text unless its kind permits it: a quantity may be any number, a phrase any product name."""
    if not text:
        return NAMES.get(kind, "") if kind is not None else ""
    if (kind is TextKind.QUANTITY and text.isdigit()) or (kind is TextKind.PHRASE and text == FREE):
        return ""
    return text


def _struct(hint: type[msgspec.Struct], text: str, option: int, kind: TextKind | None, nested: int) -> dict[str, Any]:
    hints = _hints(hint)
    found: dict[str, Any] = {"nobodyDeclared": {"password": "secret-7f3a"}}
    for name, spelled in zip(hint.__struct_fields__, hint.__struct_encode_fields__, strict=True):
        own = Annotated[str, kind] if kind and name == "name" and issubclass(hint, Meta) else hints[name]
        found[spelled] = planted(own, text, option=option, nested=nested + 1)
    return found


@functools.cache
def _hints(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the types of a struct's fields; to resolve them takes longer than all else here."""
    return typing.get_type_hints(struct, include_extras=True)
