"""Why a file has no test results that the program could read."""

from checklists.errors import AiconformError


class ArtifactUnreadable(AiconformError):
    """A file that is called as test results are, and holds none."""

    def __init__(self, message: str, hint: str = "", *, ginkgo: bool = False) -> None:
        super().__init__(message, hint)
        self.ginkgo = ginkgo
        """It is what Ginkgo prints: nothing is wrong with it but its name."""
