"""Platform page: eligibility and metadata of the product."""

import itertools
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from checklists.advice.unconfirmed import CODE as TO_CONFIRM
from checklists.model.metadata import FIELDS
from checklists.model.naming import submission_folder
from tui import times
from tui.messages import CarriedConfirmed, EligibilityAnswered, FieldLeft
from tui.panes.answer_pane import AnswerPane
from tui.state.eligibility import QUESTIONS, EligibilityQuestion
from tui.state.field_suggestions import VENDOR, VERSION, suggested_value
from tui.state.progress import platform_done
from tui.state.session.state import State
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, hint, join, line, lines
from tui.text.glyphs import BUSY, DONE, ERROR, PROBLEM
from tui.text.link_text import LinkMood, about_logo, link_text
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.field import Field
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Columns, Rows

FOLDER = "folder"


def field_status(state: State, key: str) -> Content | str:
    """Return a short status of a valid value: membership, or the result of its link check."""
    value = state.draft.metadata.get(key, "")
    if key == VENDOR:
        if state.members is None:
            return Content.styled("not checked: no member list", DOUBT)
        return Content.styled(f"{DONE} member", GOOD) if value in state.members.names else ""
    if key == VERSION:
        return Content.styled("from the checklist", MUTED) if value == suggested_value(state, key) else ""
    described = link_text(value, state.links, times.utc_now())
    if value not in state.links.results and described.mood is not LinkMood.BUSY:
        return ""
    sign, style = {
        LinkMood.GOOD: (f"{DONE} ", GOOD),
        LinkMood.BUSY: (f"{BUSY} ", MUTED),
        LinkMood.BAD: (f"{ERROR} ", BAD),
    }.get(described.mood, ("", MUTED))
    return Content.styled(f"{sign}{described.short}", style)


def logo_remark(state: State, key: str) -> Content | str:
    """Return the result of the link check about a logo."""
    check = state.links.results.get(state.draft.metadata.get(key, ""))
    known = link_text(state.draft.metadata.get(key, ""), state.links, times.utc_now()).mood
    if check is None or check.logo is None or known not in (LinkMood.GOOD, LinkMood.DOUBTFUL):
        return ""
    return line(about_logo(check.logo), MUTED)


def carried_remark(state: State, key: str) -> Content | str:
    """Return the remark on an unconfirmed, carried-over field."""
    if key not in state.draft.fields_to_confirm:
        return ""
    unconfirmed = next((p for p in state.problems_of(key) if p.code == TO_CONFIRM), None)
    text = f"{unconfirmed.message} {unconfirmed.hint}" if unconfirmed is not None else "Carried over."
    how = "" if state.read_only else hint("   {f4:pane.confirm} confirms it")
    return join(Content.styled(f"{PROBLEM} ", DOUBT), line(text, DOUBT), how)


