"""A vendor's comments become remarks; the checklist's comments do not."""

from pathlib import Path

from tests.checklists.importing.submissions import imported, official, with_answer

TEXT = """\
# Kubernetes AI Conformance Checklist
# TODO
metadata:
  platformName: "Nebula # 1"   # the name since 2024
spec:
  operator:
    - id: robust_controller
      status: "Implemented" # Implemented, Not Implemented, Partially Implemented, N/A
      evidence:
        - "https://a.example/x#y"   # KubeRay
        - https://a.example/z # Kubeflow
      notes: |
        # not a comment
"""


def test_a_comment_is_kept_with_its_line(program_dir: Path) -> None:
    report = imported(TEXT, program=official(program_dir))
    assert report.draft.remarks == (
        "Comment on line 2: TODO",
        'Comment on line 4, after platformName: "Nebula # 1": the name since 2024',
        'Comment on line 10, after - "https://a.example/x#y": KubeRay',
        "Comment on line 11, after - https://a.example/z: Kubeflow",
    )
    assert report.draft.responses["robust_controller"].notes == "# not a comment\n"


def test_comments_of_a_broken_file_are_kept_too() -> None:
    report = imported(with_answer('status: "Implemented\nnotes: x # why'))
    assert report.fault is not None
    assert any(remark.endswith(": why") for remark in report.draft.remarks)


def test_no_real_submission_repeats_the_checklists_own_comments(program_dir: Path) -> None:
    program = official(program_dir)
    for file in sorted(program_dir.glob("v*/*/PRODUCT.yaml")):
        remarks = imported(file.read_bytes(), minor=file.parent.parent.name[1:], program=program).draft.remarks
        assert not any("Implemented, Not Implemented" in remark or "Participants" in remark for remark in remarks)
        if file.parent.name == "eks":
            assert any(remark.endswith(": Karpenter scaling with LLM") for remark in remarks)
