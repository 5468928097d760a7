"""Order and groups of advice: points that usually cost a review round come first."""

from collections.abc import Iterable

import msgspec

from checklists.model.problem import Problem, Severity

TITLES = {
    "evidence-secret": "Secrets in evidence files",
    "metadata-secret": "Secrets in the metadata",
    "notes-secret": "Secrets in notes",
    "link-secret": "Secrets in links",
    "sample-value": "Sample values",
    "level-changed": "Changed levels",
    "description-changed": "Changed descriptions",
    "id-repeated": "Repeated answers",
    "kubernetes-version-differs": "Kubernetes version",
    "base-version-differs": "Base certificate",
    "minor-not-certified": "Minors without base certificates",
    "platform-version-unfinished": "Pre-release version",
    "notes-contradict-status": "Notes that contradict the status",
    "na-reason-not-offered": "Reasons for N/A",
    "na-reason-short": "Short reasons for N/A",
    "run-contradicts-status": "Test runs that contradict the status",
    "test-of-another-requirement": "Tests of other requirements",
    "evidence-none": "Claims without evidence",
    "evidence-in-notes": "Links in notes instead of evidence",
    "evidence-of-another-project": "Evidence of other projects",
    "evidence-other-minor": "Evidence from another Kubernetes minor",
    "autoscaling-cpu-only": "Pod autoscaling without custom metrics",
    "evidence-limit": "Evidence files too large for an export",
    "evidence-source-changed": "Evidence files whose source changed",
    "evidence-source-missing": "Evidence files whose source is missing",
    "evidence-large": "Large evidence files",
    "evidence-empty": "Empty evidence files",
    "evidence-folder": "Folders as evidence",
    "link-soft-404": "Links to error pages",
    "link-login": "Links to login pages",
    "link-needs-login": "Links that may need a login",
    "link-to-fork": "Links to forks",
    "link-personal-account": "Links to personal accounts",
    "names-another-vendor": "Other vendors' names",
    "logo-is-a-page": "Logo link",
    "logo-not-vector": "Logo format",
    "logo-format": "Logo format",
    "logo-ending": "Logo link",
    "logo-broken": "Logo file",
    "logo-unnamed": "Logo without a name",
    "e-mail-form": "Email address",
    "url-without-scheme": "Incomplete URLs",
    "link-shortened": "Shortened links",
    "link-moved": "Moved pages",
    "link-anchor-missing": "Links to missing sections",
    "link-to-branch": "Links to branches",
    "link-to-moving-page": "Pages that change later",
    "evidence-user-name": "User names in evidence files",
    "evidence-e-mail-address": "Email addresses in evidence files",
    "evidence-private-address": "Addresses in evidence files",
    "evidence-machine-name": "Names of machines in evidence files",
    "evidence-hardware-id": "Hardware ids in evidence files",
    "evidence-cloud-id": "Cloud ids in evidence files",
    "answer-to-confirm": "Unconfirmed answers",
    "level-rises-next": "Levels of the next checklist",
    "nothing-contributed": "Layered products without a feature of their own",
    "provider-open": "Open providers",
}
"""A title for each code, most important first; other codes follow with the code as title."""
_RANKS = {code: rank for rank, code in enumerate(TITLES)}


class AdviceGroup(msgspec.Struct, frozen=True):
    """All advice of one code."""

    code: str
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """The group's title for people."""
        return title(self.code)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints of the group; hints that differ only in their links count as one."""
        kinds = {tuple(w for w in p.hint.split() if "://" not in w): p.hint for p in reversed(self.problems) if p.hint}
        return tuple(reversed(kinds.values()))


def title(code: str) -> str:
    """Return the title of a code; without one, the words of the code."""
    return TITLES.get(code, code.replace("-", " ").capitalize())


def rank(code: str) -> int:
    """Return the place of a code in the order of advice."""
    return _RANKS.get(code, len(_RANKS))


def grouped_advice(problems: Iterable[Problem]) -> list[AdviceGroup]:
    """Return the advice among the problems, grouped by code, most important first."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.severity is Severity.ADVICE:
            groups.setdefault(problem.code, []).append(problem)
    return [AdviceGroup(code, tuple(groups[code])) for code in sorted(groups, key=rank)]
