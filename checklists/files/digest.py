"""Digests by which records recognize the content of files."""

import hashlib


def digest_of(data: bytes) -> str:
    """Return the SHA-256 digest of a file's content, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
