"""What is recognisably the vendor's own: names that share a word with vendor, product or their addresses."""

import re
from collections.abc import Mapping

from checklists.advice.hosting import host, hosted
from checklists.program.members import normalized

_LEAST = 3
"""Letters of a name that are too few to be recognised inside a word."""
_OF_EVERYBODY = re.compile(
    r"cloud|com|container|docs|engine|github|githubusercontent|kubernetes|platform|project|raw|service|the|with|www"
)
"""Words of names and addresses that tell nobody from anybody."""


def names_vendor(name: str, metadata: Mapping[str, str]) -> bool:
    """Whether an account or product is recognisably the vendor's.

    Args:
        name: What the account or product is called.
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
    return {word for word in words if not _OF_EVERYBODY.fullmatch(word)}
