"""Times that a cluster wrote, compared with the time of the look."""

import re
from datetime import UTC, datetime

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d*)?\s*(?:Z|([+-])(\d\d):?(\d\d))?.*")


def parse_timestamp(text: str | None) -> datetime | None:
    """RFC 3339, or as Go prints a time (`2026-11-24 08:00:00.5 +0000 UTC`); None for anything else."""
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
    """Whole minutes from one time to another, negative if they are the other way round; None where one is no time."""
    first, second = parse_timestamp(earlier), parse_timestamp(later)
    return None if first is None or second is None else int((second - first).total_seconds() // 60)
