"""HTTP requests, bounded in bytes, seconds and redirects; only this module imports httpx, on first use.

`download` returns a complete file. `request` sends one request to an address that the caller chose, for link checks:
without redirects, cookies, credentials or settings of the environment.
"""

import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from auto_detect.metadata_addresses import MetadataAddressError, is_metadata_host, refuse_metadata
from auto_detect.secret_text import without_secrets
from auto_detect.web.faults import PROXY_FAULTS, Fault, failure, phrase, status_hint, timed_out
from auto_detect.web.proxy import environment_proxy
from checklists.errors import WebError
from checklists.text import clean_line

if TYPE_CHECKING:
    import httpx

REQUESTS = "aiconform.requests"
"""Logger of requests; the command line prints it with `-vv`."""
MAX_REDIRECTS = 5
_CONNECT_SECONDS = 4.0
"""Seconds to connect to one address of a host, before the next address is tried."""


class BrokenBody(WebError):
    """Response that is incomplete or too large."""


class NoResponse(WebError):
    """Request without a response."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(detail or fault)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class WebResponse:
    """Response to a request."""

    status: int
    headers: Mapping[str, str]
    """Headers by lower-case name."""
    body: bytes
    complete: bool
    """Whether the body is complete."""


async def request(
    method: str,
    url: str,
    *,
    ip_address: str | None,
    proxy: str | None,
    body_limit: Callable[[Mapping[str, str]], int],
    seconds: float,
    connect: float,
) -> WebResponse:
    """Send one request and return the response, compressed or not; the caller limits the total time.

    Args:
        method: `HEAD` or `GET`.
        url: the address, without credentials.
        ip_address: the address to connect to instead of resolving the host; the certificate must be the host's.
        proxy: the proxy to send the request to.
        body_limit: returns how many bytes of the body to read, by the headers.
        seconds: seconds without data after which the request fails.
        connect: seconds to connect.

    Raises:
        NoResponse: no response.
    """
    import httpx

    limits = {"connect": connect, "read": seconds, "write": seconds, "pool": seconds}
    headers = {
        "User-Agent": f"aiconform/{_release()} (link check)",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "en",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    try:
        request = httpx.Request(method, url, headers=headers, extensions={"timeout": limits})
        if ip_address is not None:
            request.extensions["sni_hostname"] = request.url.raw_host.decode("ascii").rstrip(".")
            request.url = request.url.copy_with(host=ip_address)
        async with _transport(proxy) as transport:
            response = await transport.handle_async_request(request)
            logging.getLogger(REQUESTS).debug("%s %s (%d)", method, url, response.status_code)
            try:
                return await _response(response, 0 if method == "HEAD" else body_limit(_headers(response)))
            finally:
                await response.aclose()
    except httpx.ConnectTimeout:
        raise NoResponse(Fault.UNREACHABLE) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ImportError, ValueError) as error:
        raise NoResponse(*_fault(error)) from None


def _transport(proxy: str | None) -> "httpx.AsyncHTTPTransport":
    """Return the transport; an invalid proxy is an error of the settings, not of the link."""
    import httpx

    try:
        return httpx.AsyncHTTPTransport(verify=_trusted(), proxy=proxy)
    except httpx.InvalidURL:
        raise ValueError("the proxy's address is invalid") from None


async def _response(response: "httpx.Response", limit: int) -> WebResponse:
    body = bytearray()
    whole = limit > 0
    if limit:
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > limit:
                whole = False
                break
    return WebResponse(response.status_code, _headers(response), bytes(body[:limit]), whole)


def _headers(response: "httpx.Response") -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def download(url: str, *, limit: int, timeout: float) -> bytes:
    """Download a complete file.

    Args:
        url: an http or https address.
        limit: maximum size in bytes.
        timeout: seconds in total, including DNS, proxies and redirects.

    Raises:
        WebError: the file could not be downloaded completely in time.
    """
    shown = without_credentials(url)
    if _split(url) is None:
        raise WebError(
            f"{shown} is not an http or https address.", "Use an address such as https://mirror.example/dir."
        )
    import httpx  # noqa: F401  imported before the thread starts: the import must not count as download time

    future: Future[bytes] = Future()
    # A thread, because read timeouts do not cover DNS or headers that arrive byte by byte.
    threading.Thread(
        target=_download, args=(future, url, limit, time.monotonic() + timeout), name="download", daemon=True
    ).start()
    try:
        return future.result(timeout)
    except TimeoutError:
        raise timed_out(shown, timeout) from None


def without_credentials(url: str) -> str:
    """Return the address for display and storage: without credentials, query and fragment."""
    parts = _split(url)
    if parts is None:
        return clean_line(url.rpartition("@")[2], limit=200) or "An empty text"
    scheme, netloc, path = parts
    return clean_line(urlunsplit((scheme, netloc.rpartition("@")[2], path, "", "")), limit=500)


def _split(url: str) -> tuple[str, str, str] | None:
    """Return scheme, network location and path of an http or https address; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return (parts.scheme, parts.netloc, parts.path) if usable else None


