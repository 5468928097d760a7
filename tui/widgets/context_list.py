"""The contexts of the kubeconfig, with the reason why a context cannot be used."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from auto_detect.api.kubeconfig import ContextInfo, Kubeconfigs
from checklists.text import clean_line
from tui.text.content import BAD, DOUBT, MUTED, STRONG, fit_end, fit_name, join, line
from tui.text.glyphs import PROBLEM
from tui.text.key_hints import key_of, with_keys
from tui.widgets.row_list import RowList

NAME_WIDTH = 24
"""Minimum cells of the longest name."""
MOST = 200
"""Characters of a name in a sentence."""
REST_WIDTH = 30
"""Cells left for authentication and server."""


def row(context: ContextInfo, name: Content) -> Content:
    """Return a context's line: its name as it fits, authentication and server; or why it cannot be used."""
    current = Content.styled(" current", MUTED) if context.current else Content("")
    if context.problem:
        return join(name, " ", Content.styled(f"{PROBLEM} ", BAD), line(context.problem, BAD), current)
    login = f"plugin {context.exec_command}" if context.exec_command else context.auth
    return join(name, " ", line(login), "  ", line(context.server, MUTED), current)


def about(context: ContextInfo) -> Content:
    """Return what choosing a context does, including the credential plugin that would run."""
    name, server = _short(context.name), _short(context.server)
    if context.problem:
        return join(Content.styled(f"{PROBLEM} ", BAD), line(f"{name} cannot be used. {_short(context.problem)}", BAD))
    user = f" as {_short(context.user)}" if context.user else ""
    user += f", acting as {_short(context.impersonates)}," if context.impersonates else ""
    reads = line(f"{key_of('contexts.read', 'enter')} reads {name}{user} at {server}. Nothing on it is changed.")
    if context.exec_command is None:
        return reads
    plugin = f"To log in, this runs the credential plugin {_short(context.exec_command)} on this machine."
    return join(reads, " ", line(plugin, DOUBT))


def _short(name: str) -> str:
    """Return a name from a kubeconfig on one line, of a length that leaves the rest of the page in view."""
    return clean_line(name, limit=MOST)


def _searched(context: ContextInfo) -> str:
    return " ".join(filter(None, (context.name, context.server, context.user, context.auth))).casefold()


class ContextList(RowList):
    """One row for each context."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Read", id="contexts.read", tooltip="Read this cluster, read-only"),
        Binding("escape", "all", "All", id="contexts.all", tooltip="Clear the filter", show=False),
        Binding("slash", "filter", "Filter", id="contexts.filter", tooltip="Filter the contexts by words"),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another context."""

        context: ContextInfo | None

    @dataclass
    class Chosen(Message):
        """The user chose a context to read."""

        context: ContextInfo

    class FilterCleared(Message):
        """The user wants all contexts again."""

    class FilterWanted(Message):
        """The user wants to filter the contexts."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._all: tuple[ContextInfo, ...] = ()
        self._contexts: tuple[ContextInfo, ...] = ()

    @property
    def context(self) -> ContextInfo | None:
        """The context under the cursor."""
        at = self.highlighted
        return self._contexts[at] if at is not None and at < len(self._contexts) else None

    def show(self, found: Kubeconfigs, *, likeliest: str = "") -> None:
        """List the contexts, with the cursor on `likeliest`, else on the current one; only a chosen context is read."""
        self._all = found.contexts
        self._show(found.contexts, likeliest)

    def filter(self, typed: str) -> None:
        """Show the contexts that have all typed words in name, server or user."""
        words = typed.casefold().split()
        matching = [c for c in self._all if all(word in _searched(c) for word in words)]
        self._show(tuple(matching), self.context.name if self.context else "")

    def named(self, name: str) -> ContextInfo | None:
        """Return the context of a name, whether it is shown or not."""
        return next((context for context in self._all if context.name == name), None)

    def _show(self, contexts: tuple[ContextInfo, ...], likeliest: str) -> None:
        self._contexts = contexts
        self.clear_options()
        if contexts:
            names = self._fitted_names()
            self.add_options(Option(row(each, names[each.name]), id=str(n)) for n, each in enumerate(contexts))
            wanted = max(contexts, key=lambda context: (context.name == likeliest, context.current))
            self.highlighted = contexts.index(wanted)
        elif self._all:
            self.add_option(
                Option(Content(with_keys("No context matches. {esc:contexts.all} clears the filter.")), disabled=True)
            )
        self.post_message(self.Highlighted(self.context))

    def _fitted_names(self) -> dict[str, Content]:
        """Return the names as far as they fit; their ends if they would be equal when cut in the middle."""
        names = {context.name for context in self._all}
        longest = max((line(name).cell_length for name in names), default=0)
        width = max(NAME_WIDTH, min(longest, self.size.width - REST_WIDTH))
        fitted = {name: fit_name(name, width, STRONG) for name in names}
        alike = len({name.plain for name in fitted.values()}) < len(names)
        return {name: fit_end(name, width, STRONG) for name in names} if alike else fitted

    def on_resize(self) -> None:
        """Fit the names to the width."""
        names = self._fitted_names()
        for at, context in enumerate(self._contexts):
            self.replace_option_prompt_at_index(at, row(context, names[context.name]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave esc to the page while no filter hides a context."""
        return len(self._contexts) < len(self._all) if action == "all" else True

    def action_all(self) -> None:
        """Request all contexts."""
        self.post_message(self.FilterCleared())

    def action_filter(self) -> None:
        """Request the filter."""
        self.post_message(self.FilterWanted())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Report the highlighted context."""
        event.stop()
        self.post_message(self.Highlighted(self.context))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Report the chosen context."""
        event.stop()
        self.post_message(self.Chosen(self._contexts[event.option_index]))
