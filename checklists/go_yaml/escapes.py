r"""The two escapes in double quotes of which libyaml and Go's yaml.v3 take only one each: `\/` and `\'`."""

import codecs
import re

import yaml

_REFUSED = re.compile(r"(?<!\\)(?:\\\\)*\\/")


def holds_refused(content: bytes, event: yaml.ScalarEvent) -> bool:
    r"""Whether a double-quoted text is written with the escape `\/`, which yaml.v3 does not know."""
    if event.style != '"' or event.start_mark is None or event.end_mark is None:
        return False
    written = _decoded(content)[event.start_mark.index : event.end_mark.index]
    return _REFUSED.search(written) is not None


def without_stumble(content: bytes, error: Exception) -> bytes | None:
    r"""The content with the `\'` at which libyaml stopped, and yaml.v3 would not, as a plain `'`; else None."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None or "unknown escape" not in str(error):
        return None
    text = _decoded(content)
    place = mark.index if text[mark.index : mark.index + 1] == "\\" else mark.index - 1
    if text[place : place + 2] != "\\'":
        return None
    return (text[:place] + text[place + 1 :]).encode()


def _decoded(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf_16 else "utf-8-sig", "replace")
