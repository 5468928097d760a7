"""Builds the wheel, installs it into a clean environment and runs it from another directory."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
NEEDED = (
    "checklists/data/checklists/1.37.yaml",
    "checklists/data/requirements/gang_scheduling.yaml",
    "auto_detect/data/demo-snapshot.json",
    "exporters/templates/",
    "tui/styles/",
)


def run(*command: str | Path, cwd: Path, expect: int = 0, env: dict[str, str] | None = None) -> str:
    """Run a command and return its output; stop the check where the exit code is not the expected one."""
    result = subprocess.run(
        [str(c) for c in command], check=False, cwd=cwd, env=env, capture_output=True, text=True, timeout=600
    )
    if result.returncode != expect:
        sys.exit(
            f"{' '.join(map(str, command))}: exit {result.returncode}, expected {expect}\n"
            f"{result.stdout}\n{result.stderr}"
        )
    return result.stdout


def copy_tree(folder: Path) -> Path:
    """Copy what git knows, so that a forgotten `git add` shows."""
    tree = folder / "tree"
    tree.mkdir()
    files = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def build(tree: Path, folder: Path) -> Path:
    """Build the wheel of a tree."""
    run(UV, "build", "--quiet", "--wheel", "--out-dir", folder / "dist", tree, cwd=folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def check_contents(archive: str, names: Iterable[str], needed: Iterable[str] = NEEDED) -> None:
    """Stop where an archive lacks its data or carries what it must not."""
    found = tuple(names)
    missing = [prefix for prefix in needed if not any(name.startswith(prefix) for name in found)]
    foreign = [
        name for name in found if name.startswith(("tests/", "benchmarks/", "scripts/")) or "__pycache__" in name
    ]
    if missing or foreign:
        sys.exit(f"{archive}: missing {missing}, foreign {foreign}")


def check_program(wheel: Path, folder: Path) -> Path:
    """Install into a clean environment and use the program from another directory; return the installed command."""
    environment = folder / "environment"
    run(UV, "venv", "--quiet", "--python", sys.executable, environment, cwd=folder)
    python = environment / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, "--constraint", _constraints(folder), wheel, cwd=folder)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AICONFORM_", "PYTHON", "VIRTUAL_ENV"))}
    env |= {"AICONFORM_HOME": str(folder / "home"), "AICONFORM_OFFLINE": "1"}
    aiconform = environment / "bin" / "aiconform"
    print(run(aiconform, "--version", cwd=elsewhere, env=env).strip())
    snapshot = elsewhere / "snapshot.json"
    shutil.copy(ROOT / "auto_detect" / "data" / "demo-snapshot.json", snapshot)
    findings = run(aiconform, "detect", "--from", snapshot, cwd=elsewhere, env=env)
    if "gang_scheduling" not in findings:
        sys.exit(f"detect --from reports nothing for gang_scheduling:\n{findings}")
    run(aiconform, "demo", "--export", elsewhere / "out", cwd=elsewhere, env=env)
    verdict = run(aiconform, "validate", elsewhere / "out", "--offline", cwd=elsewhere, env=env)
    print(verdict.strip().splitlines()[-1])
    broken = elsewhere / "v1.37" / "broken" / "PRODUCT.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("metadata: {}\nspec: {}\n", encoding="utf-8")
    run(aiconform, "validate", broken, "--offline", cwd=elsewhere, env=env, expect=1)
    return aiconform


def _constraints(folder: Path) -> Path:
    """The lock file without hashes and without the tools: a wheel has no hash that the lock could know."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.rstrip("\\ ") for line in lines if "==" in line and not line.startswith(" ")]
    target = folder / "constraints.txt"
    target.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return target


def main() -> None:
    """Run the whole check below a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="aiconform-package-") as name:
        folder = Path(name)
        wheel = build(copy_tree(folder), folder)
        check_contents(wheel.name, zipfile.ZipFile(wheel).namelist())
        check_program(wheel, folder)
        print(f"{wheel.name}: builds, installs and runs from another directory")


if __name__ == "__main__":
    main()