class EligibilityChoice(Columns):
    """Eligibility question with its answers and their consequence."""

    def __init__(self, question: EligibilityQuestion, minor: str, *, value: str | None, editable: bool) -> None:
        super().__init__()
        self.question = question
        self._minor = minor
        self._value = value
        self._editable = editable

    def compose(self) -> ComposeResult:
        """Compose the question and its answers."""
        choice = Choice([(a.value, a.label) for a in self.question.answers], disabled=not self._editable)
        yield TextLabel(self.question.label, classes="field-label")
        with Rows(classes="field-body"):
            yield choice
            yield TextLabel(classes="field-purpose")

    def on_mount(self) -> None:
        """Show the draft's answer."""
        self.show(self._value)

    def show(self, value: str | None) -> None:
        """Show the draft's current answer."""
        self._value = value
        self.query_one(Choice).value = value
        shown = self.question.consequence(value, self._minor) if self.has_class("-here") else ""
        self.query_one(".field-purpose", TextLabel).show(shown)

    def on_descendant_focus(self) -> None:
        """Mark the question and scroll its consequence into view."""
        self.add_class("-here")
        self.show(self._value)
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        """Unmark the question."""
        self.remove_class("-here")
        self.show(self._value)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Set the answer and save it."""
        event.stop()
        self.post_message(EligibilityAnswered(self.question.id, event.value))
        self.post_message(FieldLeft())


class PlatformPane(AnswerPane):
    """Page of the eligibility questions and the metadata fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "confirm", "Confirm", id="pane.confirm", tooltip="Confirm the carried-over field"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unconfirmed: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose questions and fields."""
        state = self.shown
        draft, editable = state.draft, not state.read_only
        yield TextLabel(classes="pane-title")
        yield TextLabel(id="platform-notices")
        yield TextLabel("Eligibility", classes="pane-heading")
        for question in QUESTIONS:
            answer = draft.eligibility.get(question.id)
            yield EligibilityChoice(question, state.checklist.minor, value=answer, editable=editable)
        yield TextLabel("Submission", classes="pane-heading")
        for spec in FIELDS:
            yield Field(
                spec.key,
                spec.label,
                spec.purpose,
                spec.example,
                value=draft.metadata.get(spec.key, ""),
                optional=not spec.required,
                editable=editable,
                suggest={VENDOR: self._members, VERSION: self._versions}.get(spec.key),
                typed=partial(self._type, spec.key),
            )
        yield Field(
            FOLDER,
            "Folder name",
            "Folder of the submission in the program's repository; derived from the name if empty.",
            "nebula",
            value=draft.folder,
            optional=True,
            editable=editable,
            typed=partial(self._type, FOLDER),
        )

    def _type(self, key: str, value: str) -> None:
        if key == FOLDER:
            self.edit(lambda session: session.type_folder(value))
        else:
            self.edit(lambda session: session.type_metadata(key, value))

    def _versions(self, typed: str) -> list[str]:
        return [version for version in (suggested_value(self.shown, VERSION),) if version.startswith(typed)]

    def _members(self, typed: str) -> list[str]:
        from checklists.program.members import suggest

        members = self.shown.members
        return suggest(typed, members.names) if members and typed.strip() else []

    def on_mount(self) -> None:
        """Show the draft."""
        self._refresh()

    def watch_state(self, before: State | None, now: State | None) -> None:
        """Show the new state."""
        followed = ("draft", "checklist", "problems", "members", "links", "obstacle", "revisions")
        if self.is_mounted and now is not None and now.differs(before, *followed):
            self._refresh()

    def _refresh(self) -> None:
        state = self.shown
        if state.draft.fields_to_confirm != self._unconfirmed:
            self._unconfirmed = state.draft.fields_to_confirm
            self.refresh_bindings()
        count = platform_done(state)
        counted = f"   {count.done} of {count.total} complete"
        title = join(Content.styled("Platform", STRONG), Content.styled(counted, MUTED))
        self.query_one(".pane-title", TextLabel).show(title)
        notices = [join(Content.styled(f"{PROBLEM} ", DOUBT), line(notice)) for notice in state.checklist.notices]
        self.query_one("#platform-notices", TextLabel).show(lines(*notices))
        for question in self.query_children(EligibilityChoice):
            question.show(state.draft.eligibility.get(question.question.id))
        for field in self.query_children(Field):
            status, remark = field_status(state, field.key), carried_remark(state, field.key)
            if field.key == FOLDER:
                remark = join(Content.styled("goes to ", MUTED), line(f"{submission_folder(state.draft)}/"))
            elif not remark:
                remark = logo_remark(state, field.key)
            field.show(
                state.draft.folder if field.key == FOLDER else state.draft.metadata.get(field.key, ""),
                tuple(problem for problem in state.problems_of(field.key) if problem.code != TO_CONFIRM),
                revision=state.revision(FOLDER if field.key == FOLDER else f"metadata.{field.key}"),
                offer=suggested_value(state, field.key),
                status=status,
                remark=remark,
            )

    @property
    def _focused_field(self) -> Field | None:
        """The focused field."""
        return next((field for field in self.query_children(Field) if field.has_focus_within), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable confirming only on a carried-over field."""
        if action != "confirm":
            return super().check_action(action, parameters)
        field = self._focused_field
        return field is not None and field.key in self.shown.draft.fields_to_confirm and not self.shown.read_only

    def action_confirm(self) -> None:
        """Confirm the carried-over field."""
        if self._focused_field is not None:
            self.post_message(CarriedConfirmed(f"metadata.{self._focused_field.key}"))

    def widget_of(self, field: str) -> Widget | None:
        """Return the input of a metadata key or the folder, or the answers of an eligibility question."""
        choices = (q.query_one(Choice) for q in self.query_children(EligibilityChoice) if q.question.id == field)
        inputs = (f.input for f in self.query_children(Field) if f.key == field)
        return next(itertools.chain(choices, inputs), None)

    def focus_field(self, field: str | None, row: int | None = None) -> None:
        """Focus a field and show whether it is empty; without a field, start at the top of the page."""
        for shown in self.query_children(Field):
            if shown.key == field:
                shown.show_empty()
        super().focus_field(field, row)

    def open_field(self) -> str:
        """Return the first question or required field without an answer."""
        draft = self.shown.draft
        questions = (question.id for question in QUESTIONS if not draft.eligibility.get(question.id))
        missing = (field.key for field in FIELDS if field.required and not draft.metadata.get(field.key))
        return next(questions, None) or next(missing, FIELDS[0].key)
