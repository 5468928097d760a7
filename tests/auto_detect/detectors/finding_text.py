"""A finding's content as text for assertions."""

from checklists.model.finding import Finding


def counted(finding: Finding) -> str:
    """Return the observations that count, one for each line."""
    return _told(finding, doubtful=False)


def doubtful(finding: Finding) -> str:
    """Return the observations that do not count."""
    return _told(finding, doubtful=True)


def _told(finding: Finding, *, doubtful: bool) -> str:
    return "\n".join(f"{o.kind} {o.name}: {o.detail}" for o in finding.observations if o.doubtful is doubtful)
