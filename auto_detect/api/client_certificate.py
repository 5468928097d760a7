"""Validity of client certificates; the certificate itself does not leave this module."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from pathlib import Path

MAX_BYTES = 1024 * 1024


def problem(data: object, file: Path | None, now: datetime) -> str | None:
    """Return what is wrong with a client certificate, as the end of a sentence; None if it is usable.

    Args:
        data: `client-certificate-data` of the kubeconfig; takes precedence over the file, as in kubectl.
        file: `client-certificate`, resolved.
        now: the current time.
    """
    try:
        pem = _pem(data, file)
    except OSError as error:
        return f"its client certificate {file} cannot be read: {error.strerror or type(error).__name__}"
    except (ValueError, binascii.Error):
        return "its client certificate is not valid base64"
    if pem is None:
        return None
    from cryptography import x509

    try:
        certificate = x509.load_pem_x509_certificate(pem)
        ends, starts = certificate.not_valid_after_utc, certificate.not_valid_before_utc
    except ValueError:
        return "its client certificate is not a PEM certificate"
    if ends <= now:
        return f"its client certificate expired {_ago(now - ends)} ({ends:%Y-%m-%d})"
    if starts > now:
        return f"its client certificate is valid only from {starts.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return None


def _pem(data: object, file: Path | None) -> bytes | None:
    if isinstance(data, str) and data:
        return base64.b64decode(data)
    if file is None:
        return None
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES)


def _ago(delta: timedelta) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(delta.total_seconds() // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
