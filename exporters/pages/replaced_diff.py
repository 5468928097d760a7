"""Preview of replaced identifiers: a diff between a draft's texts and its export."""

import difflib
from collections.abc import Iterable, Iterator

from checklists.scan.match_preview import MASK
from checklists.scan.text_file import decode
from exporters.bundle import Bundle
from exporters.product_yaml.yaml_quoting import quote_yaml


def replaced_diff(original: Bundle, exported: Bundle) -> str:
    """Return a unified diff of all files; secrets are masked on both sides.

    Args:
        original: The submission without decisions.
        exported: The submission as it is exported.
    """
    return "".join(line for path in exported.files for line in _changes(path, original, exported))


def _changes(path: str, original: Bundle, exported: Bundle) -> Iterator[str]:
    before, after = original.files.get(path), exported.files[path]
    if before is not None and before != after:
        old, new = (_lines(data, original.secret_values) for data in (before, after))
        yield from difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")


def _lines(data: bytes, secrets: Iterable[str]) -> list[str]:
    file = decode(data)
    text = file.text if file else ""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (secret, quote_yaml(secret)[1:-1]):
            text = text.replace(form, MASK)
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
