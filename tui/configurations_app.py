"""Configurations of a product in the wizard: compare and copy drafts in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from checklists.errors import AiconformError
from tui.draft_app import DraftApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui import messages
    from tui.state.configurations import Comparison
    from tui.state.session.session import Session
    from tui.state.session.state import State


class ConfigurationsApp(DraftApp):
    """App that compares the open draft with the product's other configurations, and carries answers over."""

    class Compared(Message):
        """The draft was compared."""

        def __init__(self, session: Session, comparisons: Sequence[Comparison]) -> None:
            super().__init__()
            self.session = session
            self.comparisons = comparisons

    class Configured(Message):
        """The draft was copied as another configuration."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class ConfigurationFailed(Message):
        """Comparing or copying failed."""

        def __init__(self, error: AiconformError) -> None:
            super().__init__()
            self.error = error

    def on_configurations_wanted(self) -> None:
        """Compare the draft with the other configurations."""
        if self.session is not None:
            self._compare(self.session)

    @work(thread=True, group="configurations", exclusive=True)
    def _compare(self, session: Session) -> None:
        try:
            self.post_message(self.Compared(session, self.drafts_service.compare(session)))
        except AiconformError as error:
            self.post_message(self.ConfigurationFailed(error))

    def on_configurations_app_compared(self, event: Compared) -> None:
        """Show what differs."""
        if event.session is self.session and self.wizard is not None:
            self.wizard.show_configurations(event.comparisons)

    def on_answers_carried(self, event: messages.AnswersCarried) -> None:
        """Carry answers over from another configuration."""
        from tui.state.session import file_work

        def carried(session: Session) -> State:
            if self.wizard is not None:
                self.wizard.show_carried(event.other, len(event.fields))
            return session.state

        load = file_work.carry(lambda: self.drafts_service.configured(event.other), event.fields)
        self.change_after(load, lambda _: carried)

    def on_configuration_wanted(self, event: messages.ConfigurationWanted) -> None:
        """Copy the draft as another configuration of its product."""
        if self.session is not None:
            self._configure(self.session, event.label)

    @work(thread=True, group="configurations")
    def _configure(self, session: Session, label: str) -> None:
        try:
            self.post_message(self.Configured(self.drafts_service.configure(session, label)))
        except AiconformError as error:
            self.post_message(self.ConfigurationFailed(error))

    def on_configurations_app_configured(self, event: Configured) -> None:
        """Name the new draft."""
        if self.wizard is not None:
            self.wizard.show_configured(event.name)

    def on_configurations_app_configuration_failed(self, event: ConfigurationFailed) -> None:
        """Show the error."""
        self.show_error(event.error)

    def on_draft_wanted(self, event: messages.DraftWanted) -> None:
        """Leave the draft for another one."""
        self.leave(lambda: self.open(lambda: self.drafts_service.open(event.name)))
