"""The program's packaging: completion, man page, action, hooks and plugin, as far as they run here."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.man_page import man_page
from tests.conftest import LINTERS, ROOT
from tui.cli import COMMANDS, parser

ACTION = ROOT / "packaging" / "action" / "run.sh"


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `aiconform` is this program."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "aiconform"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys, tui.cli; sys.exit(tui.cli.main())" "$@"\n')
    program.chmod(0o755)
    own = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "AICONFORM_OFFLINE": "1"}
    return os.environ | own | {"AICONFORM_HOME": str(tmp_path / "home")}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_commands_options_and_names(tools: dict[str, str]) -> None:
    lines = """\
eval "$(aiconform completion bash)"
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_aiconform 2>/dev/null; echo "${COMPREPLY[@]}"; }
complete_words aiconform val
complete_words aiconform validate --form
complete_words aiconform explain gang
complete_words aiconform validate --format sa
"""
    done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, env=tools, timeout=60)
    assert done.stdout.split("\n")[:4] == ["validate", "--format", "gang_scheduling", "sarif"], done.stderr


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_words_that_readline_splits(tools: dict[str, str], tmp_path: Path) -> None:
    completions = {
        "validate --format = sa": ["sarif"],
        "validate --format =": ["text", "json", "junit", "github", "sarif"],
        "detect --context arn :": ["aws:eks:1:cluster/a"],
        "detect --context arn : aws : e": ["eks:1:cluster/a"],
        "detect --context = arn : aws": ["aws:eks:1:cluster/a"],
        "detect --context sp": [r"spaced\ name"],
        "detect --context arn : aws:eks:1:cluster/a --keep": ["--keep-names"],
    }
    config = tmp_path / "config"
    names = ("arn:aws:eks:1:cluster/a", "spaced name")
    config.write_text("contexts:\n" + "".join(f'- {{name: "{name}", context: {{cluster: a}}}}\n' for name in names))
    setup = 'eval "$(aiconform completion bash)"\nCOMP_WORDBREAKS=$\' \\t\\n"=:\'\n'
    complete = """\
COMP_WORDS=(aiconform {}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMPREPLY=()
_aiconform 2>/dev/null
printf '%s\\n' "${{COMPREPLY[@]}}" ""
"""
    lines = setup + "".join(map(complete.format, completions))
    own = tools | {"KUBECONFIG": str(config)}
    done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, env=own, timeout=60)
    found = [replies.splitlines() for replies in done.stdout.removesuffix("\n\n").split("\n\n")]
    assert dict(zip(completions, found, strict=True)) == completions, done.stderr


@pytest.mark.process
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_accept_the_syntax_of_their_script(shell: str) -> None:
    from tui.commands.completion import script

    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    done = subprocess.run([shell, "-n"], input=script(parser(), shell), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_zsh_completes_every_path_of_a_list_and_values_after_an_equals_sign() -> None:
    from tui.commands.completion import script

    text = script(parser(), "zsh")
    assert '"*:a PRODUCT.yaml, a folder to search, or - for stdin:_files"' in text
    assert '"--format=[' in text and '"--json[' in text and "(*):" not in text


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_every_command(shell: str) -> None:
    from tui.commands.completion import script

    text = script(parser(), shell)
    assert all(command in text for command in COMMANDS) and "completion --list drafts" in text


def test_the_man_page_has_every_command_and_option() -> None:
    page = man_page(parser())
    assert all(f".SS aiconform {command}\n" in page for command in COMMANDS)
    assert "\\-\\-format FORMAT" in page and "Exit codes: 0 done" in page


@pytest.mark.process
@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_has_no_warning_about_the_man_page() -> None:
    command = ["groff", "-man", "-Tutf8", "-ww"]
    done = subprocess.run(command, input=man_page(parser()), capture_output=True, text=True, timeout=60)
    assert done.stderr == "" and "130 interrupted" in done.stdout


@pytest.mark.process
@pytest.mark.parametrize(
    ("paths", "scan", "code", "says"),
    [
        ("v1.36", "", 1, "::error file=v1.36/nebula/PRODUCT.yaml"),
        ("", "clean.txt\n", 0, "clean.txt: pass"),
        ("", "with space.txt\nclean.txt", 1, "::error file=with space.txt"),
        ("", "", 0, ""),
        ("absent", "", 3, ""),
    ],
)
def test_the_action_reports_failures_as_annotations(
    paths: str, scan: str, code: int, says: str, tools: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "v1.36" / "nebula").mkdir(parents=True)
    (tmp_path / "v1.36" / "nebula" / "PRODUCT.yaml").write_text("metadata:\nspec:\n")
    (tmp_path / "clean.txt").write_text("all is well\n")
    (tmp_path / "with space.txt").write_text("password: hunter2hunter2hunter2\n")
    inputs = tools | {"AICONFORM_PATHS": paths, "AICONFORM_SCAN": scan}
    done = subprocess.run(["sh", str(ACTION)], capture_output=True, text=True, env=inputs, cwd=tmp_path, timeout=60)
    assert (done.returncode, says in done.stdout) == (code, True), done.stderr


def test_the_action_passes_every_input_through_the_environment() -> None:
    action = read("action.yml")
    steps = action["runs"]["steps"]
    used = {
        name for step in steps for value in step.get("env", {}).values() for name in re.findall(r"inputs\.(\w+)", value)
    }
    assert used == set(action["inputs"])
    assert not any("${{" in step.get("run", "") for step in steps)
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)


@pytest.mark.parametrize(
    ("hook", "file", "taken"),
    [
        ("aiconform-validate", "v1.37/nebula/PRODUCT.yaml", True),
        ("aiconform-validate", "v1.37/nebula/README.md", False),
        ("aiconform-validate", "docs/AIConformance-1.37.yaml", False),
        ("aiconform-scan", "v1.37/nebula/gang.md", True),
        ("aiconform-scan", "docs/faq.md", False),
    ],
)
def test_the_hooks_take_the_files_of_submissions(hook: str, file: str, taken: bool) -> None:
    found = next(entry for entry in read(".pre-commit-hooks.yaml") if entry["id"] == hook)
    assert (re.search(found["files"], file) is not None) == taken
    assert found["entry"].split()[1] in COMMANDS


def test_kubectl_finds_the_installed_program_as_a_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"]["kubectl-aiconform"] == project["scripts"]["aiconform"]


@pytest.mark.process
@pytest.mark.skipif(shutil.which("shellcheck", path=LINTERS) is None, reason="needs shellcheck")
def test_shellcheck_has_no_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", LINTERS)
    scripts = [ACTION, ROOT / "packaging" / "krew" / "kubectl-aiconform", *(ROOT / "scripts").glob("*.sh")]
    assert subprocess.run(["shellcheck", *scripts], capture_output=True, text=True).stdout == ""


@pytest.mark.process
@pytest.mark.skipif(shutil.which("hadolint", path=LINTERS) is None, reason="needs hadolint")
def test_hadolint_has_no_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", LINTERS)
    assert subprocess.run(["hadolint", ROOT / "Containerfile"], capture_output=True, text=True).stdout == ""


def test_the_container_builds_from_files_that_are_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    sources = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["sdist"][
        "include"
    ]
    assert ignored and not {name.strip("/") for name in sources} & set(ignored)
