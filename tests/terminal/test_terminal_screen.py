"""The emulator under the tests shows what a terminal shows."""

import pyte

from tests.terminal.terminal import TerminalScreen


def test_half_of_a_wide_character_is_a_blank() -> None:
    screen = TerminalScreen(8, 2)
    stream = pyte.Stream(screen)
    stream.feed("漢字x\x1b[1;3Hy\r\n👍z")
    assert [line.rstrip() for line in screen.display] == ["漢y x", "👍z"]
