"""Garbage is collected between two keys."""

import asyncio
import gc

import pytest

from tests.tui.wizard_driver import opened, press
from tui.app_base.garbage import COLLECT_AFTER, EARLY, collect_early
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField


@pytest.mark.parametrize(
    ("counts", "generations"),
    [
        ((EARLY, 9, 99), []),
        ((EARLY + 1, COLLECT_AFTER[1], COLLECT_AFTER[2]), [0]),
        ((EARLY + 1, COLLECT_AFTER[1] + 1, COLLECT_AFTER[2]), [1]),
        ((EARLY + 1, 0, COLLECT_AFTER[2] + 1), [2]),
    ],
)
def test_the_oldest_generation_that_is_due_is_collected(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], generations: list[int]
) -> None:
    collected: list[int] = []
    with monkeypatch.context() as patched:
        patched.setattr(gc, "get_count", lambda: counts)
        patched.setattr(gc, "collect", collected.append)
        collect_early()
    assert collected == generations


async def test_garbage_is_collected_after_a_key(nebula: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = asyncio.Event()
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling")) as (_, pilot):
        monkeypatch.setattr("tui.app_base.input_queue.collect_early", collected.set)
        await press(pilot, "down")
        await asyncio.wait_for(collected.wait(), 30)
