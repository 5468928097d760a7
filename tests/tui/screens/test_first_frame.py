"""The layout of a screen before its first frame."""

import pytest

from tui.app_base.input_queue import InputQueueApp
from tui.screens.base import HEIGHTS, WIDTHS, FrameScreen


class Recorded(FrameScreen):
    """Records its classes when mounted, which is before the first paint."""

    def on_mount(self) -> None:
        self.first = set(self.classes)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((120, 40), {"-roomy", "-tall"}),
        ((119, 19), {"-wide", "-low"}),
        ((80, 24), {"-narrow", "-tall"}),
        ((60, 20), {"-slim", "-tall"}),
        ((20, 5), {"-tiny", "-flat"}),
    ],
)
async def test_the_layout_fits_the_size_from_the_first_frame(size: tuple[int, int], wanted: set[str]) -> None:
    app = InputQueueApp()
    async with app.run_test(size=size) as pilot:
        screen = Recorded()
        await app.push_screen(screen)
        assert screen.first == wanted
        await pilot.pause()
        assert screen.classes & {name for _, name in (*WIDTHS, *HEIGHTS)} == wanted
