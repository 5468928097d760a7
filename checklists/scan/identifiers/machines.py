"""Names of nodes and hosts: recognized by their context once, then found everywhere."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from checklists.scan.rule import Group, PatternRule, Rule, SearchRule
from checklists.scan.searched_text import Span
from checklists.text import lazy_pattern

_NAME = r"(?P<v>[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?)"
_SET = r"\\{0,3}[\"']?[ \t]{0,40}[:=][ \t]{0,40}\\{0,3}[\"']?"
_HEADER = re.compile(r"NAME[ \t]+(?:STATUS[ \t]+ROLES|CPU\(cores\)[ \t]+CPU(?:%|\(%\)))")
_COLUMN = re.compile(r"(?:NODENAME|NODE|HOSTNAME|HOST)(?=[ \t]{2}|[ \t]*$)", re.MULTILINE)
_CELL = re.compile(r"[a-z0-9][a-z0-9.-]+(?=\s|$)")
_OTHER_COLUMN = re.compile(r"(?:NOMINATED |\w)\Z")
_GENERIC = re.compile(
    r"(?:node|host|machine|worker|master|control-?plane|server|localhost|minikube|kind|none|unknown|true|false|name|default)"
    r"(?:-?\d{1,3})?|(?:kind|minikube)-[\w-]+|ip-address|user-\d+",
    re.I,
)

_DAEMONS = ("kubelet", "containerd", "systemd", "sshd", "dockerd", "k3s", "rke2")
"""Programs that write system logs."""
_KINDS = lazy_pattern(
    r"(?:debian|ubuntu|centos|fedora|rocky|alpine|archlinux|linux|cloudshell|docker|container|jump(?:host|box)?"
    r"|bastion|client|console|laptop|desktop|gpu|cluster|kubernetes|workstation|demo|test)",
    re.I,
)
"""Host names in prompts that name a kind of machine."""


def is_machine_name(value: str, _: str = "") -> bool:
    """Accept names that identify a machine: at least 4 characters, with a digit or a dash, and not generic."""
    distinct = any(c.isdigit() or c in ".-" for c in value)
    digits = value.replace(".", "").isdigit()
    return len(value) >= 4 and distinct and not digits and _GENERIC.fullmatch(value) is None


def _is_prompt_host(value: str, _: str) -> bool:
    """Accept the host in a shell prompt, where even a plain word is a host name."""
    plain = value.isalpha() and len(value) >= 4
    return is_machine_name(value) or (plain and not _GENERIC.fullmatch(value) and not _KINDS().fullmatch(value))


def _table_names(text: str, _: str) -> Iterator[Span]:
    """Yield node names in tables of kubectl: `get nodes`, `top nodes`, and columns named NODE."""
    for header, end in _tables(_HEADER, text):
        for start, cell in _cells(text, header, end):
            if cell is None:
                break
            if is_machine_name(cell):
                yield start, start + len(cell)
    for header, end in _tables(_COLUMN, text) if "NODE" in text or "HOST" in text else ():
        if not _OTHER_COLUMN.search(text, max(header.start() - 10, 0), header.start()):
            for start, cell in _cells(text, header, end):
                if cell and is_machine_name(cell):
                    yield start, start + len(cell)


def _cells(text: str, header: re.Match[str], end: int) -> Iterator[tuple[int, str | None]]:
    """Yield the cells below a column's header with their offsets; None for a cell that is not a name."""
    column = header.start() - text.rfind("\n", 0, header.start()) - 1
    for start, line in _rows(text, header.end(), end):
        if len(line) <= column or (column and line[column - 1] not in " \t"):
            return
        cell = _CELL.match(line, column)
        yield start + column, cell[0] if cell else None


def _tables(pattern: re.Pattern[str], text: str) -> Iterable[tuple[re.Match[str], int]]:
    """Return the headers of tables, each with the offset of the next header."""
    headers = list(pattern.finditer(text))
    return zip(headers, (*(header.start() for header in headers[1:]), len(text)), strict=False)


