"""Quantities: every form that the API server accepts, with its value; nothing that it rejects."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auto_detect.quantities import parse_quantity, plain_number, whole_units
from auto_detect.text_kinds import Quantity

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
MOST = 2**63 - 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("8", 8),
        (8, 8),
        ("+8", 8),
        ("-8", -8),
        ("1k", 1000),
        ("1Ki", 1024),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1e+3", 1000),
        ("1e-3", Fraction(1, 1000)),
        ("1E", 10**18),
        ("1Ei", 2**60),
        ("500m", Fraction(1, 2)),
        ("1.", 1),
        (".5", Fraction(1, 2)),
        ("1.5Gi", 3 * 2**29),
        ("0.5n", Fraction(1, 10**9)),
        ("-0.5n", Fraction(-1, 10**9)),
        ("9E", 9 * 10**18),
        ("100E", MOST),
        ("1e400", MOST),
        ("1e99999999999", MOST),
        ("0e99999999999", 0),
        ("1e-99999999999", Fraction(1, 10**9)),
        (0.5, Fraction(1, 2)),
    ],
)
def test_forms_that_the_api_server_accepts(text: Quantity, value: int) -> None:
    assert parse_quantity(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "+",
            "-",
            ".",
            "k",
            "Ki",
            "1K",
            "1ki",
            "1mi",
            "1 ",
            " 1",
            "1 k",
            "1i",
            "1.1.M",
            "1+1M",
            "1e",
            "1e+",
            "1ee3",
        ),
        "0x8",
        "1_000",
        "1,000",
        "١",
        "8\n",
        "NaN",
        "inf",
        "--1",
        "1k1",
        "1kk",
        "1e3k",
        "9" * 300,
    ],
)
def test_forms_that_it_rejects(text: str) -> None:
    assert parse_quantity(text) is None
    assert whole_units(text) == 0


@given(st.text(max_size=12) | st.text("0123456789.+-eEinumkKMGTP", max_size=12) | st.integers() | st.floats())
def test_no_input_fails(text: Quantity) -> None:
    value = parse_quantity(text)
    assert value is None or abs(value) <= MOST
    assert 0 <= whole_units(text) <= MOST


DIGITS = st.text("0123456789", max_size=6)
NUMBERS = st.tuples(st.sampled_from(["", "+", "-"]), DIGITS, st.sampled_from(["", "."]), DIGITS)
SUFFIXES = st.sampled_from([*DECIMAL, *BINARY]) | st.tuples(
    st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 12).map(str)
).map("".join)


@given(NUMBERS, SUFFIXES)
def test_the_value_is_the_number_times_its_suffix(parts: tuple[str, str, str, str], suffix: str) -> None:
    sign, whole, dot, fraction = parts
    fraction = fraction if dot else ""
    text = sign + whole + dot + fraction + suffix
    if not whole and not fraction:
        assert parse_quantity(text) is None
        return
    factor = Fraction(1024) ** BINARY[suffix] if suffix in BINARY else Fraction(10) ** _exponent(suffix)
    exact = Fraction(int(whole + fraction), 10 ** len(fraction)) * factor
    nanos = -(-(exact * 10**9).numerator // (exact * 10**9).denominator)
    size = min(Fraction(nanos, 10**9), Fraction(MOST))
    assert parse_quantity(text) == (-size if sign == "-" else size)


def _exponent(suffix: str) -> int:
    return DECIMAL[suffix] if suffix in DECIMAL else int(suffix[1:])


@given(st.integers(0, 10**15))
def test_spellings_of_one_number_are_equal(number: int) -> None:
    spellings = [str(number), f"{number}000m", f"{number}e0", f"{number}.0", f"0.{number:030d}e30"]
    assert {parse_quantity(text) for text in spellings} == {Fraction(number)}
    assert whole_units(json.loads(json.dumps(number))) == number


@pytest.mark.parametrize(("text", "number"), [("8", 8), ("", 0), ("-1", 0), ("1k", 0), ("8 ", 0), ("9" * 12, 0)])
def test_labels_hold_plain_numbers(text: str, number: int) -> None:
    assert plain_number(text) == number
