"""Failures of requests, and error messages for downloads."""

from enum import StrEnum, auto
from http import HTTPStatus
from urllib.parse import urlsplit

from checklists.errors import WebError

_CHECK_NETWORK = "Check the connection, and HTTPS_PROXY if this machine needs a proxy."


class Fault(StrEnum):
    """Reason for a missing response."""

    NAME = auto()
    REFUSED = auto()
    LATE = auto()
    CERTIFICATE = auto()
    ENCRYPTION = auto()
    PROTOCOL = auto()
    """The response is not HTTP, or was interrupted."""
    PROXY = auto()
    ADDRESS = auto()
    """The address is not an http or https URL."""
    UNREACHABLE = auto()
    METADATA = auto()
    """The address leads to a cloud metadata service."""
    SETTINGS = auto()
    """The environment's proxy or certificate settings are invalid."""


PROXY_FAULTS = (Fault.PROXY, Fault.REFUSED, Fault.UNREACHABLE, Fault.NAME)
"""Faults that the proxy causes if a request goes through one."""


def phrase(status: int) -> str:
    """Return a status with its phrase: `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def status_hint(status: int) -> str:
    """Return the next step after an error status."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
        return "The server, or a proxy, requires a login."
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Try again later."
    return "Check the address in a browser."


def timed_out(shown: str, seconds: float) -> WebError:
    """Return the error for a download that exceeded its time."""
    return WebError(f"{shown} did not arrive within {seconds:.3g} seconds.", _CHECK_NETWORK)


def failure(shown: str, fault: Fault, detail: str) -> WebError:
    """Return the error for a failed download.

    Args:
        shown: its address, without credentials.
        fault: the kind of failure.
        detail: a library's message.
    """
    host = urlsplit(shown).netloc
    match fault:
        case Fault.CERTIFICATE:
            return WebError(
                f"The certificate of {host} could not be verified: {detail}.",
                "If a proxy inspects TLS traffic, set SSL_CERT_FILE to a file with its certificate.",
            )
        case Fault.NAME:
            return WebError(f"The host {host} could not be resolved.", _CHECK_NETWORK)
        case Fault.REFUSED:
            return WebError(f"{host} refused the connection.", _CHECK_NETWORK)
        case Fault.ENCRYPTION:
            return WebError(f"The TLS connection to {host} failed.", _CHECK_NETWORK)
        case Fault.LATE:
            return WebError(f"{shown} did not arrive in time.", _CHECK_NETWORK)
        case Fault.PROTOCOL:
            return WebError(f"{host} did not respond like a web server.", "Check the address in a browser.")
        case Fault.PROXY:
            return WebError(f"The proxy cannot be reached, or rejected the request to {host}.", _CHECK_NETWORK)
        case Fault.ADDRESS:
            return WebError(f"{shown}, or what it redirects to, is not an http or https address.")
        case Fault.UNREACHABLE:
            return WebError(f"{host} could not be reached.", _CHECK_NETWORK)
        case Fault.METADATA:
            return WebError(
                f"{shown} leads to a cloud metadata service; aiconform never connects to one.", _CHECK_NETWORK
            )
        case Fault.SETTINGS:
            return WebError(
                f"The proxy or certificate settings are invalid: {detail}.",
                "Check HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and related variables.",
            )
