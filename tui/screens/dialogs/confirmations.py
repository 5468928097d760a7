"""The wizard's confirmations; the first answer is always the safe one."""

from typing import TYPE_CHECKING

from checklists.drafts.obstacle import Obstacle
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.draft_rows import DraftRow
from tui.state.session.state import State
from tui.text.content import join, line, lines
from tui.text.key_hints import key_of

if TYPE_CHECKING:
    from checklists.scan.publication import PlacedMatch


def delete(row: DraftRow) -> QuestionDialog:
    """Return the question before a draft goes to the trash."""
    return QuestionDialog(
        join("Delete ", line(row.name), "?"),
        "The draft goes to the trash with its evidence and can be restored from there.",
        [("keep", "Keep it"), ("delete", "Move to trash")],
    )


def damaged(row: DraftRow) -> QuestionDialog:
    """Return the question about an unreadable draft."""
    answers = [("nothing", "Leave it as it is")]
    if row.backup:
        answers.append(("restore", "Restore the backup"))
    return QuestionDialog(
        join("Draft ", line(row.name)),
        lines(
            line(row.trouble or ""),
            "",
            f"A backup of the previous save exists: {row.backup}. Restoring it keeps the damaged file."
            if row.backup
            else "No backup exists. The file stays as it is; it is plain text and can be repaired in an editor.",
        ),
        answers,
    )


def changed_on_disk(state: State) -> QuestionDialog:
    """Return the question which version to keep after another program changed the file."""
    return QuestionDialog(
        "The draft was changed by another program",
        lines(
            join("The file of ", line(state.draft.name), " changed since it was opened here."),
            "Nothing was overwritten. Your entries since then are still here, but not saved yet.",
        ),
        [("copy", "Keep mine as a copy"), ("load", "Load the file's version"), ("later", "Decide later")],
    )


def take_over(obstacle: Obstacle) -> QuestionDialog:
    """Return the question before a draft is taken over from another session."""
    return QuestionDialog(
        "Take the draft over?",
        lines(
            line(obstacle.message),
            "If that session is still running, it becomes read-only; it can save its answers as a copy.",
        ),
        [("wait", "Stay read-only"), ("take", "Take over")],
    )


def not_saved(state: State) -> QuestionDialog:
    """Return the question before leaving with unsaved answers."""
    error = state.save_error
    return QuestionDialog(
        "Not saved",
        lines(
            line(error.message if error else "The disk has not finished saving yet."),
            line(error.hint if error else "Wait, then try again."),
            "",
            "Leaving now loses your entries since the last save.",
        ),
        [("stay", "Stay here"), ("copy", "Save as a copy and leave"), ("leave", "Leave without saving")],
    )


def secret(found: "PlacedMatch") -> QuestionDialog:
    """Return the question what the export does with a secret; the value of the secret is not shown."""
    answers = [("go", "Remove it myself"), ("allow", "Not a secret")]
    if found.replaceable:
        answers.insert(1, ("replace", "Export REDACTED instead"))
    return QuestionDialog(
        line(found.match.title),
        lines(
            line(found.where),
            "",
            "Revoke a secret that other people could see, whatever you decide. A decision counts for the same value in "
            f"all places; {key_of('wizard.undo', 'ctrl+z')} or `aiconform drafts undecide` takes it back.",
        ),
        answers,
    )