def _rows(text: str, at: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the lines after a table's header up to a blank line, each with its offset."""
    start = text.find("\n", at) + 1
    while 0 < start < end:
        stop = text.find("\n", start)
        line = text[start : stop if stop >= 0 else len(text)]
        if not line.strip() or line.startswith("```"):
            return
        yield start, line
        start = stop + 1


def _machine(name: str, title: str, hints: tuple[str, ...], pattern: str) -> Rule:
    return PatternRule(name, title, hints, pattern, Group.MACHINE, is_machine_name)


@lru_cache(maxsize=4096)
def _is_internal(value: str, _: str) -> bool:
    return (
        re.search(
            r"(?:^|\.)(?:svc\.cluster\.local|cluster\.local|svc|metadata\.google\.internal|docker\.internal|containers\.internal|example)$",
            value,
            re.I,
        )
        is None
    )


MACHINES: tuple[Rule, ...] = (
    PatternRule(
        "host-name",
        "internal host name",
        (".internal", ".local", ".lan", ".corp", ".intranet", ".home", ".localdomain", ".priv", ".int"),
        r"(?<![\w.@/-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}(?:internal|local|lan|corp|intranet|localdomain|private|priv|home\.arpa)(?![\w-]|\.\w)"
        r"|(?<=://)(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}(?:internal|local|lan|corp|intranet|localdomain|private|priv)(?![\w-]|\.\w)"
        r"|(?<![\w.@-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,6}(?:corp|internal|intranet|int|lan|priv)\.(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,12}(?![\w-]|\.\w)",
        Group.MACHINE,
        _is_internal,
    ),
    PatternRule(
        "host-name",
        "host name",
        ("ip-",),
        r"(?<![\w.-])ip(?:-\d{1,3}){4}(?:\.[a-z0-9-]{1,63}){0,4}(?![\w-])",
        Group.ADDRESS,
    ),
    SearchRule("node-name", "node name", ("name", "node", "host"), _table_names, Group.MACHINE),
    _machine("node-name", "node name", ("nodename", "node_name", "node-name"), rf"node[_-]?name{_SET}{_NAME}(?![\w/])"),
    _machine("node-name", "node name", ("kubernetes.io/hostname",), rf"kubernetes\.io/hostname{_SET}{_NAME}"),
    _machine("node-name", "node name", ("node:",), rf"^[ \t>]{{0,20}}Node:[ \t]{{1,40}}{_NAME}(?=/|[ \t]*$)"),
    _machine(
        "node-name", "node name", ("node/", "nodes/"), rf"(?<![\w/.-])nodes?/{_NAME}(?=[ \t\"',)]|$)(?![ ]?(?:proxy))"
    ),
    _machine("node-name", "node name", ("assigned",), rf"assigned [\w./-]{{3,300}} to {_NAME}(?=\s|[\"',.]|$)"),
    _machine(
        "node-name",
        "node name",
        ("node ", "nodes "),
        r"\b(?:on|to|from|of|drain|cordon|uncordon|label|taint|describe|get|top|debug) (?:the )?nodes? [\"'`]?(?P<v>(?=[a-z0-9.-]{0,80}\d)[a-z0-9](?:[a-z0-9.-]{2,250}[a-z0-9]))(?=[\s\"'`,:)]|$)",
    ),
    _machine(
        "node-name",
        "node name",
        ("gke-", "aks-"),
        r"(?<![\w-])(?:gke-[a-z0-9-]{3,60}-[0-9a-f]{8}-[a-z0-9]{4}|aks-[a-z0-9]{1,12}-\d{8}-vmss[0-9a-z]{6})(?![\w-])",
    ),
    _machine("host-name", "host name", ("hostname", "host name", "host_name"), rf"host[ _]?name{_SET}{_NAME}(?![\w/])"),
    _machine("host-name", "host name", ("linux ",), rf"^(?:\W{{0,3}})Linux {_NAME} \d\.\d{{1,3}}[.-]"),
    PatternRule(
        "host-name",
        "host name",
        ("@",),
        rf"^\W{{0,3}}(?:\(\w{{1,30}}\)[ ]?)?[a-z_][\w.-]{{0,40}}@{_NAME}[: ]{{1,2}}[~/][^\n]{{0,80}}?[$#%](?:\s|$)",
        Group.MACHINE,
        _is_prompt_host,
    ),
    _machine(
        "host-name",
        "host name",
        ("ssh ", "scp ", "sftp "),
        rf"\b(?:ssh|scp|sftp)(?:[ ]-\w(?:[ ][^\s-]\S{{0,80}})?){{0,6}} (?:[\w.-]{{1,40}}@){_NAME}(?=[:\s]|$)",
    ),
    _machine(
        "host-name",
        "host name",
        (" kernel:", *(f" {name}[" for name in _DAEMONS)),
        rf"^[A-Z][a-z]{{2}}[ ]{{1,2}}\d{{1,2}} \d\d:\d\d:\d\d {_NAME} (?:kernel:|(?:{'|'.join(_DAEMONS)})\[)",
    ),
)
