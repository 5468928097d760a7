"""Exceptions for expected failures, each a sentence with a next step."""


class AiconformError(Exception):
    """Failure caused by a user, a file, a cluster or a network; shown as a sentence and a hint, exit code 3."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __rich__(self) -> str:
        """Keep crash reports to the sentence: no locals, so no secrets."""
        return self.message


class ProgramDataError(AiconformError):
    """A checklist or member list that could not be found, read or trusted."""


class DraftError(AiconformError):
    """A draft that could not be opened, read or saved."""


class DamagedDraft(DraftError):
    """A draft's file that is not a draft; it was set aside and not overwritten."""


class NewerDraft(DraftError):
    """A draft written by a later version of aiconform."""


class NotWritten(DraftError):
    """A draft that could not be written; the file is unchanged, and a retry may work."""

    def __init__(self, message: str, hint: str = "", *, short: str = "") -> None:
        """`short` is the reason in a few words."""
        super().__init__(message, hint)
        self.short = short


class ChangedOnDisk(DraftError):
    """The draft file was changed by another program since it was read."""


class ClusterError(AiconformError):
    """A cluster that could not be reached or permitted no read."""


class SnapshotError(AiconformError):
    """A snapshot file that could not be read or written."""


class WebError(AiconformError):
    """A download that failed."""


class ExportError(AiconformError):
    """A submission that could not be written."""


class SubmissionError(AiconformError):
    """A submission's file that is missing or unreadable."""


class SubmissionUnreadable(SubmissionError):
    """A submission's file that the system refuses to read, so no verdict is possible."""


class ScanError(AiconformError):
    """A file that cannot be scanned for secrets."""
