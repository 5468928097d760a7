"""Pseudonyms for a vendor's own names; a name has the same pseudonym in every snapshot of the same cluster.

A pseudonym is a keyed hash. The key derives from the UID of `kube-system`, which only readers of the cluster know and
which is never stored: names cannot be guessed, and snapshots of one cluster match without a table of names.
"""

import hashlib
import re
import secrets

from auto_detect.privacy.identifying import is_host_name, is_identifying
from auto_detect.privacy.public_names import is_public_namespace
from auto_detect.snapshot.snapshot import NamePolicy
from auto_detect.text_kinds import TextKind

_BYTES = 5
"""40 bits: two of 5,000 nodes share a pseudonym in one of 100,000 clusters."""
_PSEUDONYM = re.compile(rf"(?<![a-z0-9-])(?:{'|'.join(TextKind)})-[0-9a-f]{{{2 * _BYTES}}}(?![a-z0-9])")
_VENDOR_KINDS = frozenset(
    {TextKind.NODE, TextKind.POD, TextKind.NAMESPACE, TextKind.POOL, TextKind.HOST, TextKind.LABEL}
)
"""Kinds whose texts are a vendor's own names."""
_OBJECT_NAME = re.compile(r"[a-zA-Z0-9]([-a-zA-Z0-9._]{0,251}[a-zA-Z0-9])?")
_PATTERNS = {
    TextKind.QUANTITY: re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{0,30})?(?:[numkKMGTPE]i?|[eE][+-]?[0-9]{1,3})?"),
    TextKind.PHRASE: re.compile(r"[ -~]{1,64}"),
}
"""Permitted spelling by kind; texts of other kinds must not contain white space."""
_CLOUD_CONTEXT = re.compile(r"(?:arn:[^/]*:cluster/|gke_[^_]+_[^_]+_)([^/_]+)")
"""Context names written by cloud CLIs: an account or a project, then the cluster's name."""
EACH_ONCE = frozenset({TextKind.POOL})
"""Kinds whose texts rarely repeat, so that caching them only takes memory."""
_LONGEST = 300
"""Characters of the longest cached text; longer texts become pseudonyms."""
_REMEMBERED = 300
"""Bytes that a cached text takes in addition to its characters."""
_WORD = re.compile(r"[!-~]{1,300}")


def cluster_of_context(context: str) -> str:
    """Return the cluster's name from a context name written by a cloud CLI; other names unchanged."""
    match = _CLOUD_CONTEXT.fullmatch(context)
    return match[1] if match is not None else context


class Pseudonyms:
    """Pseudonyms of one cluster's names, and the only place that knows the original names; thread-safe."""

    def __init__(self, cluster: str | None = None, *, keep: bool = False) -> None:
        """Derive the key.

        Args:
            cluster: the cluster's UID; without it the pseudonyms are valid for this collection only.
            keep: keep original names, except those that contain an address or an identifier.
        """
        self._key = hashlib.sha256((cluster or secrets.token_hex(16)).encode("utf-8", "replace")).digest()
        self._keep = keep
        self._names: dict[TextKind, dict[str, str]] = {kind: {} for kind in TextKind}
        self.memory = 0
        """Estimated bytes of the cached texts."""
        self._originals: dict[str, str] = {}
        """Original names by pseudonym, for names that can occur in a path or selector."""

    @property
    def naming(self) -> NamePolicy:
        """Policy that a snapshot records about its names."""
        return NamePolicy(self._hash("naming", ""), kept=self._keep)

    def name_for(self, kind: TextKind, text: str) -> str:
        """Return the pseudonym of a text, or the text itself if it may be kept."""
        if len(text) > _LONGEST or (kind in EACH_ONCE and not self._keep):
            return self._choose(kind, text)
        names = self._names[kind]
        name = names.get(text)
        if name is None:
            name = names[text] = self._choose(kind, text)
            self.memory += _REMEMBERED + 2 * len(text)
        return name

    def restore(self, text: str) -> str:
        """Replace pseudonyms in a path or selector by original names, for a request; never store the result."""
        return _PSEUDONYM.sub(lambda found: self._originals.get(found[0], found[0]), text)

    def _choose(self, kind: TextKind, text: str) -> str:
        if not text or kind is TextKind.SENTENCE:
            return ""
        if kind in _VENDOR_KINDS and not self._keep and not (kind is TextKind.NAMESPACE and is_public_namespace(text)):
            return self._pseudonym(kind, text)
        valid = _PATTERNS.get(kind, _WORD).fullmatch(text)
        if valid and kind is TextKind.QUANTITY:
            return text
        if not valid or is_identifying(text):
            return self._pseudonym(kind, text)
        if kind in (TextKind.NAME, TextKind.CONTEXT) and not self._keep and is_host_name(text):
            return self._pseudonym(TextKind.HOST if kind is TextKind.NAME else kind, text)
        return text

    def _pseudonym(self, kind: TextKind, text: str) -> str:
        pseudonym = f"{kind}-{self._hash(kind, text)}"
        if kind not in EACH_ONCE and _OBJECT_NAME.fullmatch(text):
            self._originals[pseudonym] = text
        return pseudonym

    def _hash(self, kind: str, text: str) -> str:
        encoded = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(encoded, digest_size=_BYTES, key=self._key, person=kind.encode()).hexdigest()
