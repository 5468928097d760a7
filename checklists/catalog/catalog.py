"""Join official checklists with the catalog: levels, digests of the official texts, guidance."""

import hashlib
from collections.abc import Iterator

from checklists.catalog import catalog_data
from checklists.catalog.catalog_data import FrozenChecklist
from checklists.catalog.official_template import (
    OfficialRequirement,
    Template,
    entries,
    kubernetes_version,
    metadata_fields,
)
from checklists.errors import ProgramDataError
from checklists.model.checklist import Checklist, Guidance, Requirement, TextTrust

MINORS: tuple[str, ...] = catalog_data.minors()
"""Kubernetes minors with a checklist in the catalog, ascending."""

NO_SOURCE = "no official text on this machine"
SYNC = "aiconform program sync"


def guidance(requirement_id: str) -> Guidance | None:
    """Return the catalog's guidance on a requirement, or None if it has none."""
    notes = catalog_data.requirement_notes(requirement_id)
    return notes.guidance() if notes else None


def program_test(requirement_id: str) -> str | None:
    """Return the Go test whose result the program's check evaluates for a requirement; None for most."""
    notes = catalog_data.requirement_notes(requirement_id)
    return notes.program_test if notes else None


def digest(description: str) -> str:
    """Return the SHA-256 by which the catalog identifies an official description."""
    return hashlib.sha256(description.encode("utf-8", "surrogatepass")).hexdigest()


def checklist(minor: str, template: Template | None) -> Checklist:
    """Return the checklist of a Kubernetes minor, with the official text if a template is given.

    A template takes precedence over the catalog; the notices list the differences.

    Raises:
        ProgramDataError: The minor is unknown and no template is given.
    """
    known = catalog_data.frozen_checklist(minor)
    if template is not None:
        return _from_template(template, known)
    if known is None:
        raise ProgramDataError(
            f"No checklist for Kubernetes {minor} is known.",
            f"Known are {MINORS[0]} to {MINORS[-1]}. Fetch newer ones: `{SYNC}`, or read a clone: --program DIR.",
        )
    requirements = tuple(
        Requirement(r.id, category, r.level, None, TextTrust.UNKNOWN, guidance(r.id))
        for category, frozen in known.spec.items()
        for r in frozen
    )
    notice = f"The official texts of checklist {minor} are missing: fetch them with `{SYNC}`."
    return Checklist(minor, requirements, None, NO_SOURCE, (notice,))


def _from_template(template: Template, known: FrozenChecklist | None) -> Checklist:
    official = entries(template)
    digests = {r.id: r.sha256 for frozen in known.spec.values() for r in frozen} if known else {}
    requirements = tuple(
        Requirement(r.id, r.category, r.level, r.description, _trust(r, digests), guidance(r.id)) for r in official
    )
    notices = (*_version_notices(template), *(_differences(template, known) if known else _new_requirements(template)))
    return Checklist(template.minor, requirements, template.text, template.source, notices)


def _trust(requirement: OfficialRequirement, digests: dict[str, str]) -> TextTrust:
    known = digests.get(requirement.id)
    if known is None:
        return TextTrust.UNKNOWN
    return TextTrust.KNOWN if known == digest(requirement.description) else TextTrust.DIFFERENT


def _version_notices(template: Template) -> Iterator[str]:
    version = kubernetes_version(template)
    if version and version.removeprefix("v") != template.minor:
        yield f"The checklist file of {template.minor} has kubernetesVersion {version}."


def _new_requirements(template: Template) -> Iterator[str]:
    yield (f"Checklist {template.minor} is newer than this version of aiconform, which cannot verify its texts.")
    unknown = [r.id for r in entries(template) if guidance(r.id) is None]
    if unknown:
        yield f"aiconform has no guidance for {', '.join(unknown)}, only the official text."


def _differences(template: Template, known: FrozenChecklist) -> Iterator[str]:
    official = {r.id: r for r in entries(template)}
    frozen = {r.id: (category, r) for category, group in known.spec.items() for r in group}
    published = f"the checklist {template.minor} that aiconform knows"
    for requirement_id, found in official.items():
        if requirement_id not in frozen:
            yield f"{requirement_id} is not in {published}, only in {template.source}."
            continue
        category, expected = frozen[requirement_id]
        if digest(found.description) != expected.sha256:
            yield f"The text of {requirement_id} in {template.source} differs from {published}."
        if found.level != expected.level:
            yield f"{requirement_id} is {found.level} in {template.source}, {expected.level} in {published}."
        if found.category != category:
            yield f"{requirement_id} is in {found.category} in {template.source}, in {category} in {published}."
    for requirement_id in frozen:
        if requirement_id not in official:
            yield f"{requirement_id} of {published} is missing from {template.source}."
    odd = sorted(set(metadata_fields(template)) ^ set(known.metadata))
    if odd:
        yield f"The metadata fields in {template.source} differ from {published}: {', '.join(odd)}."
