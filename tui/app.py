"""The wizard's app: routes messages from screens and panes to the session."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.message import Message
from textual.worker import get_current_worker

from checklists.errors import AiconformError
from checklists.model.naming import slug
from tui import crash
from tui.app_base.style_cache import CachedStylesheet
from tui.configurations_app import ConfigurationsApp
from tui.screens.base import DIALOG_STYLES, FrameScreen
from tui.state.machine.memory import RememberedChoice
from tui.state.machine.settings import GlyphSet, Settings
from tui.terminal.job_control import has_shell
from tui.text.colorless import ColorlessFilter, colorless, colorless_variables
from tui.text.contrast import ContrastFilter
from tui.text.filter_chain import chained
from tui.text.glyphs import AsciiFilter, unicode_locale
from tui.text.key_hints import key_of, use_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.filter import LineFilter
    from textual.screen import Screen

    from checklists.links.link_check import LinkCheck, Links
    from tui import messages
    from tui.screens.home import HomeScreen
    from tui.state.drafts_service import DraftsService
    from tui.state.links.link_runner import LinkBatch
    from tui.state.machine.settings import SettingsRead
    from tui.state.session.session import Session
    from tui.state.steps import StepField


LIST_PATIENCE = 0.5
"""Seconds that the end of the app waits for the list of the next start."""


class WizardApp(ConfigurationsApp):
    """Start page and wizard."""

    class Fetching(Message):
        """A download of newer official texts started."""

    class Fetched(Message):
        """The download ended; `error` is set if it failed."""

        def __init__(self, error: AiconformError | None) -> None:
            super().__init__()
            self.error = error

    class LinksAnswered(Message):
        """The link check has new results."""

        def __init__(self, session: Session, checks: Links) -> None:
            super().__init__()
            self.session = session
            self.checks = checks

    class LinksEnded(Message):
        """The link check ended; `reason` is set if it stopped early."""

        def __init__(self, session: Session, reason: str) -> None:
            super().__init__()
            self.session = session
            self.reason = reason

    TITLE = "aiconform"
    CSS_PATH: ClassVar = "styles/app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Save and quit", show=False, priority=True),
        Binding(
            "ctrl+backslash",
            "suspend_process",
            "Suspend",
            id="app.suspend",
            tooltip="Save and suspend: back to the shell",
            show=False,
        ),
    ]

    def __init__(
        self,
        drafts_service: DraftsService,
        *,
        first: Callable[[], Session] | None = None,
        at: StepField | None = None,
        ascii_only: bool = False,
        config: SettingsRead | None = None,
    ) -> None:
        """Prepare.

        Args:
            drafts_service: The drafts and the program's data.
            first: Opens a draft; without it, the wizard opens at the start page.
            at: The place in that draft; by default its last page.
            ascii_only: Paint ASCII only, regardless of the config file.
            config: The validated config file.
        """
        super().__init__(drafts_service)
        self.no_color = colorless(os.environ)  # Textual takes an empty NO_COLOR as set, and paints shades of gray.
        self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
        self.stylesheet = CachedStylesheet(variables=self.get_css_variables())
        self._first = first
        self._at = at
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"  # Animated scrolling is slow over SSH and hides what moved.
        self._contrast = ContrastFilter(sixteen=self.console.color_system == "standard")
        self._colorless = ColorlessFilter()
        self._config = config
        settings = config.settings if config else Settings()
        strict = not unicode_locale() and settings.glyphs is not GlyphSet.UNICODE
        plain = ascii_only or strict or settings.glyphs is GlyphSet.ASCII
        self._ascii = (AsciiFilter(strict=strict),) if plain else ()
        self.set_keymap(dict(settings.keys))
        use_keys(settings.keys)
        self._default_theme = settings.theme or self.theme
        theme = drafts_service.memory.known.theme.over(self._default_theme)
        self.theme = theme if theme in self.available_themes else self._default_theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the contrast filter or remove all colors, and add the ASCII filter if requested or required."""
        if self.no_color:
            return (chained(self._colorless, *self._ascii),)
        return (chained(*super().get_line_filters(), self._contrast, *self._ascii),)

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's variables; without colors, those of marked text are as strong as they can be."""
        variables = super().get_css_variables()
        return colorless_variables(variables) if self.no_color and not self.native_ansi_color else variables

    def get_key_display(self, binding: Binding) -> str:
        """Return the display name of a key; a short one in a narrow footer."""
        shown = super().get_key_display(binding).replace("⏎", "enter")
        return shown.replace("^", "ctrl+") if self.size.width >= 100 else shown

    def action_command_palette(self) -> None:
        """Open our own palette: Textual's palette fails on keys that arrive before its list is painted."""
        from tui.screens.palette import open_palette

        if isinstance(self.screen, FrameScreen):
            open_palette(self.screen)

    def explain(self, dialog: Screen[Any]) -> None:
        """Open the help of the focused element in front of a dialog."""
        from tui.screens.dialogs.help_dialogs import ALL, all_keys, element_help

        def answered(answer: str | None) -> None:
            if answer == ALL and self.screen is dialog:
                self.push_screen(all_keys(self))

        self.push_screen(element_help(dialog), answered)

    def on_mount(self) -> None:
        """Open the requested draft, then fetch newer official texts."""
        self.theme_changed_signal.subscribe(self, lambda theme: self._remember_theme(theme.name))
        if self._config is not None and self._config.trouble is not None:
            self.trouble = AiconformError(*self._config.trouble)
        if self._first is not None:
            self.open(self._first, self._at)
        elif self.trouble is not None:
            self.show_error(self.trouble)
            self.trouble = None
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        """Parse the styles of dialogs, which the first frame does not need, and fetch newer official texts."""
        self.stylesheet.read(DIALOG_STYLES)
        self.stylesheet.reparse()
        self._fetch()

    def _remember_theme(self, name: str) -> None:
        choice = RememberedChoice(name, self._default_theme)
        self.memory.remember(lambda memory: replace(memory, theme=choice))

    def on_page_visited(self, event: messages.PageVisited) -> None:
        """Remember the page of the draft, on this machine."""
        state = self.state
        if state is not None and not state.demo:
            draft = slug(state.draft.name)
            # After the page is painted: the thread that writes would take turns with the painting.
            self.call_after_refresh(self.memory.remember, lambda memory: memory.with_place(draft, event.step))

    def on_home_screen_chosen(self, event: HomeScreen.Chosen) -> None:
        """Open the chosen draft."""
        self.open(lambda: self.drafts_service.open(event.name))

    def on_home_screen_demo_chosen(self) -> None:
        """Open the demo."""
        self.open(self.drafts_service.demo)

    def on_wizard_screen_left(self) -> None:
        """Return to the start page."""
        self.leave(lambda: None)

    def action_suspend_process(self) -> None:
        """Suspend if a shell can continue the wizard; otherwise only show why not."""
        if self.is_headless or has_shell():
            super().action_suspend_process()
        else:
            screen = self.wizard or self.home
            screen.show_error(
                "Not suspended: no shell waits in this terminal.", f"{key_of('app.quit', 'ctrl+q')} saves and quits."
            )

    async def action_quit(self) -> None:
        """Save and quit; ask only if saving failed."""
        state = self.state if self.session is not None else None
        self.leave(
            partial(self._list_and_exit, state.draft.name) if state is not None and not state.demo else self.exit
        )

    @work(group="quit")
    async def _list_and_exit(self, name: str) -> None:
        """Quit once the row of the draft is stored for the next start, or after half a second."""
        with contextlib.suppress(TimeoutError, AiconformError):
            await asyncio.wait_for(asyncio.to_thread(self.drafts_service.listings.update, slug(name)), LIST_PATIENCE)
        self.exit()

    def on_eligibility_answered(self, event: messages.EligibilityAnswered) -> None:
        """Store the answer to an eligibility question."""
        self.change(lambda session: session.set_eligibility(event.question, event.answer))

    def on_response_edited(self, event: messages.ResponseEdited) -> None:
        """Apply the edit to the requirement's answer."""
        self.change(lambda session: session.edit_response(event.requirement, event.edit))

    def on_carried_confirmed(self, event: messages.CarriedConfirmed) -> None:
        """Confirm a carried-over value and save."""
        self.change(lambda session: session.confirm(event.what))
        self.save()

    def on_suggestion_accepted(self, event: messages.SuggestionAccepted) -> None:
        """Accept the suggestion."""
        self.change(lambda session: session.accept(event.requirement))

    def on_file_attached(self, event: messages.FileAttached) -> None:
        """Attach a local file as evidence."""
        from tui.state.session import file_work

        self.change_after(
            file_work.attach(
                event.requirement,
                event.path,
                name=event.name,
                fragment=event.fragment,
                instead_of=event.instead_of,
            )
        )

    def on_file_renamed(self, event: messages.FileRenamed) -> None:
        """Rename an evidence file."""
        from tui.state.session import file_work

        self.change_after(file_work.copy_file(event.relative, event.name), file_work.remove_unnamed(event.relative))

    def on_file_updated(self, event: messages.FileUpdated) -> None:
        """Copy an evidence file again from its source, or keep the copy."""
        from tui.state.session import file_work

        self.change_after(file_work.update_file(event.relative, keep=event.keep))

    def on_run_attached(self, event: messages.RunAttached) -> None:
        """Attach test results as evidence."""
        from tui.state.session import file_work

        self.change_after(file_work.attach_results(event.choice, instead_of=event.instead_of))

    def on_document_attached(self, event: messages.DocumentAttached) -> None:
        """Attach the evidence document."""
        from tui.state.session import file_work

        self.change_after(file_work.attach_document(event.requirement))

    def on_snapshot_taken(self, event: messages.SnapshotTaken) -> None:
        """Store the snapshot with the draft."""
        from tui.state.session import file_work

        self.change_after(file_work.keep_snapshot(event.snapshot, merge=not event.loaded))

    def on_links_wanted(self, event: messages.LinksWanted) -> None:
        """Check links in the background, one batch at a time."""
        session = self.session
        if session is None or not session.state.links.online or session.state.links.pending:
            return
        batch = self.drafts_service.links_to_check(session.state, again=event.again)
        if batch.to_request:
            self.change(lambda session: session.set_links(session.state.links.started(batch.to_request)))
            self._check_links(session, batch)

    @work(thread=True, group="links", exclusive=True)
    def _check_links(self, session: Session, batch: LinkBatch) -> None:
        worker, reason = get_current_worker(), ""
        received: dict[str, LinkCheck] = {}

        def report(checks: Links) -> None:
            received.update(checks)
            self.post_message(self.LinksAnswered(session, checks))

        try:
            reason = self.drafts_service.check_links(batch, report, lambda: worker.is_cancelled)
        except AiconformError as error:
            reason = f"{error.message} {error.hint}"
        self.drafts_service.remember_links(session.state, batch, received)
        self.post_message(self.LinksEnded(session, reason))

    def on_wizard_app_links_answered(self, event: LinksAnswered) -> None:
        """Update the verdict with new link results."""
        if event.session is self.session:
            self.change(lambda session: session.set_links(session.state.links.with_results(event.checks)))

    def on_wizard_app_links_ended(self, event: LinksEnded) -> None:
        """End the link check; unchecked links count as reachable."""
        if event.session is self.session:
            self.change(lambda session: session.set_links(session.state.links.finished(event.reason)))

    def on_links_stopped(self) -> None:
        """Stop the link check; results so far stay."""
        self.workers.cancel_group(self, "links")

    def on_field_left(self) -> None:
        """Save unsaved changes now."""
        self.save()

    @work(thread=True, group="program")
    def _fetch(self) -> None:
        try:
            if self.drafts_service.refresh_needed():
                self.post_message(self.Fetching())
                self.drafts_service.refresh()
                self.post_message(self.Fetched(None))
        except AiconformError as error:
            self.post_message(self.Fetched(error))

    def on_wizard_app_fetching(self) -> None:
        """Show the download on the start page."""
        self.home.fetching()

    def on_wizard_app_fetched(self, event: Fetched) -> None:
        """Recompute everything that depends on the program's data."""
        self.home.fetched(event.error)
        if event.error is None:
            from tui.state.session.file_work import use_program

            self.change_after(use_program(lambda: self.drafts_service.program))

    def record_fault(self, error: BaseException) -> Path | None:
        """Append a fault to the crash log; return its path, or None if writing failed."""
        with contextlib.suppress(Exception):
            return crash.record(error, self.drafts_service.paths.log)
        return None

    def show_fault(self, message: str, hint: str) -> None:
        """Show the fault in the wizard or on the start page."""
        (self.wizard or self.home).show_error(message, hint)
