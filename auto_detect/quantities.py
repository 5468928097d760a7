"""Parser of Kubernetes quantities: `8`, `1k`, `500m`, `1Ki`, `1.5e3`.

Grammar, rounding and bounds follow `ParseQuantity` of k8s.io/apimachinery/pkg/api/resource.
"""

import re
from fractions import Fraction

from auto_detect.text_kinds import Quantity

_TEXT = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
    r"(?P<suffix>[numkMGTPE]?|[KMGTPE]i|[eE][+-]?[0-9]+)"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_LONGEST = 256
"""Characters of a quantity; longer ones count as invalid."""
_MOST = 2**63 - 1
"""Larger quantities are capped, as in the API server."""
_FINEST = 10**9
"""Smaller parts than a billionth are rounded away from zero."""
_MAX_EXPONENT = 400


def parse_quantity(quantity: Quantity) -> Fraction | None:
    """Return a quantity as an exact number; None if it is invalid."""
    if isinstance(quantity, float):
        return parse_quantity(repr(quantity))
    if isinstance(quantity, int):
        return _bounded(Fraction(quantity))
    match = _TEXT.fullmatch(quantity) if len(quantity) <= _LONGEST else None
    if match is None or not (match["whole"] or match["part"]):
        return None
    part = match["part"] or ""
    number = Fraction(int(match["whole"] + part or "0"), 10 ** len(part))
    suffix = match["suffix"]
    if suffix in _BINARY:
        number *= 2 ** _BINARY[suffix]
    elif number:
        exponent = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:])
        exponent = max(-_MAX_EXPONENT, min(exponent, _MAX_EXPONENT))
        number *= Fraction(10) ** exponent
    return _bounded(-number if match["sign"] == "-" else number)


def whole_units(quantity: Quantity) -> int:
    """Return how many whole units of a device a quantity counts; 0 if it is negative or invalid."""
    number = parse_quantity(quantity)
    return max(0, number.__floor__()) if number is not None else 0


def plain_number(text: str) -> int:
    """Return the number in a label or annotation, which holds plain digits; 0 if it is anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _bounded(number: Fraction) -> Fraction:
    scaled = abs(number) * _FINEST
    size = min(Fraction(-(-scaled.numerator // scaled.denominator), _FINEST), Fraction(_MOST))
    return -size if number < 0 else size
