"""Parser of Cluster Autoscaler's status ConfigMap: YAML since version 1.29, free text before.

It returns only names, sizes and health of node groups. Names lose their paths and random parts, which contain projects
and accounts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_TEXT = 1024 * 1024
MAX_GROUPS = 200

_SIZE = 2**31
_YAML_LINE = re.compile(r"\s*(-\s*)?([A-Za-z]+):\s*(.*)")
_TEXT_SIZES = re.compile(r"cloudProviderTarget=(\d+)\s*\(minSize=(\d+),\s*maxSize=(\d+)\)")
_TEXT_READY = re.compile(r"\bready=(\d+)")
_SECTIONS = ("health", "scaleUp", "scaleDown")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RANDOM = re.compile(r"(?=.*\d)([0-9a-f]{6,}|[0-9a-z]{12,})", re.IGNORECASE)


@dataclass
class ReportedGroup:
    """Node group of the report."""

    name: str = ""
    health: str = ""
    scale_up: str = ""
    ready: int = 0
    target: int = 0
    min_size: int = 0
    max_size: int = 0


@dataclass
class StatusReport:
    """Status report."""

    state: str = ""
    """`Running` or `Initializing`; empty in the old format."""
    health: str = ""
    """Health of the whole cluster."""
    groups: list[ReportedGroup] = field(default_factory=list)


def parse_report(text: str) -> StatusReport:
    """Parse a report of either format; ignore lines that are not recognized."""
    lines = text[:MAX_TEXT].splitlines()
    old = any(line.rstrip().lower() == "cluster-wide:" for line in lines[:20])
    report = _free_text(lines) if old else _yaml(lines)
    report.groups = [group for group in report.groups if group.name or group.max_size][:MAX_GROUPS]
    return report


def group_name(text: str) -> str:
    """Return the name of a node group without its path and random parts."""
    last = text.strip().strip("\"'").rstrip("/").rpartition("/")[2]
    parts = [part for part in re.split(r"[-_.]", _UUID.sub("", last)) if part and not _RANDOM.fullmatch(part)]
    return "-".join(dict.fromkeys(parts))[:80]


def _yaml(lines: list[str]) -> StatusReport:
    """Parse the YAML report, whose structure is fixed."""
    report = StatusReport()
    group: ReportedGroup | None = None
    section = ""
    in_groups = False
    for key, value, indent in _pairs(lines):
        if indent == 0:
            in_groups = key == "nodeGroups"
            group = None if not in_groups else group
            report.state = value if key == "autoscalerStatus" else report.state
        if in_groups and key == "name":
            group = ReportedGroup(group_name(value))
            report.groups.append(group)
        elif key in _SECTIONS and not value:
            section = key
        elif key == "status":
            _status(report, group, section, value)
        elif group is not None and section == "health":
            _size(group, key, value)
    return report


def _pairs(lines: list[str]) -> Iterator[tuple[str, str, int]]:
    """Yield key, value and depth of each line; the dash of a list item counts as depth."""
    for line in lines:
        found = _YAML_LINE.fullmatch(line.rstrip())
        if found:
            yield found[2], found[3].strip("\"'"), found.start(2)


def _status(report: StatusReport, group: ReportedGroup | None, section: str, value: str) -> None:
    if section == "health" and group is None:
        report.health = report.health or value
    elif group is not None and section == "health":
        group.health = group.health or value
    elif group is not None and section == "scaleUp":
        group.scale_up = group.scale_up or value


def _size(group: ReportedGroup, key: str, value: str) -> None:
    match key:
        case "minSize":
            group.min_size = _number(value)
        case "maxSize":
            group.max_size = _number(value)
        case "cloudProviderTarget":
            group.target = _number(value)
        case "ready" if not group.ready:
            group.ready = _number(value)


def _free_text(lines: list[str]) -> StatusReport:
    report = StatusReport()
    group: ReportedGroup | None = None
    for line in lines:
        key, colon, value = line.strip().partition(":")
        word = value.split()[0] if value.split() else ""
        if not colon:
            continue
        if key == "Name":
            group = ReportedGroup(group_name(value))
            report.groups.append(group)
        elif key == "Health" and group is None:
            report.health = report.health or word
        elif key == "Health" and group is not None:
            group.health = word
            sizes, ready = _TEXT_SIZES.search(value), _TEXT_READY.search(value)
            if sizes:
                group.target, group.min_size, group.max_size = (_number(part) for part in sizes.groups())
            group.ready = _number(ready[1]) if ready else 0
        elif key == "ScaleUp" and group is not None:
            group.scale_up = word
    return report


def _number(text: str) -> int:
    return min(int(text), _SIZE) if text.isascii() and text.isdigit() and len(text) < 12 else 0
