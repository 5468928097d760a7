"""One wizard in a real terminal under random input, with checks for crashes, freezes, lost drafts and growth."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pexpect

from checklists.drafts.store import DraftStore
from tests.conftest import SHARED
from tests.monkey.strokes import Size, Stroke, strokes
from tests.terminal.terminal import Terminal
from tui.crash import LOG
from tui.state.paths import Paths

BATCH = 25
"""Strokes between two checks of the wizard."""
SLOW = 2.0
"""Seconds of processor time after a batch's last stroke; a slower reaction counts as a freeze.

Wall time depends more on the machine.
"""
HUNG = 60.0
"""Seconds without any reaction that count as a freeze."""
WARM = 5000
"""Strokes after which a process is warm: it has loaded all modules, also those of detection and export."""
GROWTH = 48_000
"""Kilobytes that a warm process may grow: long undo histories, the largest terminal, fragments of free memory."""
NOBODY = 65534
_START_PAGE = "Kubernetes AI Conformance"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Outcome:
    """The outcome of one run."""

    seed: int
    mode: str
    size: Size
    pace: float
    strokes: int = 0
    starts: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Processor time of the slowest reaction, in seconds."""
    memory: int = 0
    """Resident kilobytes at the end."""
    growth: int = 0
    """Largest growth of a warm process in kilobytes."""

    def __str__(self) -> str:
        """Return the figures in one line."""
        return (
            f"seed {self.seed}: {self.mode} {self.size[0]}x{self.size[1]}, {self.pace * 1000:.0f} ms, "
            f"{self.strokes} strokes, {self.starts} starts, {len(self.failures)} failures, "
            f"slowest reaction {self.slowest:.2f} s, {self.memory // 1000} MB, grew by {self.growth // 1000} MB"
        )


class _Wizard(Terminal):
    """A terminal that reports the program's state, and has a limit for every wait."""

    def __init__(self, command: list[str], env: dict[str, str], size: Size, cwd: Path) -> None:
        super().__init__(command, env, columns=size[0], lines=size[1], cwd=cwd)
        self._child.delaybeforesend = None
        self.ended = False
        self.painted = time.monotonic()

    def pump(self, seconds: float) -> None:
        """Read output for some time."""
        deadline = time.monotonic() + seconds
        while not self.ended:
            left = deadline - time.monotonic()
            try:
                data = self._child.read_nonblocking(65536, timeout=max(left, 0))
            except pexpect.TIMEOUT:
                return
            except pexpect.EOF:
                self.ended = True
                return
            self.painted = time.monotonic()
            self._stream.feed(data)
            if left <= 0:
                return

    def play(self, stroke: Stroke) -> None:
        """Send a stroke."""
        try:
            if stroke.size is not None:
                self.resize(*stroke.size)
            elif self._child.isalive():
                self._child.send(stroke.data)
        except OSError:
            self.ended = True

    def settle(self, seconds: float) -> bool:
        """Read until the program waits for input; return False after a timeout."""
        return self._until_still(time.monotonic() + seconds)

    def react(self, seconds: float) -> bool:
        """Resize; return whether the program painted and then waits for input, within a timeout."""
        columns, lines = self.size
        asked = time.monotonic()
        self.resize(columns - 1 if columns % 2 else columns + 1, lines)
        while not self.ended and self.painted <= asked:
            self._resume()
            self.pump(0.1)
            if time.monotonic() > asked + seconds:
                return False
        return self._until_still(asked + seconds)

    def _resume(self) -> None:
        """Continue a program that suspended itself, as a shell's `fg` does."""
        if "T" in self._states():
            os.kill(self.pid, signal.SIGCONT)

    def _until_still(self, deadline: float) -> bool:
        still = 0
        while not self.ended and still < 4:
            before = self.painted
            self.pump(0.03)
            still = still + 1 if self.painted == before and not self.running else 0
            if time.monotonic() > deadline:
                return False
        return True

    @property
    def running(self) -> bool:
        """Whether a thread is runnable: on a busy machine it may wait long for a processor."""
        return "R" in self._states()

    def _states(self) -> Iterator[str]:
        for path in Path(f"/proc/{self._child.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # The thread has ended since.
                yield path.read_text().rpartition(")")[2].split()[0]

    @property
    def size(self) -> Size:
        """Columns and lines."""
        return self._screen.columns, self._screen.lines

    @property
    def processor(self) -> float:
        """Processor time used so far, in seconds."""
        parts = self._of_process("stat").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / _TICKS if parts else 0.0

    @property
    def memory(self) -> int:
        """Resident kilobytes."""
        found = re.search(r"VmRSS:\s+(\d+)", self._of_process("status"))
        return int(found[1]) if found else 0

    def _of_process(self, name: str) -> str:
        try:
            return Path(f"/proc/{self._child.pid}/{name}").read_text()
        except OSError:
            return ""

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid or 0)


