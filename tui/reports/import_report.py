"""Report of an import, as sections of text and as JSON."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from checklists.advice.calendar import old_minor
from checklists.drafts.draft_folder import FILE
from checklists.importing.changes import Change
from checklists.importing.report import ImportReport
from checklists.model.draft import Draft, Healed
from checklists.model.naming import slug
from checklists.model.provider import requirement_of
from checklists.model.renewal import renew_before
from checklists.text import clean_line, count
from tui.state.paths import paths
from tui.times import renew

_MOST = 90
"""Characters of a text within a line."""
MOST_LINES = 200
"""Lines of all sections together; the draft's file holds the others."""
_LONGEST = 500
"""Characters of a line of a remark."""
_MOST_NAMES = 20
"""Maximum names in a list; `--json` has all."""
NEW_VERSION = "A certificate covers a single version of the product: a new version needs a new submission."


@dataclass(frozen=True)
class Section:
    """Section of the report."""

    title: str
    text: str
    """Text on the title's line."""
    rows: tuple[str, ...] = ()
    doubtful: bool = False
    """Whether the user should check this section."""


def headline(report: ImportReport) -> str:
    """Return the first line of the report."""
    return f'Draft "{report.draft.name}" created for checklist {report.draft.checklist}.'


def import_sections(report: ImportReport, today: date) -> Iterator[Section]:
    """Yield the import's results: consequences first, then changes and leftovers, as far as they fit."""
    return _shortened(_sections(report, today), report.draft)


def _sections(report: ImportReport, today: date) -> Iterator[Section]:
    draft, changes = report.draft, report.changes
    if draft.imported is not None:
        own = f", for {draft.imported.minor}" if draft.imported.minor not in ("", draft.checklist) else ""
        yield Section("From", f"{draft.imported.source}{own}")
    if report.fault is not None:
        line = f"line {report.fault.line}: " if report.fault.line else ""
        text = f"The program's check cannot read the file: {line}{report.fault.message}"
        yield Section("Not readable", f"{text} The readable part was imported.", doubtful=True)
    yield _ids("Carried", changes.carried)
    providers = tuple(filter(None, map(requirement_of, draft.eligibility)))
    yield _ids("Providers", providers, "of a layered product, read from the notes")
    yield _ids("New", changes.new, "to answer")
    yield _ids("Dropped", changes.dropped, "no longer required; the answer is in the remarks")
    changed = ", ".join(f"{change.requirement} ({change})" for change in changes.changed)
    yield Section("Changed", f"{len(changes.changed)}  {changed}" if changed else "")
    about = old_minor(draft.checklist)
    yield Section("Calendar", " ".join(about) if about else "", (), True)
    yield from _next(draft, today)
    yield from _healed(draft)
    yield _files(report)
    missing = _names(report.missing)
    yield Section("Missing files", f"cited as evidence but missing: {missing}" if missing else "", (), True)
    if draft.remarks:
        rows = tuple(map(_cut, draft.remarks))
        yield Section(
            "Remarks", f"{count(len(rows), 'text')} without a place in a draft; kept with it, never exported", rows
        )


def remembered_sections(draft: Draft) -> Iterator[Section]:
    """Yield what a draft keeps about its import, as far as it fits."""
    return _shortened(_remembered(draft), draft)


def _remembered(draft: Draft) -> Iterator[Section]:
    if draft.imported is not None:
        yield Section("Imported", f"from {draft.imported.source}")
    yield from _healed(draft)
    if draft.remarks:
        rows = ("\n".join(_cut(line, _LONGEST) for line in remark.splitlines()) for remark in draft.remarks)
        yield Section("Remarks", f"{count(len(draft.remarks), 'text')}, never exported", tuple(rows))


def _shortened(found: Iterable[Section], draft: Draft) -> Iterator[Section]:
    """Yield sections with at most `MOST_LINES` lines, and the place of the others."""
    left, cut = MOST_LINES, 0
    for section in found:
        rows: list[str] = []
        for row in section.rows:
            lines = row.splitlines() or [""]
            if left > 0:
                rows.append("\n".join(lines[:left]))
            cut += max(0, len(lines) - max(0, left))
            left -= len(lines)
        yield replace(section, rows=tuple(rows))
    if cut:
        file = paths().drafts / slug(draft.name) / FILE
        yield Section("Not shown", f"{count(cut, 'more line')}: see {file}.", (), True)


