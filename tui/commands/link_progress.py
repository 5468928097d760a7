"""Link checks of commands, with progress on stderr."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from checklists.links.link_check import count_outcomes, recent_checks
from checklists.text import count
from tui.output import print_note, progress_line
from tui.state.links.link_runner import SECONDS, LinkBatch, Recheck, cached_checks, run_link_checks

if TYPE_CHECKING:
    from checklists.links.link_check import LinkCheck, Links
    from checklists.rules.link_uses import LinkUse


def check_with_progress(uses: tuple[LinkUse, ...], *, fresh: bool, private: bool) -> Links:
    """Check links and show the progress.

    Args:
        uses: The links and their places.
        fresh: Request every link, even with a recent result.
        private: Permit requests to this machine and its network.
    """
    recheck = Recheck.ALL if fresh else Recheck.FAILED
    batch = LinkBatch(uses, recent_checks(cached_checks(private=private), datetime.now(UTC)), recheck, private)
    to_request = batch.to_request
    known_results = {url: batch.known[url] for url in batch.urls if url in batch.known and url not in to_request}
    if not to_request:
        if known_results:
            print_note(f"all {count(len(known_results), 'link')} checked within the last day; --fresh checks again")
        return known_results
    of = f" of {len(batch.urls)}" if known_results else ""
    amount = f"{len(to_request)}{of} {'link' if len(batch.urls) == 1 else 'links'}"
    print_note(f"checking {amount}, at most 8 at once and {SECONDS / 60:.0f} minutes in all (--offline skips this)")
    with progress_line() as line:
        received: list[LinkCheck] = []

        def on_result(check: LinkCheck) -> None:
            received.append(check)
            line.show(f"links: {len(received)} of {len(to_request)}")

        results = run_link_checks(batch, on_result=on_result)
    print_note(f"links: {count_outcomes(to_request, results.checks)}")
    if results.no_internet:
        print_note("no host responded: this machine may have no internet access", "--offline skips link checks.")
    return {**known_results, **results.checks}
