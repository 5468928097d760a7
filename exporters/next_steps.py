"""What a person does after the files are written, and when."""

from datetime import date, timedelta

from checklists.model.renewal import format_day, year_after
from exporters.pull_request import PullRequest

REVIEW_DAYS = 10
"""Business days within which a reviewer typically answers."""
CONTACT = "conformance@cncf.io"


def next_steps(pull_request: PullRequest, today: date) -> tuple[str, ...]:
    """One sentence a step, dated as if the pull request were opened today."""
    due = business_days_after(today, REVIEW_DAYS)
    return (
        f"Push the branch {pull_request.branch} to your fork: one folder, one commit, signed off with `-s`. A commit "
        "without sign-off is mended by `git commit --amend -s --no-edit`.",
        "Open the pull request with the title and the text above; tick the open boxes once they are true.",
        f"A reviewer typically answers within {REVIEW_DAYS} business days, by {format_day(due)} if it is opened today. "
        f"If not, write to {CONTACT}.",
        "The certificate counts for one year from the merge. Merge the renewal before that ends: "
        f"if this is merged on {format_day(due)}, before {format_day(year_after(due))}.",
    )


def business_days_after(day: date, count: int) -> date:
    """The day that is so many Mondays to Fridays later; holidays are not known."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
