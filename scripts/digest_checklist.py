"""Prints the catalog's data file of an official checklist: `python scripts/digest_checklist.py PATH`.

PATH is a template of the program (docs/AIConformance-X.Y.yaml); the output is checklists/data/checklists/X.Y.yaml.
"""

import re
import sys
from pathlib import Path

from checklists.catalog.catalog import digest
from checklists.catalog.official_template import Template, entries, metadata_fields, parse_template
from checklists.errors import ProgramDataError

_NAME = re.compile(r"AIConformance-([0-9]+\.[0-9]+)\.yaml")


def read(path: Path) -> Template:
    """The template at `path`, whose name tells the Kubernetes minor."""
    name = _NAME.fullmatch(path.name)
    if not name:
        raise ProgramDataError(f"{path.name} does not name a Kubernetes minor.", "Expected: AIConformance-X.Y.yaml.")
    return parse_template(name[1], path.read_text(encoding="utf-8"), str(path))


def data_file(template: Template) -> str:
    """The data file: categories, ids and levels in order, digests in place of the sentences."""
    lines = [f'minor: "{template.minor}"', "metadata:"]
    lines += [f"  - {key}" for key in metadata_fields(template)]
    lines.append("spec:")
    requirements = entries(template)
    for category in dict.fromkeys(r.category for r in requirements):
        lines.append(f"  {category}:")
        for r in requirements:
            if r.category == category:
                lines += [f"    - id: {r.id}", f"      level: {r.level}", f"      sha256: {digest(r.description)}"]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Print the data file of the template that the only argument names."""
    if len(arguments) != 1:
        print("usage: python scripts/digest_checklist.py PATH", file=sys.stderr)
        return 2
    try:
        sys.stdout.write(data_file(read(Path(arguments[0]))))
    except (ProgramDataError, OSError) as error:
        print(error, getattr(error, "hint", ""), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
