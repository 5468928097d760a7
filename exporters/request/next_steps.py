"""The user's next steps after an export, with dates."""

from datetime import date

from checklists.model.renewal import REVIEW_DAYS, business_days_after, format_day, year_after
from exporters.request.pull_request import PullRequest

CONTACT = "conformance@cncf.io"


def next_steps(pull_request: PullRequest, today: date) -> tuple[str, ...]:
    """Return one sentence per step, assuming that the pull request is opened today."""
    due = business_days_after(today, REVIEW_DAYS)
    return (
        f"Push the branch {pull_request.branch} to your fork: one folder, one commit, signed off with `-s`. "
        "`git commit --amend -s --no-edit` adds a missing sign-off.",
        "Open the pull request with this title and text; tick the open boxes once they are true.",
        f"A reviewer typically answers within {REVIEW_DAYS} business days, by {format_day(due)} if it is opened today. "
        f"If not, write to {CONTACT}.",
        "The certification is valid for one year from the merge. Merge the renewal before that ends: "
        f"if this is merged on {format_day(due)}, before {format_day(year_after(due))}.",
    )
