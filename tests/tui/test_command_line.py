"""Invalid command lines: the usage of the intended command, the problem, and similar names."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples import slow
from tui.cli import COMMANDS, main, parser


def parsers(root: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield root
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield from parsers(sub)


EVERY = {parser.prog: parser for parser in parsers(parser())}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """Return the usage and the error message of an invalid command line."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    usage, _, message = err.rstrip("\n").rpartition("\n")
    assert out == "" and usage.startswith("usage: ")
    return usage, message


def test_every_command_and_action_is_tested() -> None:
    assert {"aiconform", "aiconform detect", "aiconform drafts set", "aiconform program sync"} <= EVERY.keys()


@pytest.mark.parametrize("prog", [prog if len(prog.split()) < 3 else slow(prog) for prog in EVERY])
def test_no_option_is_abbreviated(prog: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in [option for option in EVERY[prog]._option_string_actions if len(option) > 4]:
        usage, message = refused(capsys, *prog.split()[1:], option[:-1])
        assert usage.startswith(f"usage: {prog} [")
        assert message.startswith(f"{prog}: error: unknown option: {option[:-1]}. Did you mean --")
        assert option in message


@pytest.mark.parametrize("prog", EVERY)
def test_the_usage_has_single_spaces(prog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    assert "  " not in EVERY[prog].format_usage()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["detect", "--clusterole"],
            "aiconform detect: error: unknown option: --clusterole. Did you mean --clusterrole?",
        ),
        (["detect", "--contxt=x"], "aiconform detect: error: unknown option: --contxt. Did you mean --context?"),
        (["detect", "--zzz"], "aiconform detect: error: unknown option: --zzz"),
        (["drafts", "set", "nebula", "--xyz"], "aiconform drafts set: error: unknown option: --xyz"),
        (["drafts", "set", "--oflin"], "aiconform drafts set: error: unknown option: --oflin. Did you mean --offline?"),
        (
            ["drafts", "set", "--offline"],
            "aiconform drafts set: error: the following arguments are required: NAME, FIELD, VALUE",
        ),
        (["export", "x", "--ot", "y"], "aiconform export: error: unknown option: --ot. Did you mean --to?"),
        (["detect", "-x"], "aiconform detect: error: unknown option: -x"),
        (["detect", "here"], "aiconform detect: error: unexpected argument: here"),
        (["--draf", "x"], "aiconform: error: unknown option: --draf. Did you mean --draft?"),
        (["--draft", "x", "--att", "y"], "aiconform: error: unknown option: --att. Did you mean --at?"),
        (["detct"], "aiconform: error: unknown command: detct. Did you mean detect?"),  # codespell:ignore detct
        (["drafts", "shw"], "aiconform drafts: error: unknown action: shw. Did you mean show?"),
        (["program", "x\x1b[31m"], "aiconform program: error: unknown action: x. One of: show, sync, members"),
        (["list"], "aiconform: error: unknown command: list. One of: " + ", ".join(COMMANDS)),
        (["--json", "validate", "x"], "aiconform validate: error: write --json after validate"),
        (["-q", "--format", "json", "scan", "x"], "aiconform scan: error: write --format after scan"),
        (["drafts", "--matrix", "show", "x"], "aiconform drafts show: error: write --matrix after show"),
        (["--draft", "x", "detect"], "aiconform detect: error: write --draft after detect"),
        (["--draft=x", "locate"], "aiconform locate: error: --draft is only for the wizard, without a command"),
        (["-q", "--ascii", "scan", "x"], "aiconform scan: error: --ascii is only for the wizard, without a command"),
        (["validate", "--offline=1", "x"], "aiconform validate: error: argument --offline: takes no value"),
        (["evidence"], "aiconform evidence: error: the following arguments are required: NAME"),
        (["drafts", "confirm"], "aiconform drafts confirm: error: the following arguments are required: NAME"),
        (["drafts", "set", "a", "b"], "aiconform drafts set: error: the following arguments are required: VALUE"),
        (["drafts", "set", "a", "b", "c", "d"], "aiconform drafts set: error: unexpected argument: d"),
    ],
)
def test_errors_name_similar_commands_and_options(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, *arguments)[1] == message


@pytest.mark.parametrize("long", ["x" * 100_000, "--" + "x" * 100_000, "--json=" + "\u202e" * 100_000])
def test_a_message_is_never_long(long: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["detect"], ["drafts", "set", "a", "b", "c"], ["program", "sync", "--timeout"]):
        assert len(refused(capsys, *command, long)[1]) < 1200


def test_an_option_after_two_dashes_is_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", "set", "--", "none", "metadata.repoUrl", "--x"]) == 3
    assert 'No draft is named "none".' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        (["evidence", "v", "--to", "out", "gang_scheduling", "dra_support"], {"name": "v", "to": Path("out")}),
        (["evidence", "v", "gang_scheduling", "--keep-names", "dra_support"], {"name": "v", "keep_names": True}),
        (["--quiet", "evidence", "--to=out", "v", "--", "gang_scheduling", "dra_support"], {"to": Path("out")}),
    ],
)
def test_arguments_may_follow_options(arguments: list[str], read: dict[str, object]) -> None:
    args = vars(parser().parse_args(arguments))
    assert args["requirements"] == ["gang_scheduling", "dra_support"]
    assert read.items() <= args.items()


@pytest.mark.parametrize(
    "arguments",
    [
        ["drafts", "report", "x", "--html", "-"],
        ["drafts", "calendar", "--to", "-"],
        ["validate", "x", "--report", "-"],
        ["detect", "--save", "-"],
    ],
)
def test_a_dash_is_not_the_name_of_a_file_to_write(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, *arguments)[1].endswith(f"argument {arguments[-2]}: - is not possible: name a file")


@pytest.mark.parametrize("command", [["drafts", "list"], ["program", "show"], ["drafts", "show", "x"]])
def test_actions_take_the_options_of_every_command(command: list[str]) -> None:
    args = vars(parser().parse_args([*command, "-vv", "--program", "clone", "--offline", "--json"]))
    assert {"verbose": 2, "program": "clone", "offline": True, "json": True}.items() <= args.items()
    assert parser().parse_args([*command, "-q"]).quiet


def test_a_number_is_a_value_and_an_option_without_its_value_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    args = parser().parse_args(["drafts", "set", "v", "metadata.description", "-5", "--json"])
    assert args.value == "-5"
    assert refused(capsys, "scan", "run.md", "--to")[1] == "aiconform scan: error: argument --to: expected one argument"
