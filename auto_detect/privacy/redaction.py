"""Redaction of kept objects: each text is kept or replaced according to its declared kind.

Freshly decoded objects are changed in place; objects that are already in use are copied.
"""

import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, TypeVar, cast

import msgspec

from auto_detect.objects.core import Meta, Object
from auto_detect.privacy.pseudonyms import EACH_ONCE, Pseudonyms
from auto_detect.text_kinds import SHARED, TextKind

T = TypeVar("T", bound=Object)

_TEXT, _SLOT, _ENTRY, _EMPTY = 80, 8, 120, 64
"""Estimated bytes of a short text, a list slot, a dictionary entry, and an empty list or dictionary."""
_BRACES = 20
"""Estimated bytes of an object in a file in addition to its texts."""
_Action = Callable[[Any], Any]
"""Redaction of a value; returns the value itself if nothing changes."""


class UndeclaredTextKind(TypeError):
    """Text field without a declared kind."""


class Redactor:
    """Redactor of objects of any declared type; stores equal parts once."""

    def __init__(self, names: Pseudonyms, *, in_place: bool = True) -> None:
        """Start without any redacted object; with `in_place` false, return copies and leave objects unchanged."""
        self.names = names
        self._in_place = in_place
        self._taken = 0
        self.spelled = 0
        """Estimated bytes of the objects in a file, which repeats equal parts."""
        self._actions: dict[tuple[Any, TextKind | None], _Action | None] = {}

    @property
    def memory(self) -> int:
        """Estimated bytes of all redacted objects in memory; shared parts count once."""
        return self._taken + self.names.memory

    def __call__(self, item: T) -> T:
        """Redact an object."""
        action = self._action(type(item), None, type(item).__name__)
        return item if action is None else cast(T, action(item))

    def metadata(self, object_type: type[Object], meta: Meta) -> Meta:
        """Redact the metadata of an object of that type."""
        hint = typing.get_type_hints(object_type, include_extras=True).get("metadata", Meta)
        kind = next((mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, TextKind)), None)
        action = self._action(Meta, kind, object_type.__name__)
        return meta if action is None else cast(Meta, action(meta))

    def _action(self, hint: Any, kind: TextKind | None, location: str) -> _Action | None:
        """Return the redaction for values of a type; None if they never change."""
        key = (hint, kind)
        if key not in self._actions:
            self._actions[key] = self._build_action(hint, kind, location)
        return self._actions[key]

    def _build_action(self, hint: Any, kind: TextKind | None, location: str) -> _Action | None:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin is Annotated:
            return self._annotated_action(hint, kind, location)
        if origin in (typing.Union, types.UnionType):
            return self._union_action(inner, kind, location)
        if origin in (list, tuple):
            return self._sequence_action(self._action(inner[0], kind, location), origin)
        if origin is dict:
            return self._mapping_action(*(self._action(side, kind, location) for side in inner))
        if hint is str:
            return self._text_action(kind, location)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self._struct_action(hint, kind)
        if hint in (int, float, bool, types.NoneType) or (isinstance(hint, type) and issubclass(hint, Enum)):
            return None
        raise UndeclaredTextKind(f"{location}: no redaction is defined for {hint}")

    def _annotated_action(self, hint: Any, kind: TextKind | None, location: str) -> _Action | None:
        declared_kind = next((mark for mark in hint.__metadata__ if isinstance(mark, TextKind)), kind)
        action = self._action(hint.__origin__, declared_kind, location)
        return self._shared_action(action) if SHARED in hint.__metadata__ else action

    def _text_action(self, kind: TextKind | None, location: str) -> _Action:
        if kind is None:
            raise UndeclaredTextKind(f"{location}: declare a kind of text (auto_detect.text_kinds)")
        call = self.names.name_for
        taken = _TEXT if kind in EACH_ONCE else 0

        def act(text: str) -> str:
            self._taken += taken
            called = call(kind, text)
            self.spelled += len(called)
            return called

        return act

    def _struct_action(self, hint: type[msgspec.Struct], kind: TextKind | None) -> _Action | None:
        fields: list[tuple[str, _Action]] = []
        for name, declared in typing.get_type_hints(hint, include_extras=True).items():
            own = Annotated[str, kind] if kind and name == "name" and issubclass(hint, Meta) else declared
            action = self._action(own, None, f"{hint.__name__}.{name}")
            if action is not None:
                fields.append((name, action))

        size = hint.__basicsize__ + _EMPTY * sum(
            field.default_factory in (list, dict) for field in msgspec.structs.fields(hint)
        )

        def act(item: Any) -> Any:
            self._taken += size
            self.spelled += _BRACES
            for name, action in fields:
                before = getattr(item, name)
                after = action(before)
                if after is not before:
                    msgspec.structs.force_setattr(item, name, after)
            return item

        def copy(item: Any) -> Any:
            self._taken += size
            values = ((name, getattr(item, name), action) for name, action in fields)
            changes = {name: after for name, before, action in values if (after := action(before)) is not before}
            return msgspec.structs.replace(item, **changes) if changes else item

        if not fields:
            return None
        return act if self._in_place else copy

    def _union_action(self, options: tuple[Any, ...], kind: TextKind | None, location: str) -> _Action | None:
        by_type: dict[Any, _Action] = {}
        for option in options:
            action = self._action(option, kind, location)
            if action is not None:
                bare = option.__origin__ if typing.get_origin(option) is Annotated else option
                by_type[typing.get_origin(bare) or bare] = action

        def act(value: Any) -> Any:
            action = by_type.get(type(value))
            return value if action is None else action(value)

        return act if by_type else None

    def _sequence_action(self, action: _Action | None, sequence: type[Any]) -> _Action | None:
        if action is None:
            return None

        def act(values: Any) -> Any:
            self._taken += _SLOT * len(values)
            return sequence(map(action, values)) if values else values

        return act

    def _mapping_action(self, of_key: _Action | None, of_value: _Action | None) -> _Action | None:
        if of_key is None and of_value is None:
            return None
        key, value = of_key or _unchanged, of_value or _unchanged

        def act(entries: dict[Any, Any]) -> dict[Any, Any]:
            self._taken += _ENTRY * len(entries)
            return {key(k): value(v) for k, v in entries.items()} if entries else entries

        return act

    def _shared_action(self, action: _Action | None) -> _Action:
        kept: dict[bytes, Any] = {}
        change = action or _unchanged

        def act(value: Any) -> Any:
            if value is None:
                return value
            encoded = msgspec.json.encode(value)
            self.spelled += len(encoded)
            found = kept.get(encoded)
            if found is not None:
                return found
            self._taken += _ENTRY + len(encoded)
            return kept.setdefault(encoded, change(value))

        return act


def _unchanged(value: Any) -> Any:
    return value
