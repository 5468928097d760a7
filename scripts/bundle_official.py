"""Fills checklists/official/ for a release build: the official texts go into the wheel, never into the repository."""

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from checklists.catalog.catalog import MINORS
from checklists.errors import AiconformError, ProgramDataError
from checklists.files.atomic_file import write_atomically
from checklists.program.program_data import BUNDLED, LANDSCAPE, checklist_file
from checklists.program.stamp import NAME as STAMP
from checklists.program.stamp import encode_stamp, read_stamp
from checklists.program.verify import check


def main(argv: list[str] | None = None) -> int:
    """Check, copy, and say what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--from",
        dest="folder",
        metavar="DIR",
        type=Path,
        required=True,
        help="the program repository's layout with a landscape.yml, for example what `aiconform program sync` filled",
    )
    parser.add_argument("--to", metavar="DIR", type=Path, default=BUNDLED, help="default: %(default)s")
    args = parser.parse_args(argv)
    try:
        names = bundle(args.folder, args.to)
    except AiconformError as error:
        print(f"{error.message} {error.hint}".strip(), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{len(names)} files in {args.to}")
    return 0


def bundle(source: Path, target: Path) -> list[str]:
    """Verify everything that a release needs, then put exactly that into `target`."""
    newer = sorted(f"docs/{file.name}" for file in (source / "docs").glob("AIConformance-*.yaml"))
    files: dict[str, bytes] = {}
    for name in dict.fromkeys((LANDSCAPE, *map(checklist_file, MINORS), *newer)):
        if not (source / name).is_file():
            raise ProgramDataError(f"{source / name} is missing.", "A release carries all checklists and the members.")
        files[name] = (source / name).read_bytes()
        check(name, files[name], None, str(source))
    (target / "docs").mkdir(parents=True, exist_ok=True)
    for old in (target / "docs").glob("AIConformance-*.yaml"):
        old.unlink()
    for name, data in {**files, STAMP: encode_stamp(_times(source, files))}.items():
        write_atomically(target / name, data, mode=0o644)
    return sorted(files)


def _times(source: Path, names: Iterable[str]) -> dict[str, datetime]:
    """Return the time of the source's own stamp, else of its files."""
    now = datetime.now(UTC)
    written = {name: min(now, datetime.fromtimestamp((source / name).stat().st_mtime, UTC)) for name in names}
    stamped = read_stamp(source)
    return {name: stamped.get(name, when) for name, when in written.items()}


if __name__ == "__main__":
    sys.exit(main())
