"""The command that opens the wizard: when it refuses to start, and which modules it loads."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tui.cli import main, parser, wizard_args


@pytest.mark.parametrize("arguments", [[], ["demo"], ["--draft", "x"]])
def test_without_a_terminal_it_names_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 3
    said = capsys.readouterr().err
    assert "needs a terminal" in said
    assert "detect, validate, drafts and export" in said


@pytest.mark.process
def test_the_start_page_loads_nothing_heavy() -> None:
    heavy = ["kubernetes", "httpx", "cryptography", "jinja2", "pydantic", "rapidfuzz", "yaml"]
    heavy += ["msgspec", "tomllib", "hashlib", "checklists.drafts.obstacle"]
    code = f"import sys, tui.app, tui.state.drafts_service; print([m for m in {heavy!r} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.process
def test_a_draft_loads_nothing_for_clusters_and_exports_until_it_needs_it() -> None:
    late = ["auto_detect.detectors", "auto_detect.privacy", "jinja2", "exporters"]
    code = (
        "import sys, tui.screens.wizard, tui.panes.platform, tui.panes.requirement, tui.state.session.file_work; "
        f"print([m for m in {late!r} if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.process
def test_the_wizard_loads_no_other_command() -> None:
    code = (
        "import sys; from tui.cli import main; code = main(['--ascii', '--draft', 'x']); "
        "print(code, [m for m in sys.modules if m.startswith('tui.commands.')])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "3 ['tui.commands.arguments', 'tui.commands.wizard']"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--ascii", "-q"],
        ["--draft", "x", "--at=review"],
        ["-vv", "--program", "clone", "--offline"],
    ],
)
def test_options_without_a_command_are_read_as_by_the_parser_of_all_commands(arguments: list[str]) -> None:
    args = wizard_args(arguments)
    assert args is not None
    wanted = vars(parser().parse_args(arguments))
    assert {**vars(args), "refuse": None} == {**wanted, "refuse": None}


@pytest.mark.parametrize("arguments", [["demo"], ["--help"], ["-qh"], ["--draft"], ["--asci"], ["x"], ["-q", "-v"]])
def test_commands_help_and_errors_are_left_to_the_parser_of_all_commands(arguments: list[str]) -> None:
    assert wizard_args(arguments) is None


def test_a_place_without_a_draft_is_refused_with_the_usage_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--at", "review"])
    said = capsys.readouterr().err
    assert "COMMAND ..." in said
    assert said.endswith("aiconform: error: argument --at: needs --draft NAME, or the command demo\n")


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--ascii", "demo"], True),
        (["demo", "--ascii"], True),
        (["--ascii", "demo", "--ascii"], True),
        (["demo"], False),
        (["--ascii"], True),
    ],
)
def test_ascii_counts_before_and_after_the_command(arguments: list[str], wanted: bool) -> None:
    assert parser().parse_args(arguments).ascii is wanted
