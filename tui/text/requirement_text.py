"""What a requirement's page says in sentences: text, finding and status in words. No Textual here."""

from datetime import datetime

from checklists.catalog.catalog import SYNC
from checklists.model.checklist import Checklist, Level, Requirement, Status, TextTrust, minor_key
from checklists.model.draft import Carried, Origin, Response
from checklists.model.finding import Finding, Outcome
from checklists.model.renewal import format_day
from checklists.rules.status import CONDITIONAL
from checklists.text import count
from tui.times import age, ago

NO_DETECTOR = "no detector yet"


def text_source(requirement: Requirement, checklist: Checklist) -> str:
    """Where the official text is from, and whether it is the published one."""
    if requirement.description is None:
        return f"The official text is not on this machine: `{SYNC}` fetches it."
    match requirement.trust:
        case TextTrust.KNOWN:
            return f"As published for {checklist.minor}; from {checklist.source}."
        case TextTrust.DIFFERENT:
            return f"From {checklist.source}. It is not the text that was published for {checklist.minor}."
        case TextTrust.UNKNOWN:
            return f"From {checklist.source}; new to this version of aiconform, so it cannot be compared."


def first_sentence(words: str) -> str:
    """The beginning of a text, for where there is little room."""
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]


def finding_text(finding: Finding, context: str, taken_at: str, now: datetime) -> tuple[str, str]:
    """The outcome, and where and when that was."""
    where = f"in {context or 'the cluster'}"
    try:
        where += f", {ago(datetime.fromisoformat(taken_at), now)}"
    except (ValueError, TypeError, OverflowError):
        where += ", at an unknown time"
    match finding.outcome:
        case Outcome.DETECTED:
            return "Detected", where
        case Outcome.PARTLY:
            return "Partly detected", where
        case Outcome.NOT_DETECTED:
            return "Not detected", where
        case Outcome.COULD_NOT_CHECK:
            return ("Not looked for yet", "") if finding.reason == NO_DETECTOR else ("Could not check", where)


def explanation(finding: Finding) -> str:
    """The sentence below the outcome."""
    match finding.outcome:
        case Outcome.COULD_NOT_CHECK if finding.reason == NO_DETECTOR:
            return finding.summary
        case Outcome.COULD_NOT_CHECK:
            reason = (finding.reason or "").strip().rstrip(".")
            return f"{reason[:1].upper()}{reason[1:]}. That says nothing about the product."
        case Outcome.NOT_DETECTED:
            return f"{finding.summary} The product may have it all the same."
        case _:
            return finding.summary


def not_applicable(requirement: Requirement) -> str:
    """What the program makes of N/A here."""
    if requirement.level is not Level.MUST:
        return "The program takes N/A for a SHOULD; the notes have to say why it does not apply."
    if requirement.id in CONDITIONAL:
        return "The program takes N/A here with a warning: a reviewer will read in the notes why the case cannot arise."
    if requirement.guidance is not None and requirement.guidance.conditional:
        return "The program refuses N/A for this MUST, although its text starts with a condition."
    return "The program refuses N/A for this MUST."


def carried_from(carried: Carried, minor: str, now: datetime) -> str:
    """Where an answer was carried over from, and how old it is."""
    words = f"Carried over from {carried.minor}" if carried.minor else "Carried over from an earlier submission"
    behind = minors_between(carried.minor, minor)
    if carried.merged is not None:
        words += f", merged {format_day(carried.merged)} ({age(carried.merged, now.astimezone().date())})"
    elif behind:
        words += f", {count(behind, 'Kubernetes minor')} ago"
    return f"{words}. Asked otherwise since then: {carried.changed}." if carried.changed else f"{words}."


def minors_between(before: str, now: str) -> int:
    """How many minors one checklist is behind another; 0 where that cannot be said."""
    try:
        one, other = minor_key(before), minor_key(now)
    except ValueError:
        return 0
    return max(other[1] - one[1], 0) if len(one) == len(other) == 2 and one[0] == other[0] else 0


def about_status(requirement: Requirement, response: Response) -> str:
    """What is to be known about the status that was chosen, or about choosing one."""
    if response.status is Status.NOT_APPLICABLE:
        return not_applicable(requirement)
    if response.origin is Origin.DETECTED and response.status is not None:
        return "Taken over from the cluster's finding."
    if response.status is None and requirement.guidance is not None and requirement.guidance.conditional:
        return f"Its text starts with a condition. {not_applicable(requirement)}"
    return ""
