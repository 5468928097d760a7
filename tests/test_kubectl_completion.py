"""Completion of `kubectl aiconform`: the candidates, and what kubectl makes of them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.drafts.store import DraftStore
from tui.cli import parser
from tui.kubectl_completion import Directive, complete
from tui.state.paths import paths

NOTHING, FILES, FOLDERS = Directive.NOTHING, Directive.FILES, Directive.FOLDERS


@pytest.mark.parametrize(
    ("line", "candidates", "directive"),
    [
        ("val", ["validate"], NOTHING),
        ("validate --form", ["--format"], NOTHING),
        ("validate --format sa", ["sarif"], NOTHING),
        ("validate --format=sa", ["sarif"], NOTHING),
        ("validate --format text --str", ["--strict"], NOTHING),
        ("validate --offline ", [], FILES),
        ("validate one two ", [], FILES),
        ("validate --program ", [], FOLDERS),
        ("explain gang", ["gang_scheduling"], NOTHING),
        ("explain gang_scheduling ", [], NOTHING),
        ("drafts dele", ["delete"], NOTHING),
        ("drafts show neb", ["nebula"], NOTHING),
        ("export neb", ["nebula"], NOTHING),
        ("--draft neb", ["nebula"], NOTHING),
        ("detect --context st", ["staging"], NOTHING),
        ("completion ", ["bash", "zsh", "fish"], NOTHING),
        ("no-such-command ", [], NOTHING),
        ("validate --no-such-option", [], NOTHING),
        ("validate --no-such-option=", [], NOTHING),
    ],
)
def test_candidates_of_a_command_line(
    line: str,
    candidates: list[str],
    directive: Directive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = tmp_path / "config"
    config.write_text("contexts:\n- {name: staging, context: {cluster: a}}\n- {name: lab, context: {cluster: a}}\n")
    monkeypatch.setenv("KUBECONFIG", str(config))
    if "neb" in line:
        DraftStore(paths().drafts).create("nebula", checklist("1.36", None))
    found, offered = complete(parser(), line.split(" "))
    assert ([name for name, _ in found], offered) == (candidates, directive)


@pytest.mark.process
@pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")
def test_kubectl_offers_the_candidates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, module in (("kubectl-aiconform", "tui.start"), ("kubectl_complete-aiconform", "tui.kubectl_completion")):
        plugin = tmp_path / name
        plugin.write_text(f"#!{sys.executable}\nimport sys\nfrom {module} import main\nsys.exit(main())\n")
        plugin.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    command = ["kubectl", "__complete", "aiconform", "validate", "--str"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split("\n")[:2] == ["--strict\tfail on advice too", ":4"], done.stderr
