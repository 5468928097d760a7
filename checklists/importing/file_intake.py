"""Selection and names of the files of an imported submission."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_intake import FILE_LIMIT, TOTAL_LIMIT, portable_path, refused_content, same_kind
from checklists.drafts.evidence_names import numbered_names, with_renamed_files
from checklists.drafts.evidence_sources import describe
from checklists.files.atomic_file import format_size, os_error_reason, read_bounded
from checklists.importing.source import SiblingFile
from checklists.model.draft import Draft, Healed
from checklists.model.evidence import is_url, locate_evidence
from checklists.model.naming import submission_folder
from checklists.text import line_as_typed

_MOST_OF_FOLDER = 20
"""Maximum files of a folder that evidence lists one by one instead of naming the folder."""


@dataclass(frozen=True)
class TakenFile:
    """A file for the draft."""

    name: str
    """Its name in the draft."""
    data: bytes
    source: Path


@dataclass(frozen=True)
class FileIntake:
    """The cited files, by their names in the submission."""

    taken: Mapping[str, TakenFile]
    refused: Mapping[str, str]
    """Reasons, as the ends of sentences."""

    def write(self, into: DraftFolder) -> None:
        """Write the files into a new draft; raises OSError."""
        for file in self.taken.values():
            target = into.evidence / file.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(0o600)
        folder = EvidenceFolder(into.evidence)
        records = {file.name: describe(file.data, file.source) for file in self.taken.values()}
        if records:
            folder.sources.add(records, kept=folder.files())


def take_files(files: Mapping[str, SiblingFile]) -> FileIntake:
    """Read the files of a submission that can be evidence; equal contents are read once."""
    taken: dict[str, TakenFile] = {}
    refused: dict[str, str] = {}
    total = 0
    for name, file in files.items():
        try:
            data = read_bounded(file.path, FILE_LIMIT)
        except OSError as error:
            refused[name] = os_error_reason(error)
            continue
        refusal = refused_content(data)
        present = next((t for n, t in taken.items() if t.data == data and same_kind(n, name)), None)
        if refusal is not None:
            refused[name] = f"it {refusal[0]}"
        elif present is not None:
            taken[name] = present
        elif total + len(data) > TOTAL_LIMIT:
            refused[name] = f"all files together are larger than {format_size(TOTAL_LIMIT)}"
        else:
            total += len(data)
            taken[name] = TakenFile(_free(portable_path(name), taken), data, file.path)
    return FileIntake(taken, refused)


def name_files(draft: Draft, intake: FileIntake) -> Draft:
    """Return the draft with the new names of the files in its evidence, and a record of each change."""
    changes = {**dict(_renamed_files(intake)), **dict(_folders(intake))}
    names = {relative: names for relative, (names, _) in changes.items()}
    renamed = with_renamed_files(draft, names)
    if draft.imported is None or renamed == draft:
        return draft
    folder = submission_folder(draft)
    healed = [
        Healed(where=f"{requirement}.evidence", was=value, now=", ".join(changes[at][0]), why=changes[at][1])
        for requirement, response in draft.responses.items()
        for value in response.evidence
        if not is_url(value) and (at := locate_evidence(value, folder).relative) in changes
    ]
    imported = draft.imported.model_copy(update={"healed": (*draft.imported.healed, *healed)})
    return renamed.model_copy(update={"imported": imported})


_Change = tuple[str, tuple[tuple[str, ...], str]]
"""A name in the submission's answers, the names in the draft, and the reason for the change."""


def _renamed_files(intake: FileIntake) -> Iterator[_Change]:
    for name, file in intake.taken.items():
        if file.name != name:
            same = file.name in intake.taken or portable_path(name) != file.name
            why = "A file with the same content is kept once." if same else "The name works on every system."
            yield line_as_typed(name), ((file.name,), why)


def _folders(intake: FileIntake) -> Iterator[_Change]:
    """Yield the files of each folder; a folder with many files stays a folder."""
    contents: dict[str, dict[str, None]] = {}
    for name, file in intake.taken.items():
        for parent in PurePosixPath(name).parents[:-1]:
            contents.setdefault(str(parent), {})[file.name] = None
    for folder, files in contents.items():
        if len(files) <= _MOST_OF_FOLDER:
            yield line_as_typed(folder), (tuple(files), "Evidence names files, not their folder.")
        elif portable_path(folder) != folder:
            yield line_as_typed(folder), ((portable_path(folder),), "The name works on every system.")


def _free(name: str, taken: Mapping[str, TakenFile]) -> str:
    """Return the name, or a numbered name if another file has it in any case."""
    used = {file.name.lower() for file in taken.values()}
    return next(candidate for candidate in numbered_names(name) if candidate.lower() not in used)
