"""Links to a product's entry in the base conformance program, in the form that the check accepts."""

import re

CONFORMANCE = "https://github.com/cncf/k8s-conformance/tree"
_ACCEPTED = re.compile(rf"{re.escape(CONFORMANCE)}/(?:master|main)/v([0-9]+\.[0-9]+)/([^/]+)/?")
_FOLDER = re.compile(r"(?:^|[/\s])v?([0-9]+\.[0-9]+)(?:\.[0-9]+)?/+(?P<folder>[^/?#\s()<>\[\]\"']+)", re.IGNORECASE)
_REPOSITORY = re.compile(r"k8s-(?:ai-)?conformance\b", re.IGNORECASE)
_FILE = re.compile(r"PRODUCT\.ya?ml|README\.md", re.IGNORECASE)
_BARE = re.compile(r"\W*v?[0-9]+\.[0-9]+(?:\.[0-9]+)?/+[^/?#\s]+/?\W*", re.IGNORECASE)


def is_accepted(text: str) -> bool:
    """Return whether the program's check accepts the form of the link."""
    return _ACCEPTED.fullmatch(text) is not None


def link_to(minor: str, folder: str) -> str:
    """Return the link to a product's folder of a Kubernetes minor."""
    return f"{CONFORMANCE}/master/v{minor}/{folder}"


def certified(text: str) -> tuple[str, str] | None:
    """Return the minor and product folder in a link of any form; None if it names no folder."""
    accepted = _ACCEPTED.fullmatch(text)
    if accepted:
        return accepted[1], re.split(r"[?#\s]", accepted[2])[0]
    if not _REPOSITORY.search(text) and not _BARE.fullmatch(text):
        return None
    found = _FOLDER.search(text)
    folder = found["folder"].rstrip(".,;") if found else ""
    return (found[1], folder) if found and folder and not _FILE.fullmatch(folder) else None


def corrected(text: str) -> str | None:
    """Return the accepted form of a link; None if it names no product folder."""
    found = certified(text)
    return link_to(*found) if found else None
