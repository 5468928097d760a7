"""The config file and the stored state in the running wizard."""

from dataclasses import replace
from pathlib import Path

from tests.tui.wizard_driver import WIDE, footer_keys, opened, press, screen_text, settle, type_text, wizard
from tui.app import WizardApp
from tui.screens.key_catalog import read_configured
from tui.state.drafts_service import DraftsService


def configured(drafts_service: DraftsService, tmp_path: Path, text: str, *, draft: str = "") -> WizardApp:
    file = tmp_path / "config.toml"
    file.write_text(text)
    first = (lambda: drafts_service.open(draft)) if draft else None
    return WizardApp(drafts_service, first=first, config=read_configured(file, WizardApp))


async def test_keys_theme_and_glyphs_are_used_and_faults_are_named_once(
    drafts_service: DraftsService, named: str, tmp_path: Path
) -> None:
    keys = {"wizard.next": "alt+n", "wizard.leave": "f8", "wizard.problem": "ctrl+l", "dialog.close": "f4"}
    rows = "\n".join(f'"{action}" = "{key}"' for action, key in keys.items())
    text = f'theme = "nord"\nglyphs = "ascii"\n[keys]\n{rows}\n"wizard.far" = "f4"\n'
    app = configured(drafts_service, tmp_path, text, draft=named)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert app.theme == "nord"
        assert "1 setting is ignored: wizard.far is not an action." in screen_text(app)
        assert screen_text(app).isascii()
        await press(pilot, "ctrl+n")
        assert wizard(app).current == "platform", "the action has another key now"
        await press(pilot, "alt+n")
        assert wizard(app).current == "cluster"
        assert "Next" in footer_keys(app)
        await press(pilot, "question_mark")
        await type_text(pilot, "wizard.next")
        await press(pilot, "end")
        assert "alt+n" in screen_text(app)
        assert "f4 closes" in screen_text(app)
        await press(pilot, "f1")
        assert "Typed words filter the rows" in screen_text(app), "help of a dialog's element"
        await press(pilot, "f4", "f4")
        assert "f8 all drafts" in screen_text(app)
        assert "ctrl+l Problem" in screen_text(app)


async def test_a_broken_file_has_a_single_message(drafts_service: DraftsService, tmp_path: Path) -> None:
    app = configured(drafts_service, tmp_path, "theme = [")
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "The config file is not used: it is not valid TOML" in screen_text(app)
        assert "New self-assessment" in screen_text(app)


async def test_a_theme_of_the_palette_stays_until_the_config_file_changes(
    drafts_service: DraftsService, tmp_path: Path
) -> None:
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+p")
        await type_text(pilot, "theme")
        await press(pilot, "enter")
        await type_text(pilot, "dracula")
        await press(pilot, "enter")
        assert app.theme == "dracula"
    assert configured(drafts_service, tmp_path, "").theme == "dracula"
    assert configured(drafts_service, tmp_path, 'theme = "nord"').theme == "nord"
    drafts_service.memory.remember(lambda memory: replace(memory, theme=replace(memory.theme, value="gone")))
    assert configured(drafts_service, tmp_path, "").theme == "textual-dark"
    assert configured(drafts_service, tmp_path, 'theme = "nord"').theme == "nord"