class Monkey:
    """Plays the strokes of a seed, and restarts the wizard whenever it quit."""

    def __init__(self, seed: int, pace: float) -> None:
        size = ((80, 24), (120, 40))[seed // 2 % 2]
        self.outcome = Outcome(seed, ("demo", "draft")[seed % 2], size, pace)
        self._base = Path(tempfile.mkdtemp(prefix="aiconform-monkey-"))
        self._paths = Paths(*(self._base / "home" / name for name in ("drafts", "cache", "config", "log", "state")))
        self._user = _as_nobody()
        self._wizard: _Wizard | None = None
        self._since_start = 0
        self._warm = 0

    def run(self, count: int) -> Outcome:
        """Play this many strokes, then quit."""
        try:
            self._prepare()
            played = islice(strokes(self.outcome.seed, self.outcome.size), count)
            while batch := tuple(islice(played, BATCH)):
                self._play(batch)
            self._quit()
        finally:
            if self._wizard is not None:
                self._wizard.close()
            shutil.rmtree(self._base, ignore_errors=True)
        return self.outcome

    def _prepare(self) -> None:
        for folder in ("home", "here", "tmp"):
            (self._base / folder).mkdir()
        (self._base / "here" / "kubeconfig").write_text(_KUBECONFIG)
        self._aiconform("drafts", "new", "Nebula", "--checklist", "1.37", "--offline")
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(self._base)], check=True)

    def _aiconform(self, *arguments: str) -> None:
        subprocess.run([_aiconform(), *arguments], env=self._env(), check=True, capture_output=True, timeout=120)

    def _env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {
            "HOME": str(self._base),
            "TMPDIR": str(self._base / "tmp"),
            "AICONFORM_HOME": str(self._base / "home"),
            "AICONFORM_OFFLINE": "1",
            "KUBECONFIG": str(self._base / "here" / "kubeconfig"),
            "EDITOR": "true",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }

    def _start(self) -> _Wizard:
        program = ["--program", str(SHARED / "program")] if (SHARED / "program").is_dir() else []
        opened = ["demo", *program] if self.outcome.mode == "demo" else ["--draft", "nebula", *program]
        wizard = _Wizard([*self._user, _aiconform(), *opened], self._env(), self.outcome.size, self._base / "here")
        deadline = time.monotonic() + HUNG
        while not wizard.ended and "Platform" not in wizard.text and time.monotonic() < deadline:
            wizard.pump(0.1)
        self.outcome.starts += 1
        self._wizard, self._since_start, self._warm = wizard, 0, 0
        return wizard

    def _play(self, batch: tuple[Stroke, ...]) -> None:
        wizard = self._wizard or self._start()
        for stroke in batch:
            wizard.play(stroke)
            wizard.pump(self.outcome.pace)
            self.outcome.strokes += 1
            if wizard.ended:
                break
        self._watch(wizard)

    def _watch(self, wizard: _Wizard) -> None:
        before = wizard.processor if self._since_start else float("inf")  # The first pages have been imported.
        if not wizard.ended:
            self._react(wizard)
        if wizard.ended:
            self._wizard = None
            code = wizard.wait_for_end()
            if code != 0:
                self._fail(f"ended with exit code {code} on\n{wizard.text}")
        else:
            used = wizard.processor - before
            self.outcome.slowest = max(self.outcome.slowest, used, 0.0)
            if used > SLOW:
                self._fail(f"{used:.1f} s of processor time to react to {BATCH} strokes, on\n{wizard.text}")
            self._weigh(wizard)
            if self._is_lost(wizard):
                self._fail(f"a draft is open and its wizard is not on screen:\n{wizard.text}")
                self._quit()
        log = self._paths.log / LOG
        if log.exists():
            self._fail(f"a fault was logged:\n{log.read_text()}")
            log.unlink()

    def _react(self, wizard: _Wizard) -> None:
        if not wizard.react(HUNG):
            self._fail(f"no reaction for {HUNG:.0f} s on\n{wizard.text}")
            wizard.close()
            self._wizard = None

    def _weigh(self, wizard: _Wizard) -> None:
        self._since_start += BATCH
        self.outcome.memory = wizard.memory
        if self._since_start >= WARM:
            self._warm = self._warm or wizard.memory
            grown = wizard.memory - self._warm
            if grown > GROWTH >= self.outcome.growth:
                self._fail(f"grew from {self._warm} kB to {wizard.memory} kB")
            self.outcome.growth = max(self.outcome.growth, grown)

    def _is_lost(self, wizard: _Wizard) -> bool:
        """Return whether the start page stays on screen although a draft is open."""
        return self._open_without_wizard(wizard) and not any(self._recovers(wizard))

    def _recovers(self, wizard: _Wizard) -> Iterator[bool]:
        for _ in range(50):
            wizard.pump(0.1)
            yield wizard.ended or not self._open_without_wizard(wizard)

    def _open_without_wizard(self, wizard: _Wizard) -> bool:
        if _START_PAGE not in wizard.text.partition("\n")[0]:
            return False
        folders = (self._paths.drafts, *(self._base / "tmp").glob("aiconform-demo-*"))
        owners = (draft.open_by for folder in folders for draft in DraftStore(folder).list())
        return any(owner is not None and owner.pid == wizard.pid for owner in owners)

    def _quit(self) -> None:
        wizard, self._wizard = self._wizard, None
        if wizard is None:
            return
        for key in ("\x1b", "\x1b", "\x11", "\r", "\x11"):  # Leave dialogs; answer the question about the demo.
            wizard.play(Stroke(key))
            wizard.settle(HUNG)
        if not wizard.ended:
            self._fail(f"ctrl+q does not end it on\n{wizard.text}")
        wizard.close()

    def _fail(self, words: str) -> None:
        failure = f"seed {self.outcome.seed}, stroke {self.outcome.strokes}: {words}"
        self.outcome.failures.append(failure)
        print(failure, flush=True)


def _aiconform() -> str:
    return str(Path(sys.executable).with_name("aiconform"))


def _as_nobody() -> list[str]:
    """Return a command prefix that drops root: random paths are typed, which root must not write to."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    if (
        shutil.which("setpriv") is None
        or subprocess.run([*command, _aiconform(), "--version"], capture_output=True).returncode
    ):
        raise SystemExit("monkey: as root, setpriv is needed, and an environment that the user nobody may read")
    return command


_KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: nowhere
contexts: [{name: nowhere, context: {cluster: nowhere, user: nobody}}]
clusters: [{name: nowhere, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: nobody, user: {}}]
"""
