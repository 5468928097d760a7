"""Any text becomes one line of YAML that reads back unchanged."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from exporters.product_yaml.yaml_quoting import quote_yaml

CASES = [
    ("", '""'),
    ("plain", '"plain"'),
    ("yes", '"yes"'),
    ("1.0", '"1.0"'),
    ('say "hi"', r'"say \"hi\""'),
    ("C:\\temp", r'"C:\\temp"'),
    ("two\nlines\n", r'"two\nlines\n"'),
    ("tab\there", r'"tab\there"'),
    ("# no comment: [x] {y} & *z !t %d @a `b", '"# no comment: [x] {y} & *z !t %d @a `b"'),
    ("Zürich 東京 🚀", '"Zürich 東京 🚀"'),
    ("nel\x85ls\u2028ps\u2029bom\ufeff", r'"nel\x85ls\u2028ps\u2029bom\uFEFF"'),
    ("\u202eevil\u202c \x1b[31m\x00", r'"\u202Eevil\u202C \x1B[31m\x00"'),
    ("\U000e0041\ufffe", r'"\U000E0041\uFFFE"'),
    ("half \ud83d", '"half \ufffd"'),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quoting_of_scalars(text: str, expected: str) -> None:
    assert quote_yaml(text) == expected


@given(st.text())
def test_any_text_is_read_back_from_one_line(text: str) -> None:
    line = quote_yaml(text)
    assert len(line.splitlines()) == 1
    assert yaml.safe_load(f"value: {line} # comment\n") == {"value": text}
    assert line.encode().decode() == line
