"""Kept objects without what is the vendor's own: each text becomes what its declared kind says.

Objects are changed in place, right after they were decoded and before anybody else has them.
"""

import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, TypeVar, cast

import msgspec

from auto_detect.objects.core import Meta, Object
from auto_detect.privacy.pseudonyms import EACH_ONCE, Names
from auto_detect.text_kinds import SHARED, Kind

T = TypeVar("T", bound=Object)

_TEXT, _SLOT, _ENTRY, _EMPTY = 80, 8, 120, 64
"""Bytes of a short text, and of a place in a list, a dictionary's entry and an empty list or dictionary."""
_BRACES = 20
"""Bytes of an object in a file besides its texts."""
_Action = Callable[[Any], Any]
"""Gives what a value becomes; the value itself where nothing changes."""


class Undeclared(TypeError):
    """A field does not say what kind of text it holds."""


class Redactor:
    """Redacts objects of any declared type, and keeps equal parts once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._taken = 0
        self.spelled = 0
        """About how many bytes the objects take in a file, where equal parts are repeated."""
        self._actions: dict[tuple[Any, Kind | None], _Action | None] = {}

    @property
    def memory(self) -> int:
        """About how many bytes the objects take that passed so far; equal parts that are kept once count once."""
        return self._taken + self.names.memory

    def __call__(self, item: T) -> T:
        """The object, redacted."""
        action = self._action(type(item), None, type(item).__name__)
        return item if action is None else cast(T, action(item))

    def metadata(self, kept: type[Object], meta: Meta) -> Meta:
        """The metadata of an object of that type, redacted."""
        hint = typing.get_type_hints(kept, include_extras=True).get("metadata", Meta)
        kind = next((mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Kind)), None)
        action = self._action(Meta, kind, kept.__name__)
        return meta if action is None else cast(Meta, action(meta))

    def _action(self, hint: Any, kind: Kind | None, place: str) -> _Action | None:
        """What is to be done with values of a type; None where nothing ever is."""
        key = (hint, kind)
        if key not in self._actions:
            self._actions[key] = self._made(hint, kind, place)
        return self._actions[key]

    def _made(self, hint: Any, kind: Kind | None, place: str) -> _Action | None:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin is Annotated:
            return self._annotated(hint, kind, place)
        if origin in (typing.Union, types.UnionType):
            return self._one_of(inner, kind, place)
        if origin in (list, tuple):
            return self._each(self._action(inner[0], kind, place), origin)
        if origin is dict:
            return self._entries(*(self._action(side, kind, place) for side in inner))
        if hint is str:
            return self._text(kind, place)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self._struct(hint, kind)
        if hint in (int, float, bool, types.NoneType) or (isinstance(hint, type) and issubclass(hint, Enum)):
            return None
        raise Undeclared(f"{place}: nobody can tell what is in a {hint}")

    def _annotated(self, hint: Any, kind: Kind | None, place: str) -> _Action | None:
        said = next((mark for mark in hint.__metadata__ if isinstance(mark, Kind)), kind)
        action = self._action(hint.__origin__, said, place)
        return self._shared(action) if SHARED in hint.__metadata__ else action

    def _text(self, kind: Kind | None, place: str) -> _Action:
        if kind is None:
            raise Undeclared(f"{place}: say what kind of text it is (auto_detect.text_kinds)")
        call = self.names.call
        taken = _TEXT if kind in EACH_ONCE else 0

        def act(text: str) -> str:
            self._taken += taken
            called = call(kind, text)
            self.spelled += len(called)
            return called

        return act

    def _struct(self, hint: type[msgspec.Struct], kind: Kind | None) -> _Action | None:
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

        return act if fields else None

    def _one_of(self, options: tuple[Any, ...], kind: Kind | None, place: str) -> _Action | None:
        by_type: dict[Any, _Action] = {}
        for option in options:
            action = self._action(option, kind, place)
            if action is not None:
                bare = option.__origin__ if typing.get_origin(option) is Annotated else option
                by_type[typing.get_origin(bare) or bare] = action

        def act(value: Any) -> Any:
            action = by_type.get(type(value))
            return value if action is None else action(value)

        return act if by_type else None

    def _each(self, action: _Action | None, sequence: type[Any]) -> _Action | None:
        if action is None:
            return None

        def act(values: Any) -> Any:
            self._taken += _SLOT * len(values)
            return sequence(map(action, values)) if values else values

        return act

    def _entries(self, of_key: _Action | None, of_value: _Action | None) -> _Action | None:
        if of_key is None and of_value is None:
            return None
        key, value = of_key or _same, of_value or _same

        def act(entries: dict[Any, Any]) -> dict[Any, Any]:
            self._taken += _ENTRY * len(entries)
            return {key(k): value(v) for k, v in entries.items()} if entries else entries

        return act

    def _shared(self, action: _Action | None) -> _Action:
        kept: dict[bytes, Any] = {}
        change = action or _same

        def act(value: Any) -> Any:
            if value is None:
                return value
            spelled = msgspec.json.encode(value)
            self.spelled += len(spelled)
            found = kept.get(spelled)
            if found is not None:
                return found
            self._taken += _ENTRY + len(spelled)
            return kept.setdefault(spelled, change(value))

        return act


def _same(value: Any) -> Any:
    return value
