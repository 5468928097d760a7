"""Recognition of values that are not secrets: placeholders, masks, references and plain names."""

import re

_MASK = re.compile(
    r"redacted|example|change[-_ ]?(?:me|it)|placeholder|dummy|omitted|hidden|masked|removed|replace[-_ ]?(?:me|with)"
    r"|insert|todo|your[-_ ]|(?:^|[-_])(?:your|my)[-_]?(?:api|token|secret|pass|key)|xxxx|\*{3}|\.{3}|…|\bn/?a\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[<%]|\$[A-Z_a-z({]|\{\{|[@&]\w+;|#\{")
_PROSE = """
    absent admin and auth authentication authorization base64 based basic bearer bytes changed correct created
    data default denied disabled empty enabled encrypted env environment expired expires false field file for from
    generated incorrect invalid is key login manager missing must nil no none not null opaque optional pass
    passphrase passwd password policy present prompt protected required reset root rotation secret secretref
    should stdin str string text the token true undefined unknown unset updated user username valid value vault
    was with wrong yes
"""
_WORDS = frozenset(_PROSE.split())
_SAMPLES = frozenset({"abcdef.0123456789abcdef", "123456", "12345678", "0123456789abcdef"})
_PATH = re.compile(r"(?:\.{0,2}/|~/|[A-Za-z]:\\|[a-z][\w+.-]{1,20}://|[\w-]+(?:\.[\w-]+)+/)")


def is_placeholder(value: str) -> bool:
    """Return whether a value is a placeholder: `REDACTED`, `${TOKEN}`, `<your key>`, `********`."""
    text = value.strip("\"'`,;")
    return (
        len(set(text)) <= 2
        or text.lower() in _WORDS
        or text.lower() in _SAMPLES
        or _REFERENCE.match(text) is not None
        or _MASK.search(text) is not None
    )


def is_password(value: str, _: str) -> bool:
    """Accept a possible password: at least 4 characters, not a placeholder, not a path."""
    return len(value) >= 4 and not is_placeholder(value) and not _PATH.match(value)


def is_random(value: str, _: str) -> bool:
    """Accept a value that seems generated: letters with digits, not a path, not a name made of words."""
    if is_placeholder(value) or _PATH.match(value):
        return False
    letters, digits = sum(c.isalpha() for c in value), sum(c.isdigit() for c in value)
    if letters < 3 or not (digits or (value != value.lower() and value != value.upper() and len(value) > 20)):
        return False
    words = re.findall(r"(?<![A-Za-z0-9])(?:[a-z]{3,}|[A-Z]{3,}|[A-Z][a-z]{2,})(?![A-Za-z0-9])", value)
    return sum(map(len, words)) * 2 < letters + digits


def is_real(value: str, _: str) -> bool:
    """Accept everything but placeholders."""
    return not is_placeholder(value)
