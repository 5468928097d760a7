"""Error messages for failed requests to an API server, each with a next step and without secrets."""

import re
import socket
import ssl
from collections.abc import Iterator

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.metadata_addresses import MetadataAddressError
from auto_detect.secret_text import without_secrets
from checklists.decoders import decode

_EXPIRED, _NOT_YET_VALID, _HOSTNAME, _ADDRESS = 10, 9, 62, 64
"""OpenSSL's X509_V_ERR_* codes."""


class _Status(msgspec.Struct):
    """metav1.Status, reduced."""

    message: str = ""


def from_status(status: int, body: ResponseBody, headers: dict[str, str], path: str) -> ReadFailure:
    """Return the failure for an HTTP status other than 200.

    Args:
        status: the HTTP status.
        body: the beginning of the response body.
        headers: the response headers, names in lower case.
        path: the requested path.
    """

    def failure(kind: FailureKind, message: str, hint: str = "", *, server_message: str = "") -> ReadFailure:
        return ReadFailure(
            kind,
            message + server_message,
            hint,
            public_message=message,
            status=status,
            retry_after=_retry_after(headers),
        )

    later = "Try again later, or contact the cluster's operator."
    match status:
        case 401:
            return failure(
                FailureKind.UNAUTHORIZED,
                "The API server does not accept the credentials.",
                "Log in again, then check with `kubectl get nodes`.",
            )
        case 403:
            return failure(FailureKind.FORBIDDEN, f"Not allowed to read {path}.")
        case 404:
            return failure(FailureKind.NOT_FOUND, f"The API server does not serve {path}.")
        case 410:
            return failure(FailureKind.GONE, f"The list {path} changed too much while aiconform read it.")
        case 429:
            return failure(FailureKind.THROTTLED, "The API server is busy and rejects requests for now.", later)
        case 503:
            message = f"The server behind {path} does not answer."
            return failure(FailureKind.UNAVAILABLE, message, later, server_message=_server_message(body))
        case _ if status >= 500:
            message = f"The API server failed on {path} (HTTP {status})."
            return failure(FailureKind.SERVER_ERROR, message, later, server_message=_server_message(body))
        case _ if 300 <= status < 400:
            return failure(
                FailureKind.UNEXPECTED,
                f"The server redirects {path} (HTTP {status}); aiconform does not follow redirects.",
                "Check the server address in the kubeconfig.",
            )
    hint = "Check that the server address in the kubeconfig is the API server's, https or http included."
    return failure(
        FailureKind.UNEXPECTED,
        f"The server answered {path} with HTTP {status}.",
        hint,
        server_message=_server_message(body),
    )


