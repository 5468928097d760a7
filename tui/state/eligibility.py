"""The questions that come before the checklist, and what each answer leads to. No answer blocks anything."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EligibilityAnswer:
    """One possible answer."""

    value: str
    label: str
    consequence: str


@dataclass(frozen=True)
class EligibilityQuestion:
    """One question about the product or its vendor."""

    id: str
    label: str
    answers: tuple[EligibilityAnswer, ...]

    def consequence(self, value: str | None, minor: str) -> str:
        """What an answer leads to for that Kubernetes minor; empty while there is no answer."""
        return next((a.consequence.format(minor=minor) for a in self.answers if a.value == value), "")


QUESTIONS: tuple[EligibilityQuestion, ...] = (
    EligibilityQuestion(
        "base",
        "Kubernetes certified?",
        (
            EligibilityAnswer("yes", "Yes", "The link below names its entry in cncf/k8s-conformance."),
            EligibilityAnswer(
                "underway",
                "Under way",
                "Go on here, and open the pull request once the base entry is merged: until then its link is refused.",
            ),
            EligibilityAnswer(
                "no",
                "Not yet",
                "Only products that are certified for Kubernetes {minor} are taken. Start that at "
                "github.com/cncf/k8s-conformance; everything here can be prepared meanwhile.",
            ),
        ),
    ),
    EligibilityQuestion(
        "member",
        "CNCF member?",
        (
            EligibilityAnswer(
                "yes", "Yes", "Below, search the member list: the name must be spelt exactly as it stands there."
            ),
            EligibilityAnswer(
                "project",
                "CNCF project",
                "The automatic check refuses a name that is no member's; reviewers have taken projects all the same. "
                "Say so in the pull request.",
            ),
            EligibilityAnswer(
                "no",
                "No",
                "The automatic check refuses the vendor name until the organization is a member: cncf.io/about/join.",
            ),
        ),
    ),
    EligibilityQuestion(
        "product",
        "What is it?",
        (
            EligibilityAnswer("own", "Its own distribution", "You answer for every layer."),
            EligibilityAnswer(
                "layered",
                "Built on another one",
                "Say in each requirement's notes which of the two provides it; at least one feature must be your own.",
            ),
        ),
    ),
    EligibilityQuestion(
        "release",
        "Released?",
        (
            EligibilityAnswer("released", "Yes, publicly", "The submission becomes a public pull request."),
            EligibilityAnswer(
                "private",
                "Not yet",
                "Reviewed in private: instead of a pull request, the same folder goes to conformance@cncf.io as a zip, "
                "with the evidence itself.",
            ),
        ),
    ),
)
