"""Options that `detect` shares with kubectl: which cluster and user, impersonation, and a request timeout."""

import argparse
import re
from typing import TYPE_CHECKING

from tui.commands.arguments import text_argument

if TYPE_CHECKING:
    from auto_detect.api.overrides import Overrides

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(rf"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
FLAGS = ("cluster", "user", "as", "as-group", "request-timeout")


def add_kubectl_flags(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command that reads a cluster."""
    parser.add_argument(
        "--cluster", metavar="NAME", type=text_argument, help="kubeconfig cluster instead of the context's"
    )
    parser.add_argument("--user", metavar="NAME", type=text_argument, help="kubeconfig user instead of the context's")
    parser.add_argument(
        "--as", metavar="USER", type=text_argument, dest="impersonate", help="act as this user (impersonation)"
    )
    parser.add_argument(
        "--as-group",
        metavar="GROUP",
        type=text_argument,
        action="append",
        default=[],
        dest="groups",
        help="act as a member of this group, with --as; repeat it for several groups",
    )
    parser.add_argument(
        "--request-timeout",
        metavar="TIME",
        type=seconds_of,
        help="time limit of one request, such as 30, 30s or 2m; 0 means no limit (default: 3 times --timeout)",
    )


def overrides_of(args: argparse.Namespace) -> "Overrides":
    """Return the overrides of the context."""
    from auto_detect.api.overrides import Overrides

    return Overrides(args.cluster, args.user, args.impersonate, tuple(args.groups))


def used_flag(args: argparse.Namespace) -> str | None:
    """Return the first of these options that was given."""
    values = (args.cluster, args.user, args.impersonate, args.groups or None, args.request_timeout)
    return next((flag for flag, value in zip(FLAGS, values, strict=True) if value is not None), None)


def seconds_of(text: str) -> float:
    """Parse a timeout as kubectl does: whole seconds, or a duration of Go such as `1m30s`."""
    if text.isascii() and text.isdigit():
        seconds = float(text)
    else:
        parts = list(_PART.finditer(text))
        if not parts or "".join(part[0] for part in parts) != text:
            raise argparse.ArgumentTypeError(f"{text!r} is neither whole seconds nor a duration such as 30s or 2m")
        seconds = sum(float(part[1]) * _UNITS[part[2]] for part in parts)
    if seconds > 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than 1 hour")
    return seconds
