"""Fills checklists/official/ for a release build: the official texts go into the wheel, never into the repository."""

import argparse
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from checklists.atomic_file import write_atomically
from checklists.catalog import MINORS
from checklists.errors import AiconformError, ProgramDataError
from checklists.program import BUNDLED, LANDSCAPE, checklist_file
from checklists.program_check import check
from checklists.program_stamp import NAME as STAMP
from checklists.program_stamp import FileStamp, Stamp, encode_stamp, read_stamp


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
    for name, data in {**files, STAMP: encode_stamp(_stamp(source, files))}.items():
        write_atomically(target / name, data)
        (target / name).chmod(0o644)
    return sorted(files)


def _stamp(source: Path, files: dict[str, bytes]) -> Stamp:
    """As old as the source's own stamp says, else as the source's files are."""
    before = read_stamp(source)
    now = datetime.now(UTC)

    def when(name: str) -> datetime:
        if before and name in before.files:
            return before.files[name].when
        return min(now, datetime.fromtimestamp((source / name).stat().st_mtime, UTC))

    stamped = {name: FileStamp(sha256(data).hexdigest(), when(name)) for name, data in files.items()}
    return Stamp(max(file.when for file in stamped.values()), "", stamped)


if __name__ == "__main__":
    sys.exit(main())