def import_lines(report: ImportReport, today: date) -> Iterator[str]:
    """Yield the report's lines for a terminal."""
    yield headline(report)
    for section in import_sections(report, today):
        if section.text:
            yield f"{section.title:<12} {section.text}"
            yield from (f"  {row}" for row in section.rows)


def import_json(report: ImportReport) -> dict[str, object]:
    """Build the report as JSON."""
    draft, changes, fault = report.draft, report.changes, report.fault
    imported, due = draft.imported, renew_before(draft)
    return {
        "draft": draft.name,
        "checklist": draft.checklist,
        "from": {"path": imported.source, "checklist": imported.minor or None} if imported else None,
        "carried": list(changes.carried),
        "new": list(changes.new),
        "dropped": list(changes.dropped),
        "changed": [change.requirement for change in changes.changed],
        "changes": [_change_json(change) for change in changes.changed],
        "healed": [entry.model_dump() for entry in imported.healed] if imported else [],
        "remarks": list(draft.remarks),
        "to_confirm": list(draft.to_confirm),
        "unreadable": {"line": fault.line, "message": fault.message, "hint": fault.hint} if fault else None,
        "files": list(report.files),
        "refused": dict(report.refused),
        "missing": [clean_line(value) for value in report.missing],
        "left": list(report.left),
        "renew_before": due.isoformat() if due else None,
    }


def _ids(title: str, ids: tuple[str, ...], about: str = "") -> Section:
    return Section(title, f"{len(ids)}  {', '.join(ids)}{f' ({about})' if about else ''}" if ids else "")


def _change_json(change: Change) -> dict[str, object]:
    return {
        "requirement": change.requirement,
        "level": [str(level) for level in change.levels] if change.levels else None,
        "wording": change.wording,
        "words": [list(pair) for pair in change.words],
        "typo": change.typo,
    }


def _healed(draft: Draft) -> Iterator[Section]:
    healed = draft.imported.healed if draft.imported else ()
    if healed:
        yield Section(
            "Healed", f"{count(len(healed), 'value')} read otherwise than written", tuple(map(_entry, healed))
        )


def _entry(entry: Healed) -> str:
    became = f'"{_cut(entry.now)}"' if entry.now else "left out"
    return f'{entry.where}: "{_cut(entry.was)}" -> {became}. {entry.why}'


def _files(report: ImportReport) -> Section:
    rows = [f"{_cut(name)} not copied: {why}" for name, why in report.refused.items()]
    if report.left:
        rows.append(f"Not cited as evidence, not copied: {_names(report.left)}")
    text = f"{count(len(report.files), 'file')} copied: {_names(report.files)}" if report.files else ""
    return Section("Files", text or ("none copied" if rows else ""), tuple(rows), bool(report.refused))


def _next(draft: Draft, today: date) -> Iterator[Section]:
    fields, answers = len(draft.fields_to_confirm), sum(bool(r.carried) for r in draft.responses.values())
    if fields or answers:
        unconfirmed = " and ".join(count(n, what) for n, what in ((answers, "answer"), (fields, "field")) if n)
        yield Section("To confirm", f"{unconfirmed} carried over from the earlier submission")
    if fields:
        yield Section("New version", NEW_VERSION)
    due = renew_before(draft)
    if due is not None:
        text = renew(due, today)
        yield Section("Renewal", f"{text[:1].upper()}{text[1:]}. It has to be merged by then.", (), due <= today)


def _names(names: Collection[str]) -> str:
    """Return the names that fit, as a list in one line."""
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(map(_cut, islice(names, _MOST_NAMES))) + more


def _cut(text: str, most: int = _MOST) -> str:
    line = clean_line(text, limit=4 * most)
    return line if len(line) <= most else f"{line[: most - 1]}…"
