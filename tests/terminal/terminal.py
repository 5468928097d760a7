"""A user at a terminal: presses keys and reads the screen of a program in a real pseudo-terminal."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pexpect
import pyte
from rich.cells import cell_len

PATIENCE = 60.0


class TerminalScreen(pyte.Screen):
    """A screen that shows a blank for half of a wide character, as terminals do; pyte's raises an error."""

    @property
    def display(self) -> list[str]:
        """The lines as text."""
        return ["".join(self._line(number)) for number in range(self.lines)]

    def _line(self, number: int) -> Iterator[str]:
        wide = False
        for column in range(self.columns):
            data = self.buffer[number][column].data
            if data or not wide:
                yield data or " "
            wide = cell_len(data[:1]) == 2


class Terminal:
    """One program, one screen."""

    def __init__(
        self,
        command: list[str],
        env: Mapping[str, str],
        *,
        columns: int = 120,
        lines: int = 40,
        cwd: Path | None = None,
    ) -> None:
        self._screen = TerminalScreen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        size = {"COLUMNS", "LINES"}  # They would override the terminal's own size; pytest-xdist sets them.
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0],
            command[1:],
            env={name: value for name, value in env.items() if name not in size},
            dimensions=(lines, columns),
            timeout=PATIENCE,
            cwd=cwd,
        )

    @property
    def text(self) -> str:
        """The text on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, keys: str) -> None:
        """Press keys; control characters as the terminal sends them."""
        self._child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        """Resize the terminal."""
        self._screen.resize(lines, columns)
        self._child.setwinsize(lines, columns)

    def wait_for(self, *wanted: str, times: int = 1) -> None:
        """Read until the screen shows every text, each at least `times` times.

        Raises:
            AssertionError: it does not come; the message shows the screen.
        """
        deadline = time.monotonic() + PATIENCE
        while any(self.text.count(words) < times for words in wanted):
            assert time.monotonic() < deadline, f"waiting for {wanted!r} on\n{self.text}"
            self.read()

    def wait_for_focus(self, label: str) -> None:
        """Read until a label is bold, which is how a form marks the field in focus."""
        deadline = time.monotonic() + PATIENCE
        while not self._bold(label):
            assert time.monotonic() < deadline, f"{label!r} is not in focus on\n{self.text}"
            self.read()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Read until a condition holds.

        Raises:
            AssertionError: it does not; the message shows the screen.
        """
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"the condition does not hold on\n{self.text}"
            self.read(0.05)

    def _bold(self, label: str) -> bool:
        found = ((number, line.find(label)) for number, line in enumerate(self._screen.display))
        return any(column >= 0 and self._screen.buffer[number][column].bold for number, column in found)

    def read(self, seconds: float = 1) -> None:
        """Read the program's output within `seconds`."""
        try:
            self._stream.feed(self._child.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            raise AssertionError(f"the program ended on\n{self.text}") from None

    def wait_for_end(self) -> int | None:
        """Read until the program has ended; return its exit code."""
        self._child.expect(pexpect.EOF)
        self._child.close()
        return self._child.exitstatus

    def close(self) -> None:
        """End the program if it still runs."""
        self._child.close(force=True)
