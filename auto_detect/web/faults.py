"""Why a request brought nothing, and how a download says so."""

from enum import StrEnum, auto
from http import HTTPStatus
from urllib.parse import urlsplit

from checklists.errors import WebError

_CHECK_NETWORK = "Check the connection, and HTTPS_PROXY if this machine needs a proxy."


class Fault(StrEnum):
    """Why there is no answer."""

    NAME = auto()
    REFUSED = auto()
    LATE = auto()
    CERTIFICATE = auto()
    ENCRYPTION = auto()
    PROTOCOL = auto()
    """What came is not HTTP, or it broke off."""
    PROXY = auto()
    ADDRESS = auto()
    """It is no http or https address."""
    UNREACHABLE = auto()
    METADATA = auto()
    """It leads to a cloud metadata service."""
    SETTINGS = auto()
    """What the environment says of proxies or certificates cannot be used."""


def phrase(status: int) -> str:
    """A status as people know it: `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def status_hint(status: int) -> str:
    """The next step after an answer that was no use."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
        return "The server, or a proxy before it, wants a login."
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Try again later."
    return "Check the address in a browser."


def timed_out(shown: str, seconds: float) -> WebError:
    """The time for a download is over."""
    return WebError(f"{shown} did not arrive within {seconds:.3g} seconds.", _CHECK_NETWORK)


def failure(shown: str, fault: Fault, detail: str) -> WebError:
    """What went wrong with a download, and the next step.

    Args:
        shown: Its address, without credentials.
        fault: The kind of failure.
        detail: What a library says of it.
    """
    host = urlsplit(shown).netloc
    match fault:
        case Fault.CERTIFICATE:
            return WebError(
                f"The certificate of {host} could not be verified: {detail}.",
                "Where a proxy opens encrypted traffic, SSL_CERT_FILE names the file with its certificate.",
            )
        case Fault.NAME:
            return WebError(f"The name {host} could not be looked up.", _CHECK_NETWORK)
        case Fault.REFUSED:
            return WebError(f"{host} refused the connection.", _CHECK_NETWORK)
        case Fault.ENCRYPTION:
            return WebError(f"No encrypted connection to {host} could be made.", _CHECK_NETWORK)
        case Fault.LATE:
            return WebError(f"{shown} did not arrive in time.", _CHECK_NETWORK)
        case Fault.PROTOCOL:
            return WebError(f"{host} did not answer as a web server does.", "Check the address in a browser.")
        case Fault.PROXY:
            return WebError(f"The proxy did not let {shown} through.", _CHECK_NETWORK)
        case Fault.ADDRESS:
            return WebError(f"{shown}, or what it redirects to, is not an http or https address.")
        case Fault.UNREACHABLE:
            return WebError(f"{host} could not be reached.", _CHECK_NETWORK)
        case Fault.METADATA:
            return WebError(f"{shown} leads to a cloud metadata service, which is never asked.", _CHECK_NETWORK)
        case Fault.SETTINGS:
            return WebError(
                f"The settings for proxies or certificates cannot be used: {detail}.",
                "They come from HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and the like.",
            )
