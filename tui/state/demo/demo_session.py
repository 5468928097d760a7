"""The demo as a session: a temporary draft with the bundled snapshot."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from auto_detect.collector.demo import demo_snapshot
from checklists.drafts.store import DraftStore
from checklists.program.program_data import ProgramData
from tui.state.demo.demo_data import MINOR, demo_draft, demo_files, demo_response
from tui.state.session.file_work import keep_snapshot
from tui.state.session.session import Session


def begin(
    root: Path,
    program: ProgramData,
    minor: str = MINOR,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Session:
    """Return a session with the demo draft and the demo cluster's snapshot, stored below `root`."""
    draft = demo_draft(minor)
    store = DraftStore(root, now=now)
    store.create(draft.name, program.checklist(draft.checklist))
    opened = store.open(draft.name)
    opened.save(draft)
    session = Session(opened, program, demo=True, now=now)
    session.run(keep_snapshot(demo_snapshot(), merge=False))
    return session


def complete(session: Session) -> None:
    """Complete the draft: accept findings, then add the fictional answers, then the files."""
    for requirement in session.state.checklist.requirements:
        invented = demo_response(requirement)
        if session.state.draft.response(requirement.id).empty:
            session.accept(requirement.id)
        shown = session.state.draft.response(requirement.id)
        if not shown.evidence and not invented.empty:
            notes, status = shown.notes or invented.notes, shown.status or invented.status
            answer = shown.model_copy(update={"status": status, "evidence": invented.evidence, "notes": notes})
            session.set_response(requirement.id, answer)
    for requirement_id, name, data in demo_files():
        if session.state.checklist.get(requirement_id):
            value = session.files.put(name, data)
            session.list_files(session.files.files())
            answer = session.state.draft.response(requirement_id)
            evidence = tuple(dict.fromkeys((*answer.evidence, value)))
            session.set_response(requirement_id, answer.model_copy(update={"evidence": evidence}))
