"""The verdict on a file as text."""

from pathlib import Path

from checklists.model.problem import Problem, Severity
from checklists.validate import FileReport
from tui.reports.verdict_report import verdict_lines


def problem(severity: Severity, code: str, subject: str, hint: str, line: int | None = 7) -> Problem:
    return Problem(severity, code, subject, f"metadata.{subject}", f"Something with {subject}.", hint, line)


def test_advice_is_separate_and_each_kind_is_listed_once() -> None:
    report = FileReport(
        Path("v1.37/nebula/PRODUCT.yaml"),
        (
            problem(Severity.WARNING, "must-not-applicable", "cluster_autoscaling", "Explain."),
            problem(Severity.ADVICE, "link-to-branch", "gang_scheduling", "Link https://a.example/1 instead."),
            problem(Severity.ADVICE, "evidence-none", "gpu_sharing", "Add some.", None),
            problem(Severity.ADVICE, "link-to-branch", "pod_autoscaling", "Link https://a.example/2 instead.", 9),
            problem(Severity.ADVICE, "link-to-branch", "ai_inference", "Ask."),
        ),
    )
    assert list(verdict_lines(report)) == [
        "v1.37/nebula/PRODUCT.yaml: pass (1 warning, advice on 4 points)",
        "  warning line 7: must-not-applicable cluster_autoscaling - Something with cluster_autoscaling.",
        "          Explain.",
        "  advice  evidence-none",
        "          gpu_sharing - Something with gpu_sharing.",
        "          Add some.",
        "  advice  link-to-branch",
        "          line 7: gang_scheduling - Something with gang_scheduling.",
        "          line 9: pod_autoscaling - Something with pod_autoscaling.",
        "          line 7: ai_inference - Something with ai_inference.",
        "          Link https://a.example/1 instead.",
        "          Ask.",
    ]
