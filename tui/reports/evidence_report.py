"""Evidence files of a draft, as lines and as JSON."""

from collections.abc import Iterable, Iterator, Mapping

from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_intake import LIMITS, READ_LIMIT
from checklists.drafts.evidence_names import cited_files
from checklists.drafts.evidence_sources import SourceState
from checklists.files.atomic_file import read_bounded
from checklists.files.content_type import content_type
from checklists.files.digest import digest_of
from checklists.model.draft import Draft
from checklists.text import clean_line, count
from tui.text.sizes import format_size

_STATES = {
    SourceState.CHANGED: "source changed",
    SourceState.MISSING: "source missing",
}


def files_json(draft: Draft, folder: EvidenceFolder) -> list[dict[str, object]]:
    """Build the files as JSON values."""
    files = folder.files()
    cited, states, records = cited_files(draft, files), folder.source_states(), folder.sources.records()
    values = []
    for name, path in files.items():
        try:
            data = read_bounded(path, READ_LIMIT)
        except OSError:
            data = b""
        record = records.get(name)
        values.append(
            {
                "name": name,
                "size": path.stat().st_size,
                "type": content_type(data).title,
                "sha256": digest_of(data),
                "cited": name in cited,
                "source": clean_line(record.source) if record and record.source else None,
                "copied_at": record.at if record else None,
                "edited": record is not None and record.sha256 != digest_of(data),
                "state": states[name].value,
            }
        )
    return values


def files_lines(files: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield a line per file, and the total."""
    total = number = 0
    for file in files:
        size = int(str(file["size"]))
        remarks = [
            *([] if file["cited"] else ["not cited, not exported"]),
            *(["edited in the draft"] if file["edited"] else []),
            *filter(None, [_STATES.get(SourceState(str(file["state"])))]),
        ]
        yield f"{file['name']}  {format_size(size)}, {file['type']}" + "".join(f", {remark}" for remark in remarks)
        if file["source"]:
            yield f"  from {file['source']}, {file['copied_at']}"
        yield f"  sha256 {file['sha256']}"
        number, total = number + 1, total + (size if file["cited"] else 0)
    if number:
        yield f"{count(number, 'file')}; an export takes {LIMITS}, these have {format_size(total)}."
