"""Changes of a draft that start with slow work: copying files, storing a snapshot, reading official texts.

Each function returns the slow work as a callable for any thread. The work returns the change of the draft, for the
session's thread.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from auto_detect.snapshot.snapshot import Snapshot
from checklists.drafts.attach_results import ResultsByRequirement, copy_results, name_results, rename_evidence
from checklists.errors import DraftError
from checklists.model.draft import Draft
from checklists.program.program_data import ProgramData
from checklists.text import clean_line
from tui.state.configurations import Configured, copy_cited, with_carried
from tui.state.session.document import evidence_document
from tui.state.session.loaded import findings_of
from tui.state.session.session import Change, Session, Work
from tui.state.session.state import State


def attach(requirement: str, path: Path, *, name: str = "", fragment: str = "", instead_of: str = "") -> Work:
    """Copy a local file into the draft's folder and cite it as evidence of a requirement.

    Args:
        requirement: Its id.
        path: The file.
        name: Name of the copy; by default the file's own name.
        fragment: Text after the name and a `#`.
        instead_of: The evidence value to replace; by default the file is appended.
    """

    def work(session: Session) -> Change:
        value = session.files.attach(path, name) + (f"#{fragment}" if fragment else "")

        def with_it(draft: Draft) -> Draft:
            before = draft.response(requirement)
            values = [value if item == instead_of else item for item in before.evidence]
            evidence = tuple(dict.fromkeys(values if value in values else (*values, value)))
            return draft.with_response(requirement, before.model_copy(update={"evidence": evidence}))

        return _edit(session, with_it)

    return work


def attach_results(choice: ResultsByRequirement, *, instead_of: Mapping[str, str] | None = None) -> Work:
    """Copy files of test results into the draft's folder and cite them as evidence, each with its test.

    Args:
        choice: The files with their tests and requirements.
        instead_of: The evidence value to replace, by requirement.
    """

    def work(session: Session) -> Change:
        names = copy_results(session.files, choice)
        return _edit(session, lambda draft: name_results(draft, names, choice, instead_of=instead_of or {}))

    return work


def attach_document(requirement: str, *, keep_names: bool = False) -> Work:
    """Write the evidence document of a requirement into the draft's folder and cite it as evidence."""

    def work(session: Session) -> Change:
        written = evidence_document(session.state, requirement, keep_names=keep_names)
        if written is None:
            return lambda session: session.state
        from exporters.evidence_document import file_name, is_unedited

        value = session.files.put(file_name(requirement), written.encode(), replaces=is_unedited)

        def with_it(draft: Draft) -> Draft:
            return draft.with_evidence(requirement, (*draft.response(requirement).evidence, value))

        return _edit(session, with_it)

    return work


def copy_file(relative: str, name: str) -> Work:
    """Copy an evidence file to another name, and cite the copy in every answer that cites the file."""

    def work(session: Session) -> Change:
        path = session.files.path(relative)
        if path is None:
            raise DraftError(f'There is no evidence file "{clean_line(relative, limit=200)}" in this draft.')
        renamed = session.files.attach(path, name)
        files = session.files.files()

        def change(session: Session) -> State:
            session.list_files(files)
            history = session.state.history.with_renamed_file(relative, renamed)
            return session.edit(lambda draft: rename_evidence(draft, relative, renamed), history=history)

        return change

    return work


def update_file(relative: str, *, keep: bool = False) -> Work:
    """Copy an evidence file again from its source; with `keep`, keep the copy and forget its source."""

    def work(session: Session) -> Change:
        if keep:
            session.files.forget_source(relative)
        else:
            session.files.update(relative)
        files = session.files.files()
        return lambda session: session.list_files(files)

    return work


def remove_unnamed(relative: str) -> Work:
    """Write the draft, then remove an evidence file if no answer cites it; keep the file if writing fails."""

    def work(session: Session) -> Change:
        written = session.write()
        if written.error is None and rename_evidence(written.draft, relative, f"{relative}?") == written.draft:
            session.files.remove(relative)
        files = session.files.files()
        return lambda session: session.list_files(files)

    return work


def carry(load: Callable[[], Configured], fields: Sequence[str]) -> Work:
    """Carry values over from another configuration, with the cited evidence files; `load` reads that draft."""

    def work(session: Session) -> Change:
        source = load()
        copies = copy_cited(session.files, source, fields)
        return _edit(session, lambda draft: with_carried(draft, source.draft, fields, copies))

    return work


def keep_snapshot(snapshot: Snapshot, *, merge: bool) -> Work:
    """Store a snapshot with the draft and show its findings.

    Args:
        snapshot: A new snapshot, collected or loaded from a file.
        merge: Keep earlier results of the same cluster that `snapshot` could not read.
    """

    def work(session: Session) -> Change:
        from auto_detect.snapshot.merge import merge_snapshots

        kept = merge_snapshots(snapshot, session.state.snapshot) if merge else snapshot
        session.save_snapshot(kept)
        findings = findings_of(kept, session.state.checklist)
        return lambda session: session.show_snapshot(kept, findings)

    return work


def use_program(load: Callable[[], ProgramData]) -> Work:
    """Use newer official texts and members for the draft; `load` reads them."""

    def work(session: Session) -> Change:
        program = load()
        checklist, members = program.checklist(session.state.draft.checklist), program.members()
        findings = findings_of(session.state.snapshot, checklist)
        return lambda session: session.show_program(checklist, members, findings)

    return work


def _edit(session: Session, edit: Callable[[Draft], Draft]) -> Change:
    files = session.files.files()

    def change(session: Session) -> State:
        session.list_files(files)
        return session.edit(edit)

    return change
