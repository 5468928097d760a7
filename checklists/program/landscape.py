"""Read the members' names from the CNCF landscape; parses only the fifth of the file that lists members."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import yaml

from checklists.errors import ProgramDataError

CATEGORY = "CNCF Members"
SUFFIXES = (" (member)", " (supporter)")
"""Suffixes that the program removes from a name, in this order; a name with ` (contributor)` is not a member."""

MAX_CHARACTERS = 8_000_000
"""Maximum size; the real landscape has about a million."""
MAX_DEPTH = 64
MAX_NODES = 2_000_000

_HINT = "It should be the landscape.yml of github.com/cncf/landscape."


def parse_landscape(text: str, *, whole: bool = False) -> frozenset[str]:
    """Return the members' names in a landscape file.

    Args:
        text: The landscape's YAML.
        whole: Parse every line, to detect errors anywhere. Otherwise parse only the members' category if its
            boundaries are clear, which is several times faster and returns the same names.

    Raises:
        ProgramDataError: The text is not a landscape, or has no members.
    """
    if len(text) > MAX_CHARACTERS:
        raise ProgramDataError("The member list is larger than any landscape should be.", _HINT)
    block = None if whole else _members_block(text)
    if block is not None:
        try:
            names, rest = _plain_names(_DETAIL.sub("", block))
            return _names(_read(rest), names)
        except (yaml.YAMLError, ProgramDataError):
            pass  # The block is broken or refers to something outside it: parse the whole text instead.
    try:
        return _names(_read(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise ProgramDataError(f"The member list is not readable as YAML{where}.", _HINT) from None


_ROOT = re.compile(r"(?:[ \t\r]*(?:#[^\n]*)?\n|---[ \r]*\n)*landscape:[ \r]*\n")
_BLOCK = re.compile(rf"\n( *)- category:[ \r]*\n\1  name: {CATEGORY}[ \r]*\n")
_TOP_LEVEL = re.compile(r"\n(?:[^\s#-]|---|\.\.\.)")
_DETAIL = re.compile(
    r"\n +(?:homepage_url|logo|crunchbase|joined|twitter): (?:https?://[^\s#'\"]+|[\w.-]+|'[0-9-]+') *"
    r"(?=\n +(?:- )?[a-z_]+:)"
)
"""Pattern of lines without a member's name: four in five lines, and skipping them is faster than parsing."""
_FIRST_ITEM = re.compile(r"\n( +)- item:\n")
_LAYOUT_REACH = 200
"""Maximum characters between the beginning of the members' category and its name."""


def _members_block(text: str) -> str | None:
    """Return the members' category as a landscape of its own, or None if the layout is ambiguous."""
    name = text.find(CATEGORY)
    root = _ROOT.match(text)
    found = _BLOCK.search(text, max(0, name - _LAYOUT_REACH), name + _LAYOUT_REACH)
    if root is None or found is None or text.count(CATEGORY) != 1:
        return None
    if _TOP_LEVEL.search(text, root.end() - 1, found.start()):
        return None
    end = re.compile(rf"\n {{0,{len(found[1])}}}[^\s#]").search(text, found.end() - 1)
    return "landscape:" + text[found.start() : end.start() + 1 if end else len(text)]


def _plain_names(block: str) -> tuple[list[str], str]:
    """Return the names of items without details, which are most, and the block without these items.

    The last item of a list stays in the block, where it ends the list as before.
    """
    first = _FIRST_ITEM.search(block)
    if first is None:
        return [], block
    item = rf"\n{first[1]}- item:\n"
    plain = re.compile(rf"{item}{first[1]}  name: (\w(?:[\w .,&()/+-]*[\w.)])?)(?={item})")
    return plain.findall(block), plain.sub("", block)


_KEY_FOLLOWS = object()
_STARTS = frozenset({yaml.SequenceStartEvent, yaml.MappingStartEvent})
_ENDS = frozenset({yaml.SequenceEndEvent, yaml.MappingEndEvent})


def _read(text: str) -> Any:
    """Load the first YAML document as strings, lists and dicts from events: libyaml's loader recurses without limit."""
    anchors: dict[str, Any] = {}
    root: list[Any] = []
    stack: list[Any] = [root]
    keys: list[Any] = [None]
    for count, event in enumerate(_events(text)):
        if count > MAX_NODES or len(stack) > MAX_DEPTH:
            raise ProgramDataError("The member list is larger or deeper than any landscape should be.", _HINT)
        kind = type(event)
        value: Any
        if kind is yaml.ScalarEvent:
            value = event.value
        elif kind is yaml.SequenceStartEvent:
            value = []
        elif kind is yaml.MappingStartEvent:
            value = {}
        elif kind is yaml.AliasEvent:
            if event.anchor not in anchors:
                raise yaml.YAMLError("unknown alias")
            value = anchors[event.anchor]
        else:
            if kind in _ENDS:
                stack.pop()
                keys.pop()
            continue
        if event.anchor and kind is not yaml.AliasEvent:
            anchors[event.anchor] = value
        into = stack[-1]
        if isinstance(into, list):
            into.append(value)
        elif keys[-1] is _KEY_FOLLOWS:
            keys[-1] = value if isinstance(value, str) else None
        else:
            into[keys[-1]] = value
            keys[-1] = _KEY_FOLLOWS
        if kind in _STARTS:
            stack.append(value)
            keys.append(_KEY_FOLLOWS)
    return root[0] if root else None


def _events(text: str) -> Iterator[Any]:
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        yield from iter(loader(text).get_event, None)
    except UnicodeEncodeError:
        raise yaml.YAMLError("not Unicode text") from None


def _names(data: Any, plain: Iterable[str] = ()) -> frozenset[str]:
    """Return the members' names in a landscape, with those of `plain` items."""
    categories = data.get("landscape") if isinstance(data, dict) else None
    if not isinstance(categories, list):
        raise ProgramDataError("The member list is not a landscape: it has no list `landscape`.", _HINT)
    members = next((c for c in categories if isinstance(c, dict) and c.get("name") == CATEGORY), None)
    if members is None:
        raise ProgramDataError(f"The member list has no category `{CATEGORY}`.", _HINT)
    names = frozenset(filter(None, map(without_suffix, chain(plain, islice(_item_names(members), MAX_NODES)))))
    if not names:
        raise ProgramDataError(f"The category `{CATEGORY}` of the member list has no members.", _HINT)
    return names


def _item_names(category: dict[str, Any]) -> Iterator[str]:
    for subcategory in _maps(category.get("subcategories")):
        for item in _maps(subcategory.get("items")):
            name = item.get("name")
            if isinstance(name, str):
                yield name


def _maps(value: Any) -> Iterator[dict[str, Any]]:
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else iter(())


def without_suffix(name: str) -> str:
    """Return a member's name as the program compares it."""
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name.strip()
