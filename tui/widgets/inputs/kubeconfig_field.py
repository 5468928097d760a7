"""The kubeconfig whose contexts can be read; remembered on this machine."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from textual import work
from textual.message import Message
from textual.widgets import Input

from auto_detect.api.kubeconfig import Kubeconfigs, default_paths, list_contexts
from checklists.text import typed_path
from tui.messages import FieldLeft
from tui.state.machine.memory import MemoryFile, RememberedChoice
from tui.widgets.inputs.field import Field


class KubeconfigField(Field):
    """Paths of kubeconfig files; posts their contexts at first, and when other paths were entered."""

    @dataclass
    class Listed(Message):
        """The kubeconfig files were parsed."""

        paths: tuple[Path, ...]
        found: Kubeconfigs
        entered: bool
        """Whether enter was pressed to choose one of the contexts."""

    def __init__(self, memory: MemoryFile) -> None:
        """`memory` has the paths of the last session; they give way if `KUBECONFIG` has changed since."""
        super().__init__(
            "kubeconfig",
            "Kubeconfig",
            "Its contexts are listed above. Separate several files as in KUBECONFIG.",
            "~/.kube/config",
            value=memory.known.kubeconfig.over(_default_paths()),
        )
        self._memory = memory
        self._paths: tuple[Path, ...] | None = None

    def on_mount(self) -> None:
        """List the contexts of the remembered files."""
        self._follow(entered=False)

    def on_field_left(self, event: FieldLeft) -> None:
        """List the contexts of other files; the kubeconfig is not part of the draft."""
        event.stop()
        self._follow(entered=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """List the contexts, to choose one of them."""
        event.stop()
        event.prevent_default()  # The next field is about something else.
        self._follow(entered=True)

    def _follow(self, *, entered: bool) -> None:
        named = self.input.value
        paths = tuple(typed_path(part) for part in named.split(os.pathsep) if part.strip())
        if paths != self._paths and self._paths is not None:
            choice = RememberedChoice(named, _default_paths())
            self._memory.remember(lambda memory: replace(memory, kubeconfig=choice))
        if paths != self._paths or entered:
            self._paths = paths
            self._list(paths, entered=entered)

    @work(thread=True, exclusive=True, group="contexts")
    def _list(self, paths: tuple[Path, ...], *, entered: bool) -> None:
        self.post_message(self.Listed(paths, list_contexts(paths), entered))


def _default_paths() -> str:
    return os.pathsep.join(map(str, default_paths(os.environ)))
