"""Timestamps of Kubernetes objects, compared with the snapshot's time."""

import re
from datetime import UTC, datetime

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d*)?\s*(?:Z|([+-])(\d\d):?(\d\d))?.*")


def parse_timestamp(text: str | None) -> datetime | None:
    """Parse RFC 3339 or Go's default format (`2026-11-24 08:00:00.5 +0000 UTC`); return None for anything else."""
    found = _TIME.fullmatch(text or "")
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
        plain = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        sign, hours, minutes = found.groups()[6:]
        offset = 60 * int(hours or 0) + int(minutes or 0)
        return datetime.fromtimestamp(plain.timestamp() - 60 * (-offset if sign == "-" else offset), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def minutes_between(earlier: str | None, later: str | None) -> int | None:
    """Return whole minutes between two times, negative if reversed; None if either is not a time."""
    first, second = parse_timestamp(earlier), parse_timestamp(later)
    return None if first is None or second is None else int((second - first).total_seconds() // 60)
