"""The config file: accepted entries, and that an error affects its entry only."""

from pathlib import Path

import pytest

from tui.app import WizardApp
from tui.screens.key_catalog import all_actions, normal_key, read_configured
from tui.state.machine.key_conflicts import BoundKeys, usable_keys
from tui.state.machine.settings import GlyphSet, Settings, read_settings


def read(tmp_path: Path, text: str | bytes) -> tuple[Settings, str]:
    file = tmp_path / "config.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_settings(file)
    return found.settings, " ".join(found.trouble or ())


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    found = read_settings(tmp_path / "config.toml")
    assert found.settings == Settings()
    assert found.trouble is None


def test_keys_are_found_quoted_or_nested(tmp_path: Path) -> None:
    settings, trouble = read(
        tmp_path, 'theme = "nord"\nglyphs = "ascii"\n[keys]\n"a.b" = "f5"\nwizard.next = "ctrl+n,]"\n'
    )
    assert settings == Settings("nord", GlyphSet.ASCII, {"a.b": "f5", "wizard.next": "ctrl+n,]"})
    assert trouble == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("theme = [", "not valid TOML (Invalid value (at end of document))"),
        (b"theme = '\xff'", "not UTF-8 text"),
        (b"#" * 100_001, "larger than"),
        ("theme = 5", "theme has to be a text"),
        ('glyphs = "runes"', "glyphs has to be auto, unicode, ascii"),
        ("keys = 5", "keys has to be a table"),
        ("[keys]\nx.y = 5", 'keys.x.y has to be a text like "ctrl+n"'),
        ('"co\\u202elor" = "x"', "color is not a setting"),
        ("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6", "6 settings are ignored"),
        ("keys = " + "{a = " * 5000, "not valid TOML"),
    ],
)
def test_an_error_is_reported_and_the_defaults_apply(tmp_path: Path, text: str | bytes, named: str) -> None:
    settings, trouble = read(tmp_path, text)
    assert named in trouble
    assert str(tmp_path) in trouble
    assert settings == Settings()


def test_an_error_affects_only_its_entry(tmp_path: Path) -> None:
    settings, trouble = read(tmp_path, 'theme = "nord"\nglyphs = 1\nshape = 2')
    assert settings.theme == "nord"
    assert trouble.startswith("2 settings are ignored: glyphs has to be")


ACTIONS = (
    BoundKeys("app.quit", ("ctrl+q",), "Quit"),
    BoundKeys("wizard.next", ("ctrl+n", "right_square_bracket"), "Next"),
    BoundKeys("wizard.back", ("ctrl+o",), "Back"),
    BoundKeys("home.new", ("n",), "New"),
    BoundKeys("evidence.copy", ("y",), "Copy"),
    BoundKeys("notes.editor", ("f12",), "Editor"),
    BoundKeys("rows.down", ("j",), "Down"),
    BoundKeys("dialog.close", ("escape",), "Close"),
)


@pytest.mark.parametrize(
    ("chosen", "usable", "fault"),
    [
        ({"wizard.next": "f5,?"}, {"wizard.next": "f5,question_mark"}, ""),
        ({"wizard.nxt": "f5"}, {}, "wizard.nxt is not an action"),
        ({"wizard.next": "ctl+n"}, {}, 'wizard.next: "ctl+n" is not a key'),
        ({"wizard.next": "ctrl+o"}, {}, "wizard.next: ctrl+o is already the key of wizard.back"),
        ({"wizard.next": "ctrl+o", "wizard.back": "ctrl+n"}, {"wizard.next": "ctrl+o", "wizard.back": "ctrl+n"}, ""),
        (
            {"wizard.next": "f5", "wizard.back": "f5"},
            {"wizard.next": "f5"},
            "wizard.back: f5 is already the key of wizard.next",
        ),
        ({"evidence.copy": "ctrl+n"}, {}, "evidence.copy: ctrl+n is already the key of wizard.next"),
        ({"evidence.copy": "f12"}, {"evidence.copy": "f12"}, ""),
        ({"home.new": "ctrl+n"}, {"home.new": "ctrl+n"}, ""),
        ({"home.new": "j"}, {}, "home.new: j is already the key of rows.down"),
        ({"home.new": "ctrl+q"}, {}, "home.new: ctrl+q is already the key of app.quit"),
        ({"dialog.close": "ctrl+n"}, {"dialog.close": "ctrl+n"}, ""),
        ({"evidence.copy": ","}, {"evidence.copy": "comma"}, ""),
    ],
)
def test_equal_keys_are_a_conflict(chosen: dict[str, str], usable: dict[str, str], fault: str) -> None:
    found, faults = usable_keys(chosen, ACTIONS, normal_key)
    assert found == usable
    assert "; ".join(faults) == fault


@pytest.mark.parametrize("order", [("wizard.back", "wizard.next"), ("wizard.next", "wizard.back")])
def test_an_action_whose_entry_is_ignored_keeps_its_default_key_for_itself(order: tuple[str, str]) -> None:
    chosen = {"wizard.back": "ctrl+q", "wizard.next": "ctrl+o"}
    found, faults = usable_keys({name: chosen[name] for name in order}, ACTIONS, normal_key)
    assert found == {}
    assert faults == (
        "wizard.back: ctrl+q is already the key of app.quit",
        "wizard.next: ctrl+o is already the key of wizard.back",
    )


def test_every_key_of_the_wizard_has_an_action_with_an_id_and_a_text(tmp_path: Path) -> None:
    actions = all_actions(WizardApp)
    assert not [action for action in actions if not (action.id and action.does)]
    assert not [key for action in actions for key in action.keys if normal_key(key) is None]
    file = tmp_path / "config.toml"
    file.write_text('theme = "neon"\n[keys]\n"wizard.next" = "alt+n"\n"wizard.left" = "f4"\n')
    found = read_configured(file, WizardApp)
    assert found.settings == Settings(keys={"wizard.next": "alt+n"})
    assert " ".join(found.faults) == "theme: unknown theme 'neon' wizard.left is not an action"
