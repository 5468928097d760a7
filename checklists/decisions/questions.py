"""Decision trees for the requirements whose text begins with a condition."""

from checklists.decisions.tree import Conclusion, Option, Question
from checklists.model.checklist import Status

_NOT_SHOWN = Option(
    "none",
    "Not yet",
    Conclusion(
        Status.NOT_IMPLEMENTED,
        "The condition applies, but you have no proof yet. Follow the steps in the guidance first.",
        "State what is missing.",
    ),
)
_NODES_SHOWN = Question(
    "Did you test it with accelerator nodes?",
    (
        Option(
            "both",
            "Yes: a node was added and removed again",
            Conclusion(
                Status.IMPLEMENTED,
                "The product scales accelerator nodes, and your evidence shows it.",
                "Name the autoscaler, its version and the accelerator type, and the evidence for adding and removing.",
            ),
        ),
        Option(
            "up",
            "Only adding a node",
            Conclusion(
                Status.PARTIALLY_IMPLEMENTED,
                "Scale-down is unproven. Show that the node is removed, then answer Implemented.",
                "State what you tested and what is missing.",
            ),
        ),
        _NOT_SHOWN,
    ),
)
_CLUSTER_AUTOSCALING = Question(
    "Can software add nodes to a cluster of the product and remove them?",
    (
        Option("provides", "Yes: the product or its cloud does this", _NODES_SHOWN),
        Option("allows", "Yes: with an autoscaler that customers install", _NODES_SHOWN),
        Option(
            "fixed",
            "No: people add and remove nodes by hand",
            Question(
                "Does this hold for every environment in which the product is sold?",
                (
                    Option(
                        "everywhere",
                        "Yes: it follows from the product's design",
                        Conclusion(
                            Status.NOT_APPLICABLE,
                            "The condition cannot apply. A missing autoscaler alone would not be a reason.",
                            "State which part of the design prevents software from adding and removing nodes.",
                        ),
                    ),
                    Option("some", "No: in some environments software can add nodes", _NODES_SHOWN),
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
                "Did you test it with pods that use accelerators?",
                (
                    Option(
                        "metric",
                        "Up and down, by a metric of the AI workload",
                        Conclusion(
                            Status.IMPLEMENTED,
                            "The product scales these pods, and your evidence shows it.",
                            "Name the metric, its source, and the evidence for scaling up and down.",
                        ),
                    ),
                    Option(
                        "resource",
                        "By CPU or memory, or in one direction only",
                        Conclusion(
                            Status.PARTIALLY_IMPLEMENTED,
                            "The requirement needs a metric of the AI workload, scaling up and down.",
                            "State what you tested and what is missing.",
                        ),
                    ),
                    _NOT_SHOWN,
                ),
            ),
        ),
        Option(
            "no",
            "No",
            Conclusion(
                Status.NOT_APPLICABLE,
                "The condition does not apply. Verify this: every certified Kubernetes serves that API.",
                "State why the API is not served.",
            ),
        ),
    ),
)
_DECISIONS = {"cluster_autoscaling": _CLUSTER_AUTOSCALING, "pod_autoscaling": _POD_AUTOSCALING}


def decision_question(requirement: str) -> Question | None:
    """Return the first question for a requirement, or None if its text has no condition."""
    return _DECISIONS.get(requirement)