def _retry_after(headers: dict[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"[0-9]{1,6}", value) else None


def _server_message(body: ResponseBody) -> str:
    try:
        message = without_secrets(decode(body, _Status).message)
    except JSON_ERRORS:
        return ""
    if not message:
        return ""
    return f" Its message: {message}" + ("" if message.endswith((".", "!", "?", "…")) else ".")


def from_exception(error: BaseException, server: str, timeout: float, proxied: bool) -> ReadFailure:
    """Return the failure for an exception of the transport, by the first of its causes that explains it."""
    failed = _from_exception(error, server, timeout, proxied)
    failed.public_message = without_address(failed.message, server)
    return failed


def without_address(message: str, server: str) -> str:
    """Return a message with the server's address replaced."""
    cleaned = message.replace(server, "the API server") if server else message
    return cleaned[:1].upper() + cleaned[1:]


def _from_exception(error: BaseException, server: str, timeout: float, proxied: bool) -> ReadFailure:
    causes = tuple(_exception_chain(error))
    through = " through the proxy" if proxied else ""
    for cause in causes:
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return _connection_closed(server, through)
        if isinstance(cause, ssl.SSLError):
            return _tls(cause, server)
    for cause in causes:
        if (failure := _known_cause(cause, server, timeout, through)) is not None:
            return failure
    names = {type(cause).__name__ for cause in causes}
    if names & {"RemoteDisconnected", "IncompleteRead", "ProtocolError"}:
        return _connection_closed(server, through)
    for cause in causes:
        if isinstance(cause, OSError) and cause.errno is not None:
            return ReadFailure(
                FailureKind.REFUSED,
                f"{server} cannot be reached{through}: {cause.strerror or type(cause).__name__}.",
                "Check the network or VPN.",
            )
    return ReadFailure(
        FailureKind.UNEXPECTED,
        f"{server} does not respond like an API server{through} ({type(error).__name__}).",
        "Check the server address in the kubeconfig.",
    )


def _known_cause(cause: BaseException, server: str, timeout: float, through: str) -> ReadFailure | None:
    match cause:
        case MetadataAddressError():
            return ReadFailure(
                FailureKind.CONFIG,
                f"{server} resolves to a cloud metadata service{through}; aiconform never connects to one.",
                "Check the server address and the proxy in the kubeconfig.",
            )
        case socket.gaierror():
            return ReadFailure(
                FailureKind.DNS,
                f"The host of {server} has no address{through}.",
                "Check the server address in the kubeconfig, and whether a VPN is needed.",
            )
        case TimeoutError():
            return ReadFailure(
                FailureKind.TIMEOUT,
                f"{server} did not answer within {timeout:g} s{through}.",
                "Check the network or VPN; a slow server can be given more time with --timeout.",
            )
        case ConnectionRefusedError():
            return ReadFailure(
                FailureKind.REFUSED,
                f"{server} refuses connections{through}.",
                "Check that the cluster runs and that the address and port in the kubeconfig are right.",
            )
        case ConnectionError() | EOFError():
            return _connection_closed(server, through)
        case _:
            return None


def _connection_closed(server: str, through: str) -> ReadFailure:
    return ReadFailure(
        FailureKind.DROPPED,
        f"{server} closed the connection{through} before it responded.",
        "Check that the address in the kubeconfig is the API server's, and try again.",
    )


def _exception_chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and all exceptions that it wraps, innermost last."""
    seen: set[int] = set()
    pending: list[BaseException] = [error]
    while pending:
        cause = pending.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        pending.extend(item for item in inner if isinstance(item, BaseException))


def _tls(error: ssl.SSLError, server: str) -> ReadFailure:
    def failure(message: str, hint: str) -> ReadFailure:
        return ReadFailure(FailureKind.TLS, message, hint)

    if isinstance(error, ssl.SSLCertVerificationError):
        match error.verify_code:
            case code if code == _EXPIRED:
                return failure(f"The certificate of {server} has expired.", "The cluster's operator must renew it.")
            case code if code == _NOT_YET_VALID:
                return failure(f"The certificate of {server} is not valid yet.", "Check this machine's clock.")
            case code if code in (_HOSTNAME, _ADDRESS):
                return failure(
                    f"The certificate of {server} was issued for another name.",
                    "Check the server address, or set `tls-server-name` for this cluster in the kubeconfig.",
                )
        return failure(
            f"The certificate of {server} was not issued by an authority that the kubeconfig trusts.",
            "Check `certificate-authority` in the kubeconfig; it may belong to another or to a rebuilt cluster.",
        )
    reason = (error.reason or "").upper()
    if "WRONG_VERSION" in reason or "HTTP_REQUEST" in reason or "UNKNOWN_PROTOCOL" in reason:
        return failure(f"{server} does not speak TLS.", "Check the server address in the kubeconfig.")
    if "ALERT" in reason:
        alert = reason.rpartition("ALERT_")[2].replace("_", " ").lower()
        return failure(
            f"{server} refused the TLS connection: {alert}.",
            "The client certificate of this context may be expired or belong to another cluster.",
        )
    return failure(
        f"No TLS connection to {server}: {(error.reason or 'unknown reason').replace('_', ' ').lower()}.",
        "Check the certificates in the kubeconfig.",
    )
