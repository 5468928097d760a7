"""Build a release with the official texts inside, check it, and print what a person does next.

Nothing is uploaded and no tag is made. The files are in `dist/` afterwards, with their SHA-256 checksums.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

from checklists.catalog.catalog import MINORS
from checklists.errors import AiconformError
from checklists.program.program_data import LANDSCAPE, checklist_file
from scripts.bundle_official import bundle
from scripts.check_package import NEEDED, ROOT, UV, check_contents, check_program, copy_tree, run
from scripts.krew import repository_of, write_plugin

DIST = ROOT / "dist"
BESIDE = ROOT.parent / "shared" / "program"
OFFICIAL = tuple(f"checklists/official/{name}" for name in (LANDSCAPE, *map(checklist_file, MINORS)))
SOURCES = (*NEEDED, *OFFICIAL, "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "PKG-INFO")
NEXT = """\
Next, by hand:
  1  Read CHANGELOG.md: the heading of {version} has the day of the release.
  2  git tag -s {tag} -m 'aiconform {version}'
  3  git push origin {tag}
     The release workflow builds and checks the same commit; approve its environment `pypi` to publish.
     (Once, before the first release: on PyPI, add a trusted publisher for the project aiconform with this
     repository, the workflow release.yml and the environment pypi; in the repository, require a reviewer for it.)
  4  Make a release of the tag on the repository's page, with the changelog's text, dist/SHA256SUMS and the files
     of dist/krew; then open a pull request for dist/krew/aiconform.yaml in kubernetes-sigs/krew-index.
  5  In CHANGELOG.md begin a new [Unreleased]; in pyproject.toml raise the version."""


def main(argv: list[str] | None = None) -> int:
    """Build and check, or stop with the reason."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument(
        "--program", metavar="DIR", type=Path, help="a clone of the program repository with a landscape.yml"
    )
    parser.add_argument("--tag", help="the tag that is being released; it has to match the version")
    parser.add_argument(
        "--repository", metavar="OWNER/NAME", help="the repository on GitHub, for krew's manifest (else that of origin)"
    )
    args = parser.parse_args(argv)
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    program = args.program or BESIDE
    fault = (
        tag_fault(args.tag, version)
        or changelog_fault((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
        or program_fault(program)
        or tree_fault(run("git", "status", "--porcelain", cwd=ROOT))
    )
    if fault:
        print(f"make release: {fault}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="aiconform-release-") as name:
        try:
            built = build(program, Path(name))
        except AiconformError as error:
            print(f"make release: {error.message} {error.hint}".strip(), file=sys.stderr)
            return 1
        check(built, Path(name))
        keep(built)
    if repository := args.repository or os.environ.get("GITHUB_REPOSITORY") or _origin():
        write_plugin(DIST / "krew", repository, version, int(_dated()))
    else:
        print("dist/krew is left out: no repository on GitHub is known (make release REPOSITORY=OWNER/NAME).")
    print((DIST / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    print(NEXT.format(version=version, tag=f"v{version}"))
    return 0


def tag_fault(tag: str | None, version: str) -> str:
    """Return why a tag cannot be this release, or nothing."""
    if tag is None or tag == f"v{version}":
        return ""
    return f"The tag {tag} does not match version {version} in pyproject.toml."


def changelog_fault(text: str, version: str) -> str:
    """Return what the changelog lacks, or nothing."""
    if f"\n## [{version}]" in text:
        return ""
    return f"CHANGELOG.md has no heading for {version}: rename [Unreleased] to [{version}] - YYYY-MM-DD."


def program_fault(folder: Path) -> str:
    """Return why the official texts are not at hand, or nothing."""
    if any((folder / "docs").glob("AIConformance-*.yaml")):
        return ""
    return (
        f"The official texts are not at {folder}. Name a clone of the program repository with a landscape.yml, or the "
        "folder that `aiconform program sync` filled: make release PROGRAM=DIR"
    )


def tree_fault(status: str) -> str:
    """Return which changes a release would carry without a commit, or nothing."""
    names = [line[3:] for line in status.splitlines()]
    return f"Commit or remove these first: {', '.join(names[:5])}." if names else ""


def build(program: Path, folder: Path) -> list[Path]:
    """Build the sdist, and from it the wheel, with the tools of `requirements-release.lock` alone."""
    tools = folder / "tools"
    run(UV, "venv", "--quiet", "--python", sys.executable, tools, cwd=folder)
    python = tools / "bin" / "python"
    lock = ROOT / "requirements-release.lock"
    run(UV, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock, cwd=folder)
    tree = copy_tree(folder)
    bundle(program, tree / "checklists" / "official")
    dated = {**os.environ, "SOURCE_DATE_EPOCH": _dated()}
    options = ("--no-build-isolation", "--python", python, "--out-dir", folder / "built")
    run(UV, "build", "--quiet", *options, tree, cwd=folder, env=dated)
    return sorted((folder / "built").glob("aiconform-*"))


def _dated() -> str:
    """Return the time of the commit, in seconds since 1970."""
    return run("git", "log", "-1", "--format=%ct", cwd=ROOT).strip()


def _origin() -> str:
    done = subprocess.run(
        ["git", "remote", "get-url", "origin"], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    return repository_of(done.stdout)


def check(built: list[Path], folder: Path) -> None:
    """Check metadata and contents of both, and run the wheel in a clean environment."""
    wheel = next(file for file in built if file.suffix == ".whl")
    sdist = next(file for file in built if file.name.endswith(".tar.gz"))
    print(run(folder / "tools" / "bin" / "twine", "check", "--strict", *built, cwd=folder).strip())
    check_contents(wheel.name, zipfile.ZipFile(wheel).namelist(), (*NEEDED, *OFFICIAL))
    with tarfile.open(sdist) as archive:
        check_contents(sdist.name, (name.partition("/")[2] for name in archive.getnames()), SOURCES)
    aiconform = check_program(wheel, folder)
    env = {"AICONFORM_HOME": str(folder / "home"), "AICONFORM_OFFLINE": "1", "PATH": os.environ["PATH"]}
    shown = run(aiconform, "program", cwd=folder / "elsewhere", env=env)
    if shown.count("the copy that came with aiconform") < len(OFFICIAL):
        sys.exit(f"{wheel.name} does not use the texts inside it:\n{shown}")
    print(f"{wheel.name}: {len(OFFICIAL)} official texts inside, used from another directory")


def keep(built: list[Path]) -> None:
    """Put the files and their checksums into `dist/`, and nothing else."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for file in built:
        shutil.copy2(file, DIST / file.name)
    (DIST / "SHA256SUMS").write_text(checksums(built), encoding="utf-8")


def checksums(files: list[Path]) -> str:
    """Return one line for each file, as `sha256sum --check` reads it."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.TimeoutExpired as error:
        sys.exit(f"make release: {error.cmd[0]} took longer than {error.timeout:g} s.")
