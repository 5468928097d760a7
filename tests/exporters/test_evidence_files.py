"""Evidence files of an export: each content once, within the limits."""

import pytest

from checklists.drafts.evidence_intake import FILE_LIMIT
from checklists.errors import ExportError
from checklists.model.draft import Draft
from exporters.evidence_files import each_once, require_limits


def once(evidence: list[str], contents: dict[str, bytes]) -> tuple[list[str], tuple[str, ...]]:
    draft = Draft(name="Nebula", checklist="1.37").with_evidence("gang_scheduling", evidence)
    kept, after = each_once(draft, contents)
    return list(kept), after.response("gang_scheduling").evidence


@pytest.mark.parametrize(
    ("evidence", "names", "kept", "after"),
    [
        (["a.md", "b.md#x", "c.md"], "a.md b.md c.md", ["a.md"], ("a.md", "a.md#x")),
        (["a.md", "https://nebula.example/b.md"], "a.md b.md", ["a.md"], ("a.md", "https://nebula.example/b.md")),
        (["a.log", "e2e.log"], "a.log e2e.log", ["a.log", "e2e.log"], ("a.log", "e2e.log")),
        (["e2e.log#T", "run-2/e2e.log#U"], "e2e.log run-2/e2e.log", ["e2e.log"], ("e2e.log#T", "e2e.log#U")),
        (["a.md", "logs"], "a.md logs/a.md", ["a.md", "logs/a.md"], ("a.md", "logs")),
    ],
)
def test_equal_files_are_exported_once(
    evidence: list[str], names: str, kept: list[str], after: tuple[str, ...]
) -> None:
    assert once(evidence, dict.fromkeys(names.split(), b"same")) == (kept, after)


def test_different_files_stay() -> None:
    assert once(["a.md", "b.md"], {"a.md": b"a", "b.md": b"b"}) == (["a.md", "b.md"], ("a.md", "b.md"))


def test_large_exports_are_refused() -> None:
    fitting = dict.fromkeys(("a.log", "b.log"), b"x" * FILE_LIMIT)
    require_limits(fitting)
    with pytest.raises(ExportError, match=r"have 30\.0 MiB together; the limit is 25 MiB"):
        require_limits({**fitting, "c.log": b"x" * FILE_LIMIT})
    with pytest.raises(ExportError, match=r"^c\.log is larger than 10 MiB"):
        require_limits({"c.log": b"x" * (FILE_LIMIT + 1)})
