"""Sentences of a requirement's page: official text, finding and status."""

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
    """Return the source of the official text, and whether it matches the published text."""
    if requirement.description is None:
        return f"The official text is not on this machine: `{SYNC}` fetches it."
    match requirement.trust:
        case TextTrust.KNOWN:
            return f"Published for {checklist.minor}; from {checklist.source}."
        case TextTrust.DIFFERENT:
            return f"From {checklist.source}. It differs from the text published for {checklist.minor}."
        case TextTrust.UNKNOWN:
            return f"From {checklist.source}; too new for this version of aiconform to compare."


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def finding_text(finding: Finding, context: str, taken_at: str, now: datetime) -> tuple[str, str]:
    """Return the outcome, and the cluster and time of the collection."""
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
            return ("No detector yet", "") if finding.reason == NO_DETECTOR else ("Could not check", where)


def explanation(finding: Finding) -> str:
    """Return the sentence below the outcome."""
    match finding.outcome:
        case Outcome.COULD_NOT_CHECK if finding.reason == NO_DETECTOR:
            return finding.summary
        case Outcome.COULD_NOT_CHECK:
            reason = (finding.reason or "").strip().rstrip(".")
            return f"{reason[:1].upper()}{reason[1:]}. This does not count against the product."
        case Outcome.NOT_DETECTED:
            found, question = first_sentence(finding.summary), finding.summary[len(first_sentence(finding.summary)) :]
            return f"{found} The product may still meet the requirement.{question}"
        case _:
            return finding.summary


def unproven_clause(sentence: str) -> str:
    """Return an unproven point for use after a colon, with its reason in parentheses."""
    if sentence.partition(" ")[0] not in ("That", "Whether", "How", "What", "Which"):
        return sentence
    point, _, reason = sentence.partition(": ")
    single = reason.endswith(".") and ". " not in reason
    return point[:1].lower() + (f"{point[1:]} ({reason[:-1]})." if single else sentence[1:])


def not_applicable(requirement: Requirement) -> str:
    """Return how the program treats N/A for a requirement."""
    if requirement.level is not Level.MUST:
        return "The program accepts N/A for a SHOULD; explain in the notes why the requirement does not apply."
    if requirement.id in CONDITIONAL:
        return "The program accepts N/A here with a warning: explain in the notes why the condition cannot apply."
    if requirement.guidance is not None and requirement.guidance.conditional:
        return "The program rejects N/A for this MUST, although the official text starts with a condition."
    return "The program rejects N/A for this MUST."


def carried_from(carried: Carried, minor: str, now: datetime) -> str:
    """Return the source and age of a carried-over answer."""
    text = f"Carried over from {carried.minor}" if carried.minor else "Carried over from an earlier submission"
    behind = minors_between(carried.minor, minor)
    if carried.merged is not None:
        text += f", merged {format_day(carried.merged)} ({age(carried.merged, now.astimezone().date())})"
    elif behind:
        text += f", {count(behind, 'Kubernetes minor')} ago"
    return f"{text}. Changed since then: {carried.changed}." if carried.changed else f"{text}."


def minors_between(before: str, now: str) -> int:
    """Return how many minors `before` is behind `now`; 0 if they cannot be compared."""
    try:
        older, newer = minor_key(before), minor_key(now)
    except ValueError:
        return 0
    comparable = len(older) == len(newer) == 2 and older[0] == newer[0]
    return max(newer[1] - older[1], 0) if comparable else 0


def about_status(requirement: Requirement, response: Response) -> str:
    """Return a remark on the chosen status, or on the choice; empty if none applies."""
    if response.status is Status.NOT_APPLICABLE:
        return not_applicable(requirement)
    if response.origin is Origin.DETECTED and response.status is not None:
        return "Accepted from the cluster's finding."
    if response.status is None and requirement.guidance is not None and requirement.guidance.conditional:
        rejected = requirement.level is Level.MUST and requirement.id not in CONDITIONAL
        condition = "" if rejected else "The official text starts with a condition. "
        return f"{condition}{not_applicable(requirement)}"
    return ""
