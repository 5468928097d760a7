"""Eligibility questions and the consequences of each answer. No answer blocks anything."""

from dataclasses import dataclass

from checklists.model.draft import Draft


@dataclass(frozen=True)
class EligibilityAnswer:
    """Possible answer to an eligibility question."""

    value: str
    label: str
    consequence: str


@dataclass(frozen=True)
class EligibilityQuestion:
    """Question about the product or its vendor."""

    id: str
    label: str
    answers: tuple[EligibilityAnswer, ...]

    def consequence(self, value: str | None, minor: str) -> str:
        """Return what an answer means for a Kubernetes minor; empty without an answer."""
        return next((a.consequence.format(minor=minor) for a in self.answers if a.value == value), "")


QUESTIONS: tuple[EligibilityQuestion, ...] = (
    EligibilityQuestion(
        "base",
        "Kubernetes certified?",
        (
            EligibilityAnswer("yes", "Yes", "Link its entry in cncf/k8s-conformance below."),
            EligibilityAnswer(
                "underway",
                "In progress",
                "Open the pull request once the base entry is merged: the check rejects its link before.",
            ),
            EligibilityAnswer(
                "no",
                "Not yet",
                "Only products certified for Kubernetes {minor} are accepted. Start at "
                "github.com/cncf/k8s-conformance and prepare the rest here.",
            ),
        ),
    ),
    EligibilityQuestion(
        "member",
        "CNCF member?",
        (
            EligibilityAnswer(
                "yes", "Yes", "Pick the vendor from the member list below: the spelling has to match exactly."
            ),
            EligibilityAnswer(
                "project",
                "CNCF project",
                "The automatic check rejects names of non-members, but reviewers have accepted projects. "
                "Mention the project in the pull request.",
            ),
            EligibilityAnswer(
                "no",
                "No",
                "The automatic check rejects the vendor until the organization is a member: cncf.io/about/join.",
            ),
        ),
    ),
    EligibilityQuestion(
        "product",
        "Product",
        (
            EligibilityAnswer("own", "Own distribution", "Your answers cover every layer."),
            EligibilityAnswer(
                "layered",
                "Built on another one",
                "Choose on each requirement who provides it; at least one feature must be your own.",
            ),
        ),
    ),
    EligibilityQuestion(
        "release",
        "Released?",
        (
            EligibilityAnswer("released", "Publicly", "The submission becomes a public pull request."),
            EligibilityAnswer(
                "private",
                "Not yet",
                "Private review: instead of a pull request, email the folder to conformance@cncf.io as a zip, "
                "with all evidence files.",
            ),
        ),
    ),
)


def is_unreleased(draft: Draft) -> bool:
    """Return whether the product is not released yet, so that its review has to be private."""
    return draft.eligibility.get("release") == "private"


def eligibility_question(id: str | None) -> EligibilityQuestion | None:
    """Return the question with that id; None for another field."""
    return next((question for question in QUESTIONS if question.id == id), None)
