"""Names that belong to the vendor: they share a word with its name, product or URLs."""

import re
from collections.abc import Mapping

from checklists.advice.hosting import host, hosted
from checklists.program.members import normalized

_LEAST = 3
"""Maximum length of a name that is not searched for inside words."""
_GENERIC = re.compile(
    r"cloud|com|container|docs|engine|github|githubusercontent|kubernetes|platform|project|raw|service|the|with|www"
)
"""Words that many vendors share."""


def names_vendor(name: str, metadata: Mapping[str, str]) -> bool:
    """Return whether an account or product shares a word with the vendor.

    Args:
        name: Name of the account or product.
        metadata: The submission's fields.
    """
    called = normalized(name)
    return any(word in called or (len(called) > _LEAST and called in word) for word in _words(metadata))


def _words(metadata: Mapping[str, str]) -> set[str]:
    texts = [metadata.get(key, "") for key in ("vendorName", "platformName", "platformVersion")]
    texts += [host(metadata.get(key, "")) for key in ("websiteUrl", "documentationUrl", "productLogoUrl")]
    texts.append(metadata.get("contactEmailAddress", "").partition("@")[2])
    repository = hosted(metadata.get("repoUrl", ""))
    texts.append(repository.owner if repository is not None else "")
    words = re.findall(r"[^\W_]{3,}", " ".join(texts).lower())
    return {word for word in words if not _GENERIC.fullmatch(word)}
