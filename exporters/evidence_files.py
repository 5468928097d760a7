"""Evidence files of an export: each content once, within the limits."""

from collections.abc import Mapping

from checklists.drafts.evidence_intake import FILE_LIMIT, LIMITS, refused_total, same_kind
from checklists.drafts.evidence_names import cited_files, with_renamed_files
from checklists.errors import ExportError
from checklists.files.atomic_file import format_size
from checklists.model.draft import Draft
from checklists.text import clean_line


def each_once(draft: Draft, contents: Mapping[str, bytes]) -> tuple[Mapping[str, bytes], Draft]:
    """Return each content once, and the draft with answers that cite only these files.

    Files in a folder that evidence names as a whole stay there; test results keep their base names.
    """
    kept: dict[str, bytes] = {}
    renamed: dict[str, tuple[str]] = {}
    for name, data in contents.items():
        same = next((other for other, present in kept.items() if present == data and same_kind(other, name)), None)
        if same is not None and not cited_files(with_renamed_files(draft, {name: (same,)}), [name]):
            renamed[name] = (same,)
        else:
            kept[name] = data
    return kept, with_renamed_files(draft, renamed)


def require_limits(contents: Mapping[str, bytes]) -> None:
    """Raise if the files are too large for a submission.

    Raises:
        ExportError: A file, or all files together, exceed the limit.
    """
    hint = f"Publish large files and use their links: evidence files may have {LIMITS}."
    for name, data in contents.items():
        if len(data) > FILE_LIMIT:
            raise ExportError(f"{clean_line(name, limit=200)} is larger than {format_size(FILE_LIMIT)}.", hint)
    refusal = refused_total(map(len, contents.values()))
    if refusal is not None:
        largest = sorted(contents, key=lambda name: -len(contents[name]))[:3]
        raise ExportError(refusal, f"{hint} Largest: {', '.join(map(clean_line, largest))}.")
