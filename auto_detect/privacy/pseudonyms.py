"""Names of a vendor's own as pseudonyms: the same name is the same pseudonym in every look at the same cluster.

A pseudonym is a keyed hash. The key comes from a UID that only who may read the cluster knows, and is never kept: so
nobody can try names out, and looks at one cluster fit together without a list of names anywhere.
"""

import hashlib
import re
import secrets

from auto_detect.privacy.identifying import is_host_name, is_identifying
from auto_detect.privacy.public_names import is_public_namespace
from auto_detect.snapshot.snapshot import NamePolicy
from auto_detect.text_kinds import TextKind

_BYTES = 5
"""40 bits: that two of 5,000 nodes share a pseudonym happens in one of 100,000 clusters."""
_PSEUDONYM = re.compile(rf"(?<![a-z0-9-])(?:{'|'.join(TextKind)})-[0-9a-f]{{{2 * _BYTES}}}(?![a-z0-9])")
_VENDOR_KINDS = frozenset(
    {TextKind.NODE, TextKind.POD, TextKind.NAMESPACE, TextKind.POOL, TextKind.HOST, TextKind.LABEL}
)
"""Whose texts are a vendor's own."""
_OBJECT_NAME = re.compile(r"[a-zA-Z0-9]([-a-zA-Z0-9._]{0,251}[a-zA-Z0-9])?")
_PATTERNS = {
    TextKind.QUANTITY: re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{0,30})?(?:[numkKMGTPE]i?|[eE][+-]?[0-9]{1,3})?"),
    TextKind.PHRASE: re.compile(r"[ -~]{1,64}"),
}
"""How a text of a kind may be spelled; any other holds no white space."""
_CLOUD_CONTEXT = re.compile(r"(?:arn:[^/]*:cluster/|gke_[^_]+_[^_]+_)([^/_]+)")
"""Contexts that cloud command lines write: an account or a project, then the cluster's name."""
EACH_ONCE = frozenset({TextKind.POOL})
"""Kinds whose texts are rarely the same: remembering them would only take memory."""
_LONGEST = 300
"""Characters of a text that is worth remembering: any longer one becomes a pseudonym."""
_REMEMBERED = 300
"""Bytes that remembering a text takes besides its characters."""
_WORD = re.compile(r"[!-~]{1,300}")


def cluster_of_context(context: str) -> str:
    """The name of the cluster in a context that a cloud's command line wrote; any other context as it is."""
    match = _CLOUD_CONTEXT.fullmatch(context)
    return match[1] if match is not None else context


class Pseudonyms:
    """What the names of one cluster are called in a snapshot; thread-safe. It alone knows the real ones."""

    def __init__(self, cluster: str | None = None, *, keep: bool = False) -> None:
        """Prepare for a cluster.

        Args:
            cluster: its UID; without one the pseudonyms hold for this look only.
            keep: leave names as they are, but for those with an address or an identifier in them.
        """
        self._key = hashlib.sha256((cluster or secrets.token_hex(16)).encode("utf-8", "replace")).digest()
        self._keep = keep
        self._names: dict[TextKind, dict[str, str]] = {kind: {} for kind in TextKind}
        self.memory = 0
        """About how many bytes the remembered texts take."""
        self._originals: dict[str, str] = {}
        """Of what can stand in a question."""

    @property
    def naming(self) -> NamePolicy:
        """What a snapshot says about its names."""
        return NamePolicy(self._hash("naming", ""), kept=self._keep)

    def name_for(self, kind: TextKind, text: str) -> str:
        """What a text of that kind is called."""
        if len(text) > _LONGEST or (kind in EACH_ONCE and not self._keep):
            return self._choose(kind, text)
        names = self._names[kind]
        name = names.get(text)
        if name is None:
            name = names[text] = self._choose(kind, text)
            self.memory += _REMEMBERED + 2 * len(text)
        return name

    def restore(self, text: str) -> str:
        """A path or selector with the real names in it, for asking the cluster; never for keeping."""
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
