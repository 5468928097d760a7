"""Links asked for on behalf of commands and wizard: what was seen today is not asked for again. No Textual here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.links.link_check import LinkCheck, Links, count_outcomes, recent_checks
from checklists.rules.link_uses import LinkUse
from checklists.text import count
from tui.output import passing_line, say
from tui.state.paths import paths

if TYPE_CHECKING:
    from auto_detect.links.checker import LinkResults

SECONDS = 300.0
"""For all links of one run together; with eight at once that is a slow site or two, or very many quick ones."""


def _now() -> datetime:
    return datetime.now(UTC)


class Again(StrEnum):
    """Which links are asked for although something is known of them."""

    NONE = auto()
    FAILED = auto()
    """What answered still counts; what did not may have been mended meanwhile."""
    ALL = auto()


@dataclass(frozen=True)
class Asking:
    """Links to be asked for, and how."""

    uses: tuple[LinkUse, ...]
    known: Links
    """What was seen within the last day."""
    again: Again = Again.FAILED
    private: bool = False
    """This machine and its network may be asked too."""

    @property
    def urls(self) -> tuple[str, ...]:
        """Every link, once."""
        return tuple(dict.fromkeys(use.url for use in self.uses))

    @property
    def open(self) -> tuple[str, ...]:
        """What has to be asked for."""
        logos = {use.url for use in self.uses if use.is_logo}
        return tuple(url for url in self.urls if not self._settled(url, url in logos))

    def _settled(self, url: str, as_logo: bool) -> bool:
        known = self.known.get(url)
        if known is None or self.again is Again.ALL:
            return False
        if not known.passed:
            return self.again is Again.NONE
        return known.logo is not None or not as_logo


def remembered(*, private: bool = False) -> Links:
    """What was seen within the last thirty days, by link."""
    from auto_detect.links.cache import load

    return load(_file(private=private))


def known() -> Links:
    """What was seen of links within the last day, by the link; nobody is asked."""
    return recent_checks(remembered(), _now())


def ask(
    asking: Asking,
    *,
    tell: Callable[[LinkCheck], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime] = _now,
) -> "LinkResults":
    """Ask for what is open, and remember what was seen; blocks.

    Args:
        asking: What is asked for.
        tell: Told of each result as it comes.
        cancelled: Whether to leave the rest out.
        now: The clock.

    Raises:
        WebError: the settings of this machine cannot be used.
    """
    from auto_detect.links.addresses import ANYWHERE
    from auto_detect.links.cache import save
    from auto_detect.links.checker import check_links
    from auto_detect.links.limits import RequestLimits

    asked = check_links(
        asking.open,
        logos=[use.url for use in asking.uses if use.is_logo],
        limits=RequestLimits(reach=ANYWHERE) if asking.private else RequestLimits(),
        seconds=SECONDS,
        now=now,
        on_result=tell,
        cancelled=cancelled,
    )
    if not asked.no_internet:
        save(_file(private=asking.private), asked.checks, now())
    return asked


class Batches:
    """Passes results on once some machine out there has answered: before that they may say more of this machine.

    What was held back is passed on at the end, unless nobody could be reached at all.
    """

    def __init__(self, tell: Callable[[Links], None]) -> None:
        self._tell = tell
        self._held: dict[str, LinkCheck] = {}
        self._sure = False

    def __call__(self, check: LinkCheck) -> None:
        """Take a result."""
        self._held[check.url] = check
        self._sure = self._sure or check.status is not None
        if self._sure:
            self.release()

    def release(self) -> None:
        """Pass on what is there."""
        held, self._held = self._held, {}
        if held:
            self._tell(held)


def _file(*, private: bool) -> Path:
    """Answers from inside a network are no answers of the internet, and kept apart."""
    return paths().cache / ("links-private.json" if private else "links.json")


def on_stderr(uses: tuple[LinkUse, ...], *, fresh: bool, private: bool) -> Links:
    """What links answer, for a command: asked for where need be, which is said on stderr.

    Args:
        uses: The links and their places.
        fresh: Ask for all of them, whatever is known.
        private: This machine and its network may be asked too.
    """
    again = Again.ALL if fresh else Again.FAILED
    asking = Asking(uses, recent_checks(remembered(private=private), _now()), again, private)
    waiting = asking.open
    still = {url: asking.known[url] for url in asking.urls if url in asking.known and url not in waiting}
    if not waiting:
        if still:
            say(f"all {count(len(still), 'link')} answered within the last day; --fresh asks again")
        return still
    of = f" of {len(asking.urls)}" if still else ""
    amount = f"{len(waiting)}{of} {'link' if len(asking.urls) == 1 else 'links'}"
    say(f"asking for {amount}, at most 8 at once and {SECONDS / 60:.0f} minutes in all (--offline leaves them out)")
    with passing_line() as line:
        told: list[LinkCheck] = []

        def tell(check: LinkCheck) -> None:
            told.append(check)
            line.show(f"links: {len(told)} of {len(waiting)}")

        asked = ask(asking, tell=tell)
    say(f"links: {count_outcomes(asked.checks.values(), len(waiting) - len(asked.checks))}")
    if asked.no_internet:
        say("no host was reached, so this machine may have no internet", "--offline leaves the links out.")
    return {**still, **asked.checks}
