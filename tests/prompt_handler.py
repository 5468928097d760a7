"""What the handlers of the tests' HTTP servers share."""

from http.server import BaseHTTPRequestHandler


class PromptHandler(BaseHTTPRequestHandler):
    """Handler that keeps connections open, logs nothing and sends without delay."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Otherwise a body waits 40 ms for the receipt of its headers.

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""
