"""The questions that help to answer a requirement whose text starts with a condition."""

from checklists.decisions.tree import Conclusion, Option, Question
from checklists.model.checklist import Status

_NODES_SHOWN = Question(
    "Was it shown for nodes with accelerators?",
    (
        Option(
            "both",
            "Both ways: a node came, and left again",
            Conclusion(
                Status.IMPLEMENTED,
                "It is there, and it was shown.",
                "Name the autoscaler and its version, the kind of accelerator, and which evidence shows both ways.",
            ),
        ),
        Option(
            "up",
            "Only that a node came",
            Conclusion(
                Status.PARTIALLY_IMPLEMENTED,
                "Half of it was shown. Show the node leaving too, and it is Implemented.",
                "Say what was shown, and what is missing.",
            ),
        ),
        Option(
            "none",
            "Not yet",
            Conclusion(
                Status.NOT_IMPLEMENTED,
                "The condition is met, and nothing shows it yet. Prove it first: the page says how.",
                "Say what is missing.",
            ),
        ),
    ),
)
_CLUSTER_AUTOSCALING = Question(
    "Can software add nodes to a cluster of the product, and remove them?",
    (
        Option("provides", "Yes: the product, or its cloud, does it", _NODES_SHOWN),
        Option("allows", "Yes: with an autoscaler that customers install", _NODES_SHOWN),
        Option(
            "fixed",
            "No: nodes come and go by hand alone",
            Question(
                "Is that so wherever the product is sold to run?",
                (
                    Option(
                        "everywhere",
                        "Everywhere: it lies in the product's design",
                        Conclusion(
                            Status.NOT_APPLICABLE,
                            "The condition cannot arise. That the product has no autoscaler would be no reason.",
                            "Say what in the design keeps software from adding and removing nodes.",
                        ),
                    ),
                    Option("some", "Somewhere software can: there it applies", _NODES_SHOWN),
                ),
            ),
        ),
    ),
)
_POD_AUTOSCALING = Question(
    "Does the product serve the HorizontalPodAutoscaler API?",
    (
        Option(
            "yes",
            "Yes, as Kubernetes does",
            Question(
                "Was it shown with pods that hold accelerators?",
                (
                    Option(
                        "metric",
                        "Up and down, by a metric of the AI work",
                        Conclusion(
                            Status.IMPLEMENTED,
                            "It is there, and it was shown.",
                            "Name the metric, where it comes from, and which evidence shows both ways.",
                        ),
                    ),
                    Option(
                        "resource",
                        "By CPU or memory, or one way only",
                        Conclusion(
                            Status.PARTIALLY_IMPLEMENTED,
                            "The requirement asks for a metric of the AI work, and for both ways.",
                            "Say what was shown, and what is missing.",
                        ),
                    ),
                    Option(
                        "none",
                        "Not yet",
                        Conclusion(
                            Status.NOT_IMPLEMENTED,
                            "The condition is met, and nothing shows it yet. Prove it first: the page says how.",
                            "Say what is missing.",
                        ),
                    ),
                ),
            ),
        ),
        Option(
            "no",
            "No, that API is not there",
            Conclusion(
                Status.NOT_APPLICABLE,
                "Then the condition does not arise. It is part of every certified Kubernetes, so make sure.",
                "Say why the API is not served.",
            ),
        ),
    ),
)
_DECISIONS = {"cluster_autoscaling": _CLUSTER_AUTOSCALING, "pod_autoscaling": _POD_AUTOSCALING}


def decision_question(requirement: str) -> Question | None:
    """The first question for a requirement; None for most, whose text has no condition."""
    return _DECISIONS.get(requirement)
