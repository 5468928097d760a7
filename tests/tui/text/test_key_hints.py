"""Hints name the keys that people have."""

import re
from collections.abc import Iterator
from pathlib import Path

import tui
from tui.app import WizardApp
from tui.screens.key_catalog import all_actions, normal_key
from tui.text.element_help import ELEMENTS
from tui.text.key_hints import key_of, use_keys, with_keys

PLACEHOLDER = re.compile(r"\{([^{}\s\"']+):([a-z_]+\.[a-z0-9_]+)\}")
CALL = re.compile(r"key_of\([\"']([a-z_]+\.[a-z_]+)[\"'], [\"']([^\"']+)[\"']\)")
WRITTEN = re.compile(r"[\"' (](?:f[0-9]{1,2}|ctrl\+[a-z]) [a-z]+")
"""A key in a text that does not follow the config file."""


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(Path(tui.__file__).parent.rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")


def test_hints_follow_the_config_file() -> None:
    hint = "{ctrl+t:wizard.accept} uses it, {esc:dialog.close} closes"
    assert with_keys(hint) == "ctrl+t uses it, esc closes"
    use_keys({"wizard.accept": "question_mark,f4", "dialog.close": "escape"})
    assert with_keys(hint) == "? uses it, esc closes"
    assert key_of("wizard.undo", "ctrl+z") == "ctrl+z"


def test_no_placeholder_is_left_in_the_help_of_an_element() -> None:
    for name, element in ELEMENTS.items():
        shown = with_keys(f"{element.title} {element.purpose} {element.example}")
        assert "{" not in shown, name


def test_every_hint_names_a_default_key_of_its_action() -> None:
    keys: dict[str, set[str]] = {}
    for action in all_actions(WizardApp):
        keys.setdefault(action.id, set()).update(action.keys)
    found = 0
    for name, text in sources():
        hints = [*PLACEHOLDER.findall(text), *((key, action) for action, key in CALL.findall(text))]
        for key, action in hints:
            if name != "key_hints.py":
                found += 1
                shown = {"esc": "escape"}.get(key, key)
                assert normal_key(shown) in keys.get(action, ()), f"{name}: {key} is not a key of {action}"
    assert found > 50


def test_no_hint_has_a_key_of_its_own() -> None:
    for name, text in sources():
        code = re.sub(r'"""(?s:.*?)"""', "", text)
        assert not WRITTEN.findall(code), f"{name}: {WRITTEN.findall(code)}"
