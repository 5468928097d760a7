"""The questions of the wizard in words; the first answer is always the harmless one."""

from checklists.drafts.obstacle import Obstacle
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.drafts_service import DraftRow
from tui.state.session.session import State
from tui.text.content import join, line, lines


def delete(row: DraftRow) -> QuestionDialog:
    """Before a draft goes to the trash."""
    return QuestionDialog(
        join("Delete ", line(row.name), "?"),
        "It goes to the trash with its evidence and can be taken back from there.",
        [("keep", "Keep it"), ("delete", "Move to the trash")],
    )


def damaged(row: DraftRow) -> QuestionDialog:
    """What to do with a draft that cannot be read."""
    answers = [("nothing", "Leave it as it is")]
    if row.backup:
        answers.append(("restore", "Restore the backup"))
    return QuestionDialog(
        join("Draft ", line(row.name)),
        lines(
            line(row.trouble or ""),
            "",
            f"There is a backup of the save before, {row.backup}. The damaged file is kept beside it."
            if row.backup
            else "There is no backup. The file is kept as it is; it is text and can be mended in an editor.",
        ),
        answers,
    )


def changed_on_disk(state: State) -> QuestionDialog:
    """Somebody else changed the file: both versions survive."""
    return QuestionDialog(
        "The draft was changed by another program",
        lines(
            join("The file of ", line(state.draft.name), " is not the one that was opened here."),
            "Nothing was overwritten. What you entered since is still here, and not saved yet.",
        ),
        [("copy", "Keep mine as a copy"), ("load", "Load the file's version"), ("later", "Decide later")],
    )


def take_over(obstacle: Obstacle) -> QuestionDialog:
    """Before a draft is taken from a session that may have ended."""
    return QuestionDialog(
        "Take the draft over?",
        lines(
            line(obstacle.message),
            "If that session still runs, it becomes read-only; it can keep unsaved answers as a copy.",
        ),
        [("wait", "Stay read-only"), ("take", "Take it over")],
    )


def not_saved(state: State) -> QuestionDialog:
    """Quitting would lose something."""
    error = state.save_error
    return QuestionDialog(
        "Not saved",
        lines(
            line(error.message if error else "The disk has not finished saving yet."),
            line(error.hint if error else "Wait, then try again."),
            "",
            "Leaving now loses what was entered since the last save.",
        ),
        [("stay", "Stay here"), ("copy", "Save as a copy and leave"), ("leave", "Leave without saving")],
    )
