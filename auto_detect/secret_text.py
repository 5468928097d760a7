"""Removal of secrets from messages of credential plugins, proxies and servers."""

import re

from checklists.text import clean_line

_LONGEST = 4_000
"""Characters of a message that are searched; the displayed text is much shorter."""
_NAME = (
    r"(?:authorization|bearer|basic|credentials?|passw(?:or)?ds?|passphrases?|pwd|secrets?|tokens?|(?:api|access)?keys?)"
    r"(?:[-_ ]?(?:data|hash|string|text|value))?"
)
_GAP = r"(?:[\s\"'`\\<>(\[{|:=]|%3[ad])+(?:(?:is|was|equals|got)\s+)?"
_NAMED = re.compile(rf"(?P<names>(?:{_NAME}{_GAP})+)(?P<value>\S+)", re.IGNORECASE)
_WHOLE_LINE = re.compile(r"(?:authorization|passw(?:or)?d|passphrase|pwd)", re.IGNORECASE)
"""Names whose values can contain spaces."""
_ASSIGNED = re.compile(r"[:=>(\[{|]|%3[ad]", re.IGNORECASE)
"""Separators that mark an assignment, as opposed to prose."""
_QUOTES = "\"'`"
_LOGIN = re.compile(r"(://)[^\s/@]*@")
_OPAQUE = re.compile(r"(?=[\w+=~-]*\d)[\w+=~-]{24,}")
_PROSE = """
    a access again already an and are as at be because been before but by can cannot could couldn't data does
    doesn't empty error errors exchange exec expired expires expiry failed failure file files for format found from
    generation given had has have id if in incorrect invalid is isn't it its length lifetime malformed management
    manager mismatch missing must name names no not of on or pair pairs path paths provided provider refresh refused
    rejected request requests required response retrieval revoked server service should size source specified that
    the then this to too type types unauthorized unavailable unknown until used using validation was wasn't which
    will with without would wrong yet
"""
"""Words of prose that follow a credential's name and are not its value."""
_PLAIN = frozenset(_PROSE.split())


def without_secrets(message: str, *, limit: int = 200) -> str:
    """Return a message as one line in which every credential is replaced by `…`.

    A credential is the text after `token`, `bearer`, `password`, `passwd`, `secret`, `key` or `authorization`, at any
    length; the user information of a URL; and every run of 24 or more letters and digits. Words such as `expired`
    after a name and a space stay, so that the message remains readable.

    Args:
        message: Untrusted text.
        limit: Characters of the result.
    """
    text = _LOGIN.sub(r"\1…@", clean_line(message, limit=_LONGEST))
    shown: list[str] = []
    at = 0
    while (found := _NAMED.search(text, at)) is not None:
        start, end = found.span("value")
        kept = _is_sentence(text, found)
        shown += text[at:start], "" if kept else "…"
        at = start if kept else _end(text, found["names"], start, end)
    shown.append(text[at:])
    return clean_line(_OPAQUE.sub("…", "".join(shown)), limit=limit)


def _is_sentence(text: str, found: re.Match[str]) -> bool:
    """Return whether a name and the next word are prose: `the token has expired`, `monkey business`."""
    names = found["names"]
    if names[-1] in _QUOTES or _ASSIGNED.search(names) is not None:
        return False
    before = text[: found.start()][-1:]
    inside_word = before.isalpha() and not (before.islower() and text[found.start()].isupper())
    word = found["value"].strip("\"'`.,;:!?()[]{}<>").lower()
    return inside_word or not word or word in _PLAIN or re.fullmatch(_NAME, word) is not None


def _end(text: str, names: str, start: int, end: int) -> int:
    """Return where a value ends: at its closing quote, at the end of the line, or at the next space."""
    if names[-1] in _QUOTES:
        closing = re.compile(rf"(?:[^\\{names[-1]}]|\\.)*").match(text, start)
        return closing.end() if closing else end
    if _ASSIGNED.search(names) is not None and _WHOLE_LINE.search(names) is not None:
        return len(text)
    return end
