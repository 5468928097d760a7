"""Values remembered from earlier sessions: theme, kubeconfig, and the page of each draft."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from checklists.files.atomic_file import read_bounded, write_atomically
from tui.state.session.newest_worker import NewestWorker

LIMIT = 200_000
"""Maximum bytes that are read."""
LONGEST = 4_096
"""Maximum characters of a value; longer values are ignored."""
MOST = 300
"""Maximum number of drafts whose page is remembered, the latest ones."""
SCHEMA = 1


@dataclass(frozen=True)
class RememberedChoice:
    """A value that the user chose instead of a default; it is valid while the default stays the same."""

    value: str = ""
    instead_of: str = ""

    def over(self, default: str) -> str:
        """Return the chosen value, or the default if that has changed since."""
        return self.value if self.value and self.instead_of == default else default


@dataclass(frozen=True)
class Memory:
    """Values of earlier sessions."""

    theme: RememberedChoice = RememberedChoice()
    kubeconfig: RememberedChoice = RememberedChoice()
    context: str = ""
    """The context of the last collection."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The last page of each draft, by its folder; the latest draft is last."""

    def with_place(self, draft: str, place: str) -> Memory:
        """Return the memory with the page of a draft."""
        places = {name: page for name, page in self.places.items() if name != draft} | {draft: place}
        return replace(self, places=dict(list(places.items())[-MOST:]))


def read_memory(path: Path) -> Memory:
    """Read the memory; what is unreadable or not of the right type is ignored."""
    try:
        data = read_bounded(path, LIMIT)
    except OSError:
        return Memory()
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return Memory()
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return Memory()
    places = document.get("places")
    pairs = places.items() if isinstance(places, dict) else ()
    return Memory(
        theme=_choice(document.get("theme")),
        kubeconfig=_choice(document.get("kubeconfig")),
        context=_text(document.get("context")),
        places=dict([(_text(draft), _text(page)) for draft, page in pairs if _text(draft) and _text(page)][-MOST:]),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST and value.isprintable() else ""


def _choice(value: object) -> RememberedChoice:
    return (
        RememberedChoice(_text(value.get("value")), _text(value.get("instead_of")))
        if isinstance(value, dict)
        else RememberedChoice()
    )


class MemoryFile:
    """The memory file: read once, written in the background. A failing disk affects only the memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: Memory | None = None
        self._changes: list[Callable[[Memory], Memory]] = []
        self._lock = threading.Lock()
        self._writer: NewestWorker[None] = NewestWorker(lambda _: self._write())

    @property
    def known(self) -> Memory:
        """The current memory."""
        if self._known is None:
            self._known = read_memory(self._path)
        return self._known

    def remember(self, change: Callable[[Memory], Memory]) -> None:
        """Change the memory; other sessions' changes to other values stay."""
        changed = change(self.known)
        if changed != self.known:
            self._known = changed
            with self._lock:
                self._changes.append(change)
            self._writer.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` for pending writes; return whether everything is written."""
        return self._writer.wait(seconds)

    def _write(self) -> None:
        import json

        with self._lock:
            changes, self._changes = self._changes, []
        memory = read_memory(self._path)
        for change in changes:
            memory = change(memory)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = json.dumps({"schema": SCHEMA, **asdict(memory)}, indent=2)
            write_atomically(self._path, text.encode())
