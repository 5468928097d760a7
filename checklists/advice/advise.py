"""All advice on a submission: points that reviewers would raise, each with a way to settle it beforehand."""

from collections.abc import Iterator

from checklists.advice.answers import nothing_cited, other_description, other_level, repeated
from checklists.advice.autoscaling_metrics import cpu_only
from checklists.advice.context import AdviceCase, Rule
from checklists.advice.contradictions import contradicting_notes
from checklists.advice.evidence.evidence_files import hard_to_read, secrets_and_identifiers
from checklists.advice.evidence.links import fork, needs_login, personal_account, shortened, to_a_branch
from checklists.advice.evidence.moving_pages import moving_page
from checklists.advice.evidence.other_minor import other_minor
from checklists.advice.evidence.other_projects import only_other_projects
from checklists.advice.evidence.other_vendors import other_vendors
from checklists.advice.evidence.samples import samples
from checklists.advice.evidence.secrets import secrets_in_answers
from checklists.advice.metadata import base_of_folder, mail_form, no_link, unfinished_version, version_of_folder
from checklists.advice.reasons import weak_reason
from checklists.advice.test_runs import run_against_status, run_under_another_name, test_of_another
from checklists.model.problem import Problem

RULES: tuple[Rule, ...] = (
    no_link,
    mail_form,
    version_of_folder,
    base_of_folder,
    unfinished_version,
    samples,
    other_vendors,
    repeated,
    other_level,
    other_description,
    run_against_status,
    run_under_another_name,
    test_of_another,
    nothing_cited,
    only_other_projects,
    other_minor,
    cpu_only,
    hard_to_read,
    secrets_and_identifiers,
    secrets_in_answers,
    to_a_branch,
    moving_page,
    personal_account,
    fork,
    shortened,
    needs_login,
    weak_reason,
    contradicting_notes,
)


def advise(case: AdviceCase) -> Iterator[Problem]:
    """Yield every point that passes the program's check but that reviewers object to."""
    for rule in RULES:
        yield from rule(case)
