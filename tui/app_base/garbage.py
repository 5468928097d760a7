"""Garbage collection of the wizard: rare, and between two keys where possible."""

import gc

COLLECT_AFTER = (10_000, 3, 17)
"""Thresholds of automatic collections: full ones are rare, and closed screens do not pile up.

The second threshold keeps the pauses in between short: ten young generations took as long as a frame.
"""
EARLY = 5_000
"""New objects that are collected while no key waits, before Python collects them in the middle of a frame."""


def collect_rarely() -> None:
    """Run full garbage collections rarely and without the loaded modules: one takes as long as several frames."""
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def collect_early() -> None:
    """Collect the oldest generation that is due, if an automatic collection is near."""
    young, middle, old = gc.get_count()
    if young > EARLY:
        gc.collect(2 if old > COLLECT_AFTER[2] else 1 if middle > COLLECT_AFTER[1] else 0)
