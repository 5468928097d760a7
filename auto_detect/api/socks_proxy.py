"""Connections through the SOCKS5 proxy that `proxy-url` or the environment names, as bastion hosts offer it."""

import errno
import os
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

SCHEMES = ("socks5", "socks5h")
Dial = Callable[[str, int, float | None], socket.socket]
"""Function that connects to host and port within a number of seconds; raises OSError."""

_REPLIES = {
    1: errno.EIO,
    2: errno.EACCES,
    3: errno.ENETUNREACH,
    4: errno.EHOSTUNREACH,
    5: errno.ECONNREFUSED,
    6: errno.ETIMEDOUT,
}
"""Errors by the reply code of the proxy (RFC 1928)."""


def is_socks(proxy: str) -> bool:
    """Return whether a proxy's URL has a SOCKS5 scheme."""
    return urlsplit(proxy).scheme in SCHEMES


def socks_dialer(proxy: str) -> Dial:
    """Return a function that connects through the proxy, which also resolves host names, as in kubectl.

    Raises:
        ValueError: the URL has no host, or an invalid port.
    """
    from python_socks import ProxyError
    from python_socks.sync import Proxy

    parts = urlsplit(proxy)
    if not parts.hostname:
        raise ValueError("the proxy has no host")
    port = parts.port or 1080
    login = parts.netloc.rpartition("@")[0]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    client = Proxy.from_url(f"socks5://{login}{'@' if login else ''}{host}:{port}", rdns=True)

    def dial(host: str, port: int, seconds: float | None) -> socket.socket:
        try:
            connected: socket.socket = client.connect(host, port, timeout=seconds)
        except (ProxyError, ValueError) as error:
            number = _REPLIES.get(getattr(error, "error_code", None) or 0)
            raise OSError(number or errno.EPROTO, os.strerror(number) if number else _refusal(error)) from None
        return connected

    return dial


def _refusal(error: Exception) -> str:
    """Return a fixed text: the message of a proxy is untrusted."""
    return "the proxy rejected the login" if "uthentication" in str(error) else "the proxy does not speak SOCKS5"
