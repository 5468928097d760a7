"""Explanations of the elements of the wizard, by the name of their widget."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ElementHelp:
    """Help on an element: its purpose and an example."""

    title: str
    purpose: str
    example: str = ""


ELEMENTS = {
    "DraftList": ElementHelp(
        "Drafts",
        "One row for each draft: name, checklist, answered requirements, verdict of the program's check, last change. "
        "A draft opens on its last page.",
        "{/:home.filter} and then: 1.37 passes",
    ),
    "RailList": ElementHelp(
        "Steps",
        "All pages of the draft with their progress. Any page can be opened at any time.",
        "{5:steps.5} goes to step 5",
    ),
    "StepLine": ElementHelp(
        "Steps",
        "The current page, the answered requirements and the errors. {enter:steps.open} lists all pages.",
        "{5:steps.5} goes to step 5",
    ),
    "FilterLine": ElementHelp(
        "Filter",
        "Words to filter by, in any order. {esc:filter.clear} shows all rows again.",
        "nebula 1.37",
    ),
    "MatrixList": ElementHelp(
        "Matrix",
        "One row for each requirement: level, cluster (C), answer (A), provider in a layered product (By), "
        "evidence (Ev), to confirm (?) and problems. enter opens it.",
    ),
    "PlatformPane": ElementHelp(
        "Platform page",
        "Whether the product may be certified, and the fields that the submission states about it.",
        "{enter:pane.answer} moves to the first open field",
    ),
    "EligibilityChoice": ElementHelp(
        "Eligibility",
        "A condition of the program. The answer never blocks you; it only changes the advice on this page.",
        "{down:choice.down} moves to the next question, {space:choice.choose} chooses",
    ),
    "StatusChoice": ElementHelp(
        "Status",
        "The answer to the requirement. A MUST passes only as Implemented. N/A needs a reason in the notes, and only "
        "where the text begins with a condition.",
        "{right:choice.next}, then {space:choice.choose}",
    ),
    "EvidenceRows": ElementHelp(
        "Evidence",
        "Links and files that prove the answer, in the order of the submission. Links are requested as the program "
        "does; files are copied into the submission.",
        "https://docs.nebula.example/4.2/gateway",
    ),
    "EvidenceInput": ElementHelp(
        "New evidence",
        "A link, the path of a file or folder, such as test results, or several lines of these.",
        "~/reports/gang_scheduling.md",
    ),
    "Notes": ElementHelp(
        "Notes",
        "Text for the reviewer: the implementation, its version, and limits. Part of the submission, so public.",
        "Gateway API v1.5 with Envoy Gateway 1.8; conformance report linked above.",
    ),
    "ObservationList": ElementHelp(
        "Facts",
        "Objects of the cluster that the finding rests on, with the request that returns each.",
        "{y:observations.copy} copies the kubectl command",
    ),
    "Disclosure": ElementHelp("Section", "Opens and closes a text: {enter:disclosure.toggle}."),
    "RequirementPane": ElementHelp(
        "Requirement page",
        "What is required, what the cluster shows, and your answer: status, evidence and notes.",
        "{enter:pane.answer} moves to the first open answer",
    ),
    "ContextList": ElementHelp(
        "Contexts",
        "The contexts of the kubeconfig. {enter:contexts.read} reads the cluster; requests only read, and nothing on "
        "it is changed.",
        "{/:contexts.filter} and then: edge prod",
    ),
    "FindingList": ElementHelp(
        "Findings",
        "What the cluster shows for each requirement; the row under the cursor is shown in full. A finding is a "
        "suggestion: it answers nothing by itself.",
        "{y:findings.role} copies a ClusterRole with the permissions for everything that is read",
    ),
    "SnapshotFile": ElementHelp(
        "Snapshot file",
        "What was read from a cluster, in one file: load a colleague's file, or save this collection.",
        "edge-1.json",
    ),
    "ClusterPane": ElementHelp(
        "Cluster page",
        "Reads a cluster once and shows what it proves. Skip it, and answer by hand, if you have no access.",
    ),
    "ProblemList": ElementHelp(
        "Problems",
        "Errors and warnings of the program's check, then what a reviewer may ask. Each row has its fix.",
        "{enter:problems.go} goes to the field",
    ),
    "FileList": ElementHelp(
        "Files", "The files of the submission as they will be written. {enter:files.view} shows one."
    ),
    "ReviewPane": ElementHelp("Review page", "The verdict of the program's check on these answers, and what is left."),
    "ExportPane": ElementHelp(
        "Export page",
        "Writes the submission to a folder, usually a clone of the program's repository. Nothing is pushed.",
        "~/src/k8s-ai-conformance",
    ),
    "Button": ElementHelp("Button", "enter presses it. The first button of a question is the safe answer."),
    "ConfigurationsDialog": ElementHelp(
        "Configurations",
        "What differs between this draft and other configurations of the product. enter uses the other answer in this "
        "draft; nothing else changes.",
        "{a:configurations.all} uses all answers of the draft under the cursor",
    ),
    "DecisionDialog": ElementHelp(
        "Questions", "Answers lead to the status that the program accepts, with a reason for the notes."
    ),
    "ImportDialog": ElementHelp(
        "Import", "The name of the new draft, and the checklist that the answers are carried to."
    ),
    "ListDialog": ElementHelp(
        "List", "Typed words filter the rows; up and down move, enter chooses.", "words in any order: gpu must"
    ),
    "MatchesDialog": ElementHelp(
        "Secrets and identifiers", "Everything in the export that should not be public, with what happens to it."
    ),
    "MergeDateDialog": ElementHelp(
        "Merge date",
        "The day on which the pull request was merged: the certification ends one year later.",
        "2026-03-14",
    ),
    "NewDraftDialog": ElementHelp(
        "New self-assessment",
        "Product with version, and the Kubernetes minor of its checklist.",
        "Nebula Kubernetes 4.2",
    ),
    "PathDialog": ElementHelp(
        "Path", "A PRODUCT.yaml, or the folder that has one.", "~/src/k8s-ai-conformance/v1.36/nebula"
    ),
    "ReplaceLinkDialog": ElementHelp("Path", "A file on this machine that replaces the link.", "~/reports/proof.md"),
    "InputDialog": ElementHelp("Name", "One line; enter confirms it.", "Nebula Kubernetes 4.2"),
    "RunResultsDialog": ElementHelp(
        "Test results", "The tests of a run with the requirements that they prove. enter attaches the chosen results."
    ),
}
"""By the name of the widget's class, or of one of its base classes."""

CONCEPTS = (
    ("draft", "all answers for one product and one checklist; saved automatically, on this machine only"),
    ("detection", "reads a cluster and never changes it; suggestions count only after you accept them"),
    ("detected", "the cluster shows everything that read-only requests can show"),
    ("partly detected", "the cluster shows a part; the finding names the first missing check"),
    ("not detected", "the cluster was read and shows nothing; the product may still meet the requirement"),
    ("could not check", "a permission was missing or a request failed; the finding names the reason"),
    ("evidence", "links and files that prove an answer; public with the submission"),
    ("carried over", "an answer from an earlier submission that waits until you confirm it"),
    ("error", "the program's check would fail"),
    ("advice", "what a reviewer may ask; it changes no verdict"),
    ("snapshot", "what was read from a cluster, without secrets; names are pseudonyms unless you chose otherwise"),
    ("export", "writes the folder for the pull request; nothing is pushed"),
)
"""Words of the wizard with their meaning."""
