"""The main path of a user: the installed program in a real terminal, against a real API server."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from checklists.catalog.catalog import checklist
from checklists.catalog.official_template import parse_template
from checklists.model.checklist import Level, Status
from checklists.model.metadata import FIELDS
from checklists.program.program_data import SearchPath, load_program_data
from exporters.product_yaml.product import answers_diff
from tests.server.api_server import ApiServer
from tests.terminal.terminal import Terminal
from tests.verdicts import validate_file

pytestmark = [pytest.mark.server, pytest.mark.terminal, pytest.mark.xdist_group("server")]

ENTER, TAB, DOWN, CLEAR_LINE = "\r", "\t", "\x1b[B", "\x15"
NEXT, ACCEPT, QUIT = "\x0e", "\x14", "\x11"
DETECTED = ("ai_inference", "gang_scheduling", "accelerator_metrics", "robust_controller")
FILLED_IN = ("platformName", "platformVersion")
"""Fields that hold the name and the version of the new draft."""
METADATA = {
    "platformName": "Nebula Kubernetes",
    "platformVersion": "4.2.0",
    "vendorName": "Red Hat",
    "websiteUrl": "https://nebula.example/kubernetes",
    "repoUrl": "https://code.nebula.example/nebula",
    "documentationUrl": "https://docs.nebula.example/4.2",
    "productLogoUrl": "https://nebula.example/logo.svg",
    "description": "A platform for training and serving: 100% ours",
    "contactEmailAddress": "conformance@nebula.example",
}


@pytest.fixture
def terminal(platform: ApiServer, program_dir: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Start the wizard on its start page, with a kubeconfig that may read everything."""
    kubeconfig = platform.token_kubeconfig(tmp_path / "kubeconfig")
    aiconform = Path(sys.executable).with_name("aiconform")
    env = {**os.environ, "KUBECONFIG": str(kubeconfig), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    with platform.bound("reader", "aiconform-read-only"):
        opened = Terminal([str(aiconform), "--program", str(program_dir), "--offline"], env)
        yield opened
        opened.close()


def _platform(terminal: Terminal) -> None:
    """Answer the four questions, then fill in every field from top to bottom."""
    terminal.wait_for("Kubernetes certified?", "Answer")
    terminal.press(ENTER)
    terminal.wait_for_focus("Kubernetes certified?")
    for number in range(1, 5):
        terminal.press(ENTER)
        terminal.wait_for("(●)", times=number)
        terminal.press(TAB)
    for _ in ("kubernetesVersion", *FILLED_IN):
        terminal.press(TAB)
    labels = {field.key: field.label for field in FIELDS}
    for key, value in METADATA.items():
        if key in FILLED_IN:
            continue
        terminal.wait_for_focus(labels[key])
        if key == "vendorName":
            terminal.press(value.lower())
            terminal.wait_for(f"▸ {value}")
            terminal.press(DOWN)
            terminal.press(ENTER)
        else:
            terminal.press(value)
        terminal.wait_for(value)
        terminal.press(TAB)
    terminal.wait_for_focus(labels["k8sConformanceUrl"])
    terminal.press(ACCEPT)
    terminal.wait_for("14/14")


def test_from_the_start_page_to_the_exported_folder(terminal: Terminal, program_dir: Path, tmp_path: Path) -> None:
    """The folder contains the official text with exactly the typed, accepted and attached answers."""
    evidence = tmp_path / "isolation.md"
    evidence.write_text("# Isolation\nTwo pods, two devices.\n", encoding="utf-8")
    template = (program_dir / "docs" / "AIConformance-1.37.yaml").read_text(encoding="utf-8")
    asked = checklist("1.37", parse_template("1.37", template, "test"))

    terminal.wait_for("New self-assessment")
    terminal.press("n")
    terminal.wait_for("Product and version")
    terminal.press("Nebula Kubernetes 4.2.0" + ENTER)
    terminal.wait_for("Nebula Kubernetes 4.2", "checklist 1.37")
    _platform(terminal)

    terminal.press(NEXT)
    terminal.wait_for("Which cluster?", "enter reads")
    terminal.press(ENTER)
    terminal.wait_for("Read from", "5 detected, 1 partly detected")

    answers = {r.id: ("", list[str]()) for r in asked.requirements}
    for requirement in asked.requirements:
        terminal.press(NEXT)
        terminal.wait_for(f"{requirement.id}   {requirement.level}")
        if requirement.level is Level.SHOULD:
            continue
        terminal.press(ENTER)
        terminal.wait_for_focus("Status")
        if requirement.id in DETECTED:
            terminal.press(ACCEPT)
            terminal.wait_for("(●) Implemented", "Accepted from")
        else:
            terminal.press(ENTER)
            terminal.wait_for("(●) Implemented")
        local = requirement.id == "secure_accelerator_access"
        proof = str(evidence) if local else f"https://docs.nebula.example/{requirement.id}"
        terminal.press(TAB)
        terminal.wait_for_focus("Evidence")
        terminal.press(proof)
        terminal.wait_for(proof[-40:])
        terminal.press(ENTER)
        named = evidence.name if local else proof
        terminal.wait_for(f"1  {named}")
        answers[requirement.id] = (str(Status.IMPLEMENTED), [named])

    terminal.press(NEXT)
    terminal.wait_for("The program's check would pass today")
    terminal.press(NEXT)
    terminal.wait_for("Export to", "Name the folder to export to")
    out = tmp_path / "out"
    terminal.press(ENTER)
    terminal.press(CLEAR_LINE)
    terminal.press(str(out))
    terminal.wait_for(str(out)[-30:])
    terminal.press(TAB)
    terminal.wait_for(f"{out}/v1.37", "isolation.md")
    terminal.press(ENTER)
    terminal.wait_for("Written to", "Pull request")
    terminal.press(QUIT)
    assert terminal.wait_for_end() == 0

    folder = out / "v1.37" / "nebula-kubernetes"
    assert sorted(path.name for path in folder.iterdir()) == ["PRODUCT.yaml", "README.md", "isolation.md"]
    assert (folder / "isolation.md").read_bytes() == evidence.read_bytes()
    text = (folder / "PRODUCT.yaml").read_text(encoding="utf-8")
    assert answers_diff(asked, text).other == ()
    document = yaml.safe_load(text)
    assert {key: document["metadata"][key] for key in METADATA} == METADATA
    assert document["metadata"]["k8sConformanceUrl"].endswith("/v1.37/nebula-kubernetes")
    written = {entry["id"]: entry for category in document["spec"].values() for entry in category}
    assert {key: (entry["status"], entry["evidence"]) for key, entry in written.items()} == answers
    assert all((entry["status"] == "Implemented") >= bool(entry["notes"]) for entry in written.values())
    assert all(written[key]["notes"] for key in DETECTED)
    report = validate_file(
        folder / "PRODUCT.yaml", load_program_data(SearchPath(program_dir, (), tmp_path / "none", None))
    )
    assert report.verdict == "pass"
