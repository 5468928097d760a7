"""What the command palette finds: every action that has a key here."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.types import IgnoreReturnCallbackType

from tui.content import MUTED, join, line

Command = tuple[str, str, IgnoreReturnCallbackType]
"""What it does, what stands beside it, and doing it."""


class ActionCommands(Provider):
    """Every action that has a key where the focus is; names from outside are shown literally."""

    def commands(self) -> Iterator[Command]:
        """From the bindings themselves, so that no action is missing here."""
        told = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id and binding.description and active.enabled and binding.id not in told:
                told.add(binding.id)
                yield (
                    binding.tooltip or binding.description,
                    key_name(binding.key),
                    partial(self.app.run_action, binding.action, active.node),
                )

    async def discover(self) -> Hits:
        """Everything, while nothing is typed."""
        for title, beside, run in self.commands():
            yield DiscoveryHit(self._shown(line(title), beside), run, text=title)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for title, beside, run in self.commands():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, self._shown(matcher.highlight(title), beside), run, text=title)

    @staticmethod
    def _shown(title: Content, beside: str) -> Content:
        return join(title, Content.styled(f"   {beside}", MUTED))


def key_name(key: str) -> str:
    """A key as people write it."""
    spelt = {"question_mark": "?", "right_square_bracket": "]", "left_square_bracket": "[", "slash": "/"}
    return spelt.get(key, key)
