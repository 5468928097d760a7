"""Several pictures of one running wizard: each screen is opened once, and pictured in sizes and themes."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from tests.tui.wizard_driver import settle

Picture = Callable[..., Awaitable[None]]


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> Picture:
    """Compare what is on screen with the picture of that name, in another size or theme if given."""
    kept = snapshot.use_extension(SVGImageExtension)

    async def compare(
        pilot: Pilot[None], name: str, *, size: tuple[int, int] | None = None, theme: str | None = None
    ) -> None:
        app = pilot.app
        if theme is not None:
            app.theme = theme
        if size is not None and size != tuple(app.size):
            await pilot.resize_terminal(*size)
        await settle(pilot)
        assert app.export_screenshot() == kept(name=name), name

    return compare
