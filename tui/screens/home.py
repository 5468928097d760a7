"""The start page: open, create, import or try out drafts."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from checklists.errors import AiconformError
from checklists.model.naming import slug
from tui.screens.base import FrameScreen
from tui.screens.import_screen import ImportScreen
from tui.text.content import DOUBT, MUTED, STRONG, join, line, spread
from tui.text.glyphs import BUSY
from tui.widgets.draft_list import BEGIN, DraftList
from tui.widgets.filter_line import FilterLine
from tui.widgets.frame.key_footer import KeyFooter
from tui.widgets.frame.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from checklists.model.draft import Draft
    from tui.state.draft_rows import DraftListing, DraftRow
    from tui.state.drafts_service import DraftsService

FIRST = 40
"""Number of drafts that are listed first; more do not fit most terminals."""
BATCH = 0.3
"""Seconds between two updates of the verdicts."""


class HomeScreen(ImportScreen):
    """Start page with the list of drafts; workers read and write all files."""

    class Chosen(Message):
        """The user chose a draft."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class DemoChosen(Message):
        """The user chose the demo."""

    class Listed(Message):
        """The drafts were listed; `chosen` is the draft for the cursor, if the list was read for its change."""

        def __init__(self, listing: DraftListing, chosen: str | None = None) -> None:
            super().__init__()
            self.listing = listing
            self.chosen = chosen

    class Failed(Message):
        """A file operation failed."""

        def __init__(self, error: AiconformError) -> None:
            super().__init__()
            self.error = error

    class Judged(Message):
        """The verdicts on some drafts: the number of errors by slug."""

        def __init__(self, errors: Mapping[str, int]) -> None:
            super().__init__()
            self.errors = errors

    AUTO_FOCUS: ClassVar = "#drafts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="home.filter", tooltip="Filter the drafts by words"),
        Binding("n", "new", "New", id="home.new", tooltip="Create a self-assessment", show=False),
        Binding("i", "import", "Import", id="home.import", tooltip="Import a PRODUCT.yaml", show=False),
        Binding("d", "demo", "Demo", id="home.demo", tooltip="Try a demo cluster; nothing is saved", show=False),
        Binding("r", "rename", "Rename", id="home.rename", tooltip="Rename the draft under the cursor"),
        Binding("c", "duplicate", "Copy", id="home.duplicate", tooltip="Copy the draft under the cursor"),
        Binding(
            "C",
            "configure",
            "Configuration",
            id="home.configure",
            tooltip="Copy the draft as another configuration, such as air-gapped",
            show=False,
        ),
        Binding("delete,backspace", "delete", "Delete", id="home.delete", tooltip="Move the draft to the trash"),
        Binding("m", "merged", "Merged", id="home.merged", tooltip="Set the merge date of the draft", show=False),
        Binding("t", "trash", "Trash", id="home.trash", tooltip="Restore a draft from the trash"),
        Binding("f1", "help", "Help", id="home.help", tooltip="Explain the focused element and its keys"),
        Binding("question_mark", "keys", "Keys", id="home.keys", tooltip="Search all keys and concepts", show=False),
        Binding("q", "app.quit", "Quit", id="home.quit", tooltip="Quit aiconform"),
    ]

    listing: reactive[DraftListing | None] = reactive(None, bindings=True)
    errors: reactive[Mapping[str, int]] = reactive(dict)
    """Errors in the verdict on each draft, by slug."""

    def __init__(self, drafts_service: DraftsService) -> None:
        super().__init__(drafts_service, id="home")
        self._files = Lock()  # A listing during a rename would show neither name.
        self._fetching = False
        self._not_fetched: Content | None = None
        self.opening = False
        """A draft is being opened; listing the others waits."""
        self._was_left = False

    def compose(self) -> ComposeResult:
        """Yield title, drafts and the state of the official texts; unchanged drafts are shown in the first frame."""
        known = self._drafts_service.listings.remembered(FIRST)
        if known is not None:
            self.set_reactive(HomeScreen.listing, known[0])
            self.set_reactive(HomeScreen.errors, known[1])
        yield Static(self._title(self.app.size.width), id="home-title", markup=False)
        yield Notice().data_bind(text=FrameScreen.notice)
        yield FilterLine(target="#drafts", placeholder="words of a name, 1.37, passes, error", id="drafts-filter")
        yield DraftList(id="drafts").data_bind(HomeScreen.listing, HomeScreen.errors)
        yield Static(id="program", markup=False)
        yield KeyFooter()
        yield from super().compose()

    def on_mount(self) -> None:
        """List the drafts after the first frame."""
        self._show_program()
        self.call_after_refresh(self.relist)

    def on_resize(self) -> None:
        """Fit the title to the width."""
        self.query_one("#home-title", Static).update(self._title(self.size.width))

    def _title(self, width: int) -> Content:
        left = join(" ", Content.styled("aiconform", STRONG), Content.styled("   Kubernetes AI Conformance", MUTED))
        return spread(left, Content.styled("answers stay on this machine ", MUTED), width)

    def on_screen_suspend(self) -> None:
        """Note that drafts may change."""
        self._was_left = True

    def on_screen_resume(self) -> None:
        """List the drafts again when the wizard closes."""
        if self._was_left:
            self.relist()

    def relist(self) -> None:
        """List the drafts, unless one is being opened."""
        if not self.opening:
            self._list()

    @work(thread=True, exclusive=True, group="list")
    def _list(self) -> None:
        self._do(lambda: None)

    @work(thread=True, group="change")
    def change(self, job: Callable[[], str | None]) -> None:
        """Change drafts on disk, then list them again, with the cursor on the draft that `job` names."""
        self._do(job)

    def _do(self, job: Callable[[], str | None]) -> None:
        try:
            with self._files:
                name = job()
                listing = self._drafts_service.listings.listing(FIRST if self.listing is None else None)
            self.post_message(self.Listed(listing, slug(name) if name is not None else None))
        except AiconformError as error:
            self.post_message(self.Failed(error))

    def on_home_screen_listed(self, event: Listed) -> None:
        """Show the drafts."""
        event.stop()
        self.listing = event.listing
        if event.chosen is not None:
            self.query_one(DraftList).choose(event.chosen)
        self._show_program()
        if event.listing.more:
            self.call_after_refresh(self.relist)
        else:
            self._judge(event.listing)

    @work(thread=True, exclusive=True, group="judge")
    def _judge(self, listing: DraftListing) -> None:
        """Validate each draft, and report the verdicts in batches."""
        worker, found, reported = get_current_worker(), dict[str, int](), monotonic()
        for row in listing.drafts:
            if worker.is_cancelled or self.opening:
                break
            errors = None if row.trouble else self._drafts_service.listings.errors(row)
            if errors is not None:
                found[row.slug] = errors
            if monotonic() - reported > BATCH:
                self.post_message(self.Judged(dict(found)))
                reported = monotonic()
        self.post_message(self.Judged(found))
        self._drafts_service.listings.keep()

    def on_home_screen_judged(self, event: Judged) -> None:
        """Show the verdicts."""
        event.stop()
        self.errors = {**self.errors, **event.errors}

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterLine).open()

    def on_draft_list_filter_cleared(self) -> None:
        """Show all drafts."""
        self.query_one(FilterLine).close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the drafts that match."""
        event.stop()
        self.query_one(DraftList).filter(event.value)

    def on_home_screen_failed(self, event: Failed) -> None:
        """Show the error; the list stays as it was."""
        event.stop()
        self.show_error(event.error.message, event.error.hint)

    def fetching(self) -> None:
        """Show that newer official texts are being downloaded."""
        self._fetching = True
        self._show_program()

    def fetched(self, error: AiconformError | None) -> None:
        """Show the end of the download, with its error."""
        self._fetching = False
        self._not_fetched = line(f"not fetched: {error.message}", DOUBT) if error else None
        self.relist()

    def _show_program(self) -> None:
        known = (
            line(self.listing.program, MUTED) if self.listing else Content.styled("reading the official texts", MUTED)
        )
        if self._fetching:
            known = join(Content.styled(f"{BUSY} downloading the official texts", MUTED), "\n", known)
        elif self._not_fetched is not None:
            known = join(known, "\n", self._not_fetched)
        self.query_one("#program", Static).update(known)

    @property
    def chosen(self) -> DraftRow | None:
        """The draft under the cursor."""
        return self.query_one(DraftList).draft

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Dim the keys for drafts while the cursor is on another row."""
        if action in ("rename", "duplicate", "configure", "delete", "merged"):
            return (self.is_mounted and self.chosen is not None) or None
        if action == "trash":
            return bool(self.listing and self.listing.trashed) or None
        return True

    def on_draft_list_moved(self) -> None:
        """Update the footer."""
        self.refresh_bindings()

    async def on_draft_list_taken(self, event: DraftList.Taken) -> None:
        """Run the row's action."""
        event.stop()
        if event.row in BEGIN:
            await self.run_action(BEGIN[event.row].action)
        elif self.chosen is not None and self.chosen.trouble:
            self._offer_backup(self.chosen)
        else:
            self.post_message(self.Chosen(event.row))

    def _offer_backup(self, row: DraftRow) -> None:
        from tui.screens.dialogs.confirmations import damaged

        def answered(answer: str | None) -> None:
            if answer == "restore":
                self.change(lambda: self._drafts_service.store.restore_backup(row.slug).name)

        self.ask(damaged(row), answered)

    def action_new(self) -> None:
        """Prompt for product and Kubernetes minor, then open the new draft."""
        from tui.screens.dialogs.question_dialogs import NewDraft, NewDraftDialog

        def answered(new: NewDraft | None) -> None:
            if new is not None:
                self._create(new.name, new.minor)

        self.ask(NewDraftDialog(self._drafts_service.minors(), self._name_problem), answered)

    @work(thread=True, group="change")
    def _create(self, name: str, minor: str) -> None:
        try:
            self.post_message(self.Chosen(self._drafts_service.create(name, minor, fill_in=True)))
        except AiconformError as error:
            self.post_message(self.Failed(error))

    def on_import_screen_open_wanted(self, event: ImportScreen.OpenWanted) -> None:
        """Open the imported draft."""
        event.stop()
        self.post_message(self.Chosen(event.name))

    def action_merged(self) -> None:
        """Prompt for the merge date: the certification is valid for one year from it."""
        from tui.screens.dialogs.import_dialogs import MergeDate, MergeDateDialog

        row = self.chosen
        if row is None:
            return

        def answered(merged: MergeDate | None) -> None:
            if merged is not None and merged.day != row.merged:
                self.change(lambda: self._drafts_service.set_merged(row.slug, merged.day))

        self.ask(MergeDateDialog(line(row.name), row.merged), answered)

    def action_demo(self) -> None:
        """Open the demo."""
        self.post_message(self.DemoChosen())

    def action_rename(self) -> None:
        """Rename the draft under the cursor."""
        self._ask_name("Rename", "Rename", lambda row, new: self._drafts_service.store.rename(row.slug, new))

    def action_duplicate(self) -> None:
        """Copy the draft under the cursor."""
        self._ask_name(
            "Copy", "Copy", lambda row, new: self._drafts_service.store.duplicate(row.slug, new), suffix=" copy"
        )

    def action_configure(self) -> None:
        """Copy the draft under the cursor as another configuration of its product."""
        from tui.screens.dialogs.question_dialogs import NameDialog

        row = self.chosen
        if row is None:
            return

        def answered(label: str | None) -> None:
            if label is not None:
                self.change(lambda: self._drafts_service.store.configure(row.slug, label).name)

        title, label = join("Configuration of ", line(row.name)), "Name of the configuration, such as air-gapped"
        self.ask(NameDialog(title, label, do="Create", check=lambda _: None), answered)

    def _ask_name(self, what: str, do: str, job: Callable[[DraftRow, str], Draft], *, suffix: str = "") -> None:
        from tui.screens.dialogs.question_dialogs import NameDialog

        row = self.chosen
        if row is None:
            return

        def answered(new: str | None) -> None:
            if new is not None and new != row.name:
                self.change(lambda: job(row, new).name)

        def check(new: str) -> str | None:
            return self._name_problem(new, but=None if suffix else row)

        title = join(f"{what} ", line(row.name))
        self.ask(NameDialog(title, "New name", value=row.name + suffix, do=do, check=check), answered)

    def _name_problem(self, name: str, but: DraftRow | None = None) -> str | None:
        drafts = self.listing.drafts if self.listing else ()
        return self._drafts_service.name_problem(name, [row for row in drafts if row is not but])

    def action_delete(self) -> None:
        """Move the draft to the trash after a confirmation."""
        from tui.screens.dialogs.confirmations import delete

        row = self.chosen
        if row is None:
            return

        def move() -> None:
            self._drafts_service.store.delete(row.slug)

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self.change(move)

        self.ask(delete(row), answered)

    def action_trash(self) -> None:
        """List the trash to restore a draft."""
        from tui.screens.dialogs.list_dialog import trash

        def answered(trashed: str | None) -> None:
            if trashed is not None:
                self.change(lambda: self._drafts_service.store.restore(trashed))

        if self.listing is not None:
            self.ask(trash(self.listing.trashed, self._drafts_service.now()), answered)
