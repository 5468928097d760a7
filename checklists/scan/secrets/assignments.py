"""Passwords, tokens and keys that are assigned to a name such as `password`, in any file format."""

import re

from checklists.scan.placeholders import is_password, is_random
from checklists.scan.rule import PatternRule, Rule

_ASSIGN = r"(?:\\{0,3}[\"'])?\]?[ \t]{0,40}(?:[:=]|=>|:=)[ \t]{0,40}(?:[|>][+-]?[ \t]{0,3}\n\s{1,40})?(?:!!str[ ])?"
_PASSWORD_NAME = r"(?:password|passwd|passphrase|passwort|(?<![a-z])pwd|[_.-]pass|\bpass|passcode|community[_-]?string|bindpw)[_-]?\d{0,2}"
_TOKEN_NAME = (
    r"(?:token|secret|api[_-]?key|secret[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|auth[_-]?key|encryption[_-]?key"
    r"|signing[_-]?key|master[_-]?key|license[_-]?key|app[_-]?key|subscription[_-]?key|credentials?|cred|client[_-]?key"
    r"|webhook[_-]?secret|cookie|session[_-]?id|sessionid|csrf|jwt|hmac|auth)"
    r"[_-]?(?:value|data|string|text|b64|base64|\d{1,2})?"
)
_OUTCOME = re.compile(r"\bP(?:ass|ASS)\W{0,60}$")
"""`PASS: TestScheduling` is the outcome of a test."""
_QUOTED = r"\\{0,3}[\"'](?P<v>[^\"'\\\n]{3,2000})\\{0,3}[\"']"
_BARE = r"(?P<v>[^\s\"'`,;<>{}\[\]()|\\*]{4,2000})"


def _is_bare_password(value: str, before: str) -> bool:
    """Accept an unquoted password; lower-case words are prose."""
    text = value.rstrip(".:")
    return (
        _is_quoted_password(text, before)
        and not (text.isalpha() and (text.islower() or text.istitle()))
        and len(text) > 4
    )


def _is_quoted_password(value: str, before: str) -> bool:
    return is_password(value, before) and not _OUTCOME.search(before)


def _is_key(value: str, before: str) -> bool:
    return len(value) >= 12 and " " not in value and is_random(value, before)


ASSIGNMENTS: tuple[Rule, ...] = (
    PatternRule(
        "environment-secret",
        "secret in an environment variable",
        (
            "passw",
            "passphrase",
            "token",
            "secret",
            "api_key",
            "apikey",
            "access_key",
            "accesskey",
            "credential",
            "_pass",
            "_pwd",
            "private_key",
            "privatekey",
        ),
        r"name\\{0,3}[\"']?[ ]{0,3}[:=][ ]{0,3}\\{0,3}[\"']?[\w.-]{0,80}(?:PASSW(?:OR)?D|PASSPHRASE|TOKEN(?!S|IZER)|SECRET|API_?KEY|ACCESS_?KEY"
        r"|CREDENTIAL|_PASS|_PWD|PRIVATE_?KEY)[\w.-]{0,20}\\{0,3}[\"']?[ ]{0,3},?\s{0,80}\\{0,3}[\"']?value\\{0,3}[\"']?[ ]{0,3}:[ ]{0,3}"
        r"\\{0,3}[\"']?(?P<v>[^\s\"'\\]{4,2000})",
        accepts=is_password,
        lines=3,
    ),
    PatternRule(
        "quoted-password",
        "password",
        ("pass", "pwd", "community", "bindpw"),
        rf"{_PASSWORD_NAME}{_ASSIGN}{_QUOTED}",
        accepts=_is_quoted_password,
    ),
    PatternRule(
        "password",
        "password",
        ("pass", "pwd", "community", "bindpw"),
        rf"{_PASSWORD_NAME}{_ASSIGN}{_BARE}",
        accepts=_is_bare_password,
    ),
    PatternRule(
        "xml-password",
        "password",
        ("pass", "token", "secret"),
        r"<(?:[\w:]{0,40}(?:password|passwd|passphrase|token|secret))[^<>]{0,100}>(?P<v>[^<>\s]{3,500})</",
        accepts=is_password,
    ),
    PatternRule(
        "token",
        "token or key",
        ("token", "secret", "key", "cred", "cookie", "session", "csrf", "jwt", "hmac", "auth"),
        rf"{_TOKEN_NAME}{_ASSIGN}\\{{0,3}}[\"']?{_BARE}",
        accepts=_is_key,
    ),
)
