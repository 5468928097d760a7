"""Downloads that end: bounded in bytes, in seconds and in redirects. The only importer of httpx, when it must."""

import os
import socket
import ssl
import threading
import time
from concurrent.futures import Future
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from checklists.errors import WebError
from checklists.text import clean_line

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
_CONNECT_SECONDS = 4.0
"""For one address; a host whose first address leads nowhere may have a second one."""
_CHECK_NETWORK = "Check the connection, and HTTPS_PROXY if this machine needs a proxy."


class BrokenBody(WebError):
    """An answer came, but not whole or not within bounds."""


def download(url: str, *, limit: int, timeout: float) -> bytes:
    """What is at that address, whole.

    Args:
        url: An http or https address.
        limit: The most bytes to accept.
        timeout: Seconds for everything together: names, proxies, redirects and the last byte.

    Raises:
        WebError: Anything else than a complete answer in time.
    """
    shown = without_credentials(url)
    if _split(url) is None:
        raise WebError(f"{shown} is not an http or https address.", "An address looks like https://mirror.example/dir.")
    import httpx  # noqa: F401  here rather than in the thread: loading it is not the server's time

    answer: Future[bytes] = Future()
    # A thread, because neither a name server nor a header that comes byte by byte heeds a read's timeout.
    threading.Thread(
        target=_work, args=(answer, url, limit, time.monotonic() + timeout), name="download", daemon=True
    ).start()
    try:
        return answer.result(timeout)
    except TimeoutError:
        raise _late(shown, timeout) from None


def without_credentials(url: str) -> str:
    """The address as it may be shown and stored: no user, password, query or fragment."""
    parts = _split(url)
    if parts is None:
        return clean_line(url.rpartition("@")[2], limit=200) or "An empty text"
    scheme, netloc, path = parts
    return clean_line(urlunsplit((scheme, netloc.rpartition("@")[2], path, "", "")), limit=500)


def _split(url: str) -> tuple[str, str, str] | None:
    """Scheme, network location and path of an http or https address; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return (parts.scheme, parts.netloc, parts.path) if usable else None


def _work(answer: Future[bytes], url: str, limit: int, deadline: float) -> None:
    try:
        answer.set_result(_fetch(url, limit, deadline))
    except Exception as error:
        answer.set_exception(error)


def _fetch(url: str, limit: int, deadline: float) -> bytes:
    import httpx

    shown = without_credentials(url)
    seconds = deadline - time.monotonic()
    try:
        with _client(seconds) as client:
            request = client.build_request("GET", url)
            for _ in range(MAX_REDIRECTS + 1):
                response = client.send(request, stream=True)
                try:
                    following = response.next_request
                    if following is None:
                        return _body(response, shown, limit, deadline)
                    if request.url.scheme == "https" and following.url.scheme != "https":
                        raise WebError(f"{shown} redirects to an address without encryption; it was not followed.")
                    request = following
                finally:
                    response.close()
        raise WebError(f"{shown} redirects more than {MAX_REDIRECTS} times.", "Check the address in a browser.")
    except httpx.TimeoutException:
        raise _late(shown, seconds) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ImportError, ValueError) as error:
        raise _failure(shown, error) from None


def _client(seconds: float) -> "httpx.Client":
    import httpx

    try:
        release = version("aiconform")
    except PackageNotFoundError:
        release = "0"
    headers = {"User-Agent": f"aiconform/{release}", "Accept": "*/*", "Accept-Encoding": "identity"}
    with _TRUST_LOCK:
        trust = _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    limits = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
    return httpx.Client(headers=headers, timeout=limits, verify=trust)


_TRUST_LOCK = threading.Lock()
"""Loading all certificates takes longer than most downloads: side by side they do it once."""


@lru_cache(maxsize=1)
def _trust(cert_file: str | None, cert_dir: str | None) -> ssl.SSLContext:
    import httpx

    if cert_file or cert_dir:
        return ssl.create_default_context(cafile=cert_file or None, capath=cert_dir or None)
    return httpx.create_ssl_context()


def _body(response: "httpx.Response", shown: str, limit: int, deadline: float) -> bytes:
    import httpx

    status = response.status_code
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise WebError(f"There is no {shown} ({status}).")
    if status != HTTPStatus.OK:
        raise WebError(f"{shown} was answered with {_phrase(status)}.", _status_hint(status))
    headers = response.headers
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BrokenBody(f"{shown} came compressed, which was not asked for.", "A proxy in between may do that.")
    length = headers.get("Content-Length")
    if length is None and "chunked" not in headers.get("Transfer-Encoding", "").lower():
        raise BrokenBody(f"{shown} came without its length, so that nobody can tell whether it is complete.")
    too_large = BrokenBody(f"{shown} is larger than {limit:,} bytes, the most that was expected.")
    if length is not None and int(length) > limit:
        raise too_large
    body = bytearray()
    try:
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > limit:
                raise too_large
            if time.monotonic() > deadline:
                raise TimeoutError
    except (httpx.ProtocolError, httpx.NetworkError):
        raise BrokenBody(f"{shown} broke off before its end.", "Try again.") from None
    return bytes(body)


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _status_hint(status: int) -> str:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
        return "The server, or a proxy before it, wants a login."
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Try again later."
    return "Check the address in a browser."


def _late(shown: str, seconds: float) -> WebError:
    return WebError(f"{shown} did not arrive within {seconds:.3g} seconds.", _CHECK_NETWORK)


def _failure(shown: str, error: Exception) -> WebError:
    import httpx

    host = urlsplit(shown).netloc
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return WebError(
                    f"The certificate of {host} could not be verified: {clean_line(cause.verify_message)}.",
                    "Where a proxy opens encrypted traffic, SSL_CERT_FILE names the file with its certificate.",
                )
            case socket.gaierror():
                return WebError(f"The name {host} could not be looked up.", _CHECK_NETWORK)
            case ConnectionRefusedError():
                return WebError(f"{host} refused the connection.", _CHECK_NETWORK)
            case ssl.SSLError():
                return WebError(f"No encrypted connection to {host} could be made.", _CHECK_NETWORK)
            case TimeoutError():
                return WebError(f"{shown} did not arrive in time.", _CHECK_NETWORK)
            case _:
                pass
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return WebError(f"{host} did not answer as a web server does.", "Check the address in a browser.")
    if isinstance(error, httpx.ProxyError):
        return WebError(f"The proxy did not let {shown} through.", _CHECK_NETWORK)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return WebError(f"{shown}, or what it redirects to, is not an http or https address.")
    if isinstance(error, httpx.TransportError):
        return WebError(f"{host} could not be reached.", _CHECK_NETWORK)
    return WebError(
        f"The settings for proxies or certificates cannot be used: {clean_line(str(error), limit=200)}.",
        "They come from HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and the like.",
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
