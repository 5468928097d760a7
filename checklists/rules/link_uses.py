"""Links that the program's check requests, with their places in the submission."""

from collections.abc import Iterator
from itertools import chain

import msgspec

from checklists.model.checklist import Checklist
from checklists.model.evidence import is_url
from checklists.model.metadata import FIELDS
from checklists.rules import links, logo
from checklists.rules.context import FieldCase
from checklists.submission.submission import Submission


class LinkUse(msgspec.Struct, frozen=True):
    """Link at one place of a submission."""

    url: str
    """The link as written."""
    subject: str
    """Metadata key or requirement id."""
    where: str

    @property
    def is_logo(self) -> bool:
        """Whether the link has to show an image."""
        return self.subject == logo.FIELD


def link_uses(submission: Submission, checklist: Checklist) -> tuple[LinkUse, ...]:
    """Return every place with a link, in checklist order."""
    return (*_in_metadata(submission, checklist), *_in_evidence(submission, checklist))


def has_links(submission: Submission, checklist: Checklist) -> bool:
    """Return whether the submission has any link."""
    return any(True for _ in chain(_in_metadata(submission, checklist), _in_evidence(submission, checklist)))


def _in_metadata(submission: Submission, checklist: Checklist) -> Iterator[LinkUse]:
    for field in FIELDS:
        value = submission.value(field.key)
        if value is not None and links.is_requested(FieldCase(field, value, checklist.minor, None, {})):
            yield LinkUse(value.text, field.key, f"metadata.{field.key}")


def _in_evidence(submission: Submission, checklist: Checklist) -> Iterator[LinkUse]:
    for requirement in checklist.requirements:
        answer = submission.answer(requirement.category, requirement.id)
        for index, item in enumerate(answer.evidence if answer else ()):
            if is_url(item.text):
                where = f"spec.{requirement.category}.{requirement.id}.evidence[{index}]"
                yield LinkUse(item.text, requirement.id, where)