def _download(future: Future[bytes], url: str, limit: int, deadline: float) -> None:
    try:
        future.set_result(_fetch(url, limit, deadline))
    except Exception as error:
        future.set_exception(error)


def _fetch(url: str, limit: int, deadline: float) -> bytes:
    import httpx

    shown = without_credentials(url)
    seconds = deadline - time.monotonic()
    try:
        with _client(seconds) as client:
            request = client.build_request("GET", url)
            for _ in range(MAX_REDIRECTS + 1):
                if is_metadata_host(request.url.host):
                    raise failure(shown, Fault.METADATA, "")
                request.extensions["trace"] = _refuse_metadata
                response = client.send(request, stream=True)
                logging.getLogger(REQUESTS).debug("GET %s (%d)", request.url, response.status_code)
                try:
                    next_request = response.next_request
                    if next_request is None:
                        return _body(response, shown, limit, deadline)
                    if request.url.scheme == "https" and next_request.url.scheme != "https":
                        raise WebError(f"{shown} redirects from https to http; aiconform did not follow.")
                    request = next_request
                finally:
                    response.close()
        raise WebError(f"{shown} redirects more than {MAX_REDIRECTS} times.", "Check the address in a browser.")
    except httpx.TimeoutException:
        raise timed_out(shown, seconds) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ImportError, ValueError) as error:
        fault, detail = _fault(error)
        if fault in PROXY_FAULTS and environment_proxy(urlsplit(url)):
            fault = Fault.PROXY
        raise failure(shown, fault, detail) from None


def _refuse_metadata(event: str, info: Mapping[str, Any]) -> None:
    """Check every new connection before data is sent, through the `trace` extension of `httpx`."""
    if event == "connection.connect_tcp.complete":
        refuse_metadata(info["return_value"].get_extra_info("socket"))


def _client(seconds: float) -> "httpx.Client":
    import httpx

    headers = {"User-Agent": f"aiconform/{_release()}", "Accept": "*/*", "Accept-Encoding": "identity"}
    limits = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
    return httpx.Client(headers=headers, timeout=limits, verify=_trusted())


@lru_cache(maxsize=1)
def _release() -> str:
    try:
        return version("aiconform")
    except PackageNotFoundError:
        return "0"


_TRUST_LOCK = threading.Lock()
"""Lock, so that concurrent downloads load the certificates only once; loading takes longer than most downloads."""


def _trusted() -> ssl.SSLContext:
    with _TRUST_LOCK:
        return _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


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
        raise WebError(f"{shown} does not exist ({status}).")
    if status != HTTPStatus.OK:
        raise WebError(f"The server answered {shown} with {phrase(status)}.", status_hint(status))
    headers = response.headers
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BrokenBody(
            f"{shown} arrived compressed, which was not requested.", "Check the proxy, which may compress files."
        )
    length = headers.get("Content-Length")
    if length is None and "chunked" not in headers.get("Transfer-Encoding", "").lower():
        raise BrokenBody(f"{shown} arrived without its length, so it may be incomplete.")
    too_large = BrokenBody(f"{shown} is larger than {limit:,} bytes, the limit for this file.")
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
        raise BrokenBody(f"The download of {shown} was interrupted.", "Try again.") from None
    return bytes(body)


def _fault(error: Exception) -> tuple[Fault, str]:
    """Return the kind of failure, with a library's message if it adds details."""
    import httpx

    for cause in _causes(error):
        match cause:
            case MetadataAddressError():
                return Fault.METADATA, ""
            case ssl.SSLCertVerificationError():
                return Fault.CERTIFICATE, clean_line(cause.verify_message)
            case socket.gaierror():
                return Fault.NAME, ""
            case ConnectionRefusedError():
                return Fault.REFUSED, ""
            case ssl.SSLError():
                return Fault.ENCRYPTION, ""
            case TimeoutError():
                return Fault.LATE, ""
            case _:
                pass
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return Fault.PROTOCOL, ""
    if isinstance(error, httpx.ProxyError):
        return Fault.PROXY, without_secrets(str(error))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
        return Fault.ADDRESS, ""
    if isinstance(error, httpx.TransportError):
        return Fault.UNREACHABLE, ""
    return Fault.SETTINGS, without_secrets(str(error))


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
