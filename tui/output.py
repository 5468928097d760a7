"""What commands print besides their result's text: JSON for programs, and messages that are no result."""

import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    """One JSON document on stdout, escaped where stdout does not take every character."""
    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, indent=2, ensure_ascii=not unicode))


def say(sentence: str, hint: str = "") -> None:
    """A message on stderr, with the next step below it."""
    print(f"aiconform: {sentence}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
