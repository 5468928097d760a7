"""All actions of the wizard with their default keys, and the check of the config file against them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key, key_to_character
from textual.theme import BUILTIN_THEMES

from tui.state.machine.settings import SettingsRead, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import App

    from tui.state.machine.key_conflicts import BoundKeys

_PACKAGES = ("tui.widgets", "tui.panes", "tui.screens")
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "meta", "hyper"})
_NAMES = frozenset(key.value.rpartition("+")[2] for key in Keys).union(KEY_NAME_REPLACEMENTS.values())


def read_configured(path: Path, app: type[App[None]]) -> SettingsRead:
    """Read the config file, and drop unknown themes, actions and keys."""
    read = read_settings(path)
    settings, faults = read.settings, list(read.faults)
    if settings.theme and settings.theme not in BUILTIN_THEMES:
        faults.append(f"theme: unknown theme {settings.theme[:40]!r}")
        settings = replace(settings, theme="")
    if settings.keys:
        from tui.state.machine.key_conflicts import usable_keys

        keys, wrong = usable_keys(settings.keys, all_actions(app), normal_key)
        settings, faults = replace(settings, keys=keys), [*faults, *wrong]
    return replace(read, settings=settings, faults=tuple(faults))


def all_actions(app: type[App[None]]) -> tuple[BoundKeys, ...]:
    """Return every action that has a key, of the app, its screens, pages and widgets.

    Loads all modules of the wizard, which takes a few tenths of a second.
    """
    import importlib
    import pkgutil

    from tui.state.machine.key_conflicts import BoundKeys

    for package in _PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    found: dict[BoundKeys, None] = {}
    for kind in (*app.__mro__, *_subclasses(DOMNode)):
        for binding in kind.__dict__.get("BINDINGS", ()) if kind.__module__.startswith("tui.") else ():
            if isinstance(binding, Binding):
                keys = tuple(normal_key(key.strip()) or key.strip() for key in binding.key.split(","))
                found[BoundKeys(binding.id or "", keys, binding.tooltip or binding.description)] = None
    return tuple(found)


def _subclasses(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def normal_key(key: str) -> str | None:
    """Return the canonical name of a key, `question_mark` for `?`; None for an unknown key."""
    if len(key) == 1:
        return _character_to_key(key) if key.isprintable() and not key.isspace() else None
    *modifiers, name = key.casefold().split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return None
    if len(name) != 1 and name not in _NAMES and key_to_character(name) is None:
        return None
    return "+".join([*modifiers, name])
