"""The decision records share one form, so that a reader finds date, status and rejected options in each."""

import re
from pathlib import Path

RECORDS = Path(__file__).resolve().parents[1] / "docs" / "decisions"
HEAD = re.compile(
    r"# (\d{4}): \S.*\n- Date: \d{4}-\d\d-\d\d\n- Status: (?:accepted|superseded by (\d{4}))\n\n## Decision\n"
)


def test_every_record_has_date_status_decision_and_rejected_options() -> None:
    files = sorted(path for path in RECORDS.glob("*.md") if path.name != "README.md")
    assert files
    numbers = [path.name[:4] for path in files]
    assert numbers == [f"{number:04}" for number in range(1, len(files) + 1)]
    for path in files:
        text = path.read_text(encoding="utf-8")
        head = HEAD.match(text)
        assert head, f"{path.name}: the head differs from docs/decisions/README.md"
        assert head[1] == path.name[:4]
        assert head[2] is None or head[2] in numbers
        assert re.search(r"\n## Rejected\n- ", text), f"{path.name}: no rejected option"
