"""Requests on stderr, for `-v` and `-vv`: one line each, without secrets and without query strings."""

from __future__ import annotations

import logging
import re

from tui.output import tell

_LOGGERS = ("aiconform.requests", "urllib3.connectionpool")
_QUERY = re.compile(r"\?[^\s\"']*")


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Print a record as one line."""
        from auto_detect.secret_text import without_secrets

        tell(f"aiconform: {without_secrets(_QUERY.sub('?…', record.getMessage()), limit=400)}")


def log_requests(verbosity: int) -> None:
    """Print every request that the web client and the Kubernetes client send, from level 2 on."""
    if verbosity < 2:
        return
    handler = _Lines(logging.DEBUG)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.handlers[:] = [handler]
