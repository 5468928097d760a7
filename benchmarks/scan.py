"""The scanner: recall per kind on generated plants, false secrets in real submissions, and its speed on a dense log."""

import time
from collections.abc import Mapping

from benchmarks.scan_plants import IDENTIFIERS, SECRETS, plants
from benchmarks.start import PROGRAM
from benchmarks.timing import Figure
from checklists.scan.files import scan_paths
from checklists.scan.rule import MatchClass
from checklists.scan.scanner import scan

SEEDS = 10
MISSED = {MatchClass.SECRET: 2 / 57, MatchClass.IDENTIFIER: 3 / 35}
"""Share of the kinds that may be missed."""
SPEED = 8.0
"""Seconds of processor time that a dense log of 10 MiB may take, on the machine where the limit was set."""
_LOG = (
    '2026-11-29T08:{m:02}:11.{n:03}Z I1129 1 kubelet.go:{m}] "SyncLoop" pod="ns/worker-{n}" node="gpu-{m}.x.internal"',
    '{{"level":"info","msg":"reconciled secret token","key":"ns/x-{n}","client":"controller","url":"https://10.0.0.{m}:6443/"}}',
    "| {m}  NVIDIA H100 80GB HBM3  On | 00000000:{m:02}:00.0 Off | password check passed key=value auth: ok | {n} |",
    "GPU {m}: NVIDIA H100 (UUID: GPU-{n:08x}-1234-4abc-8def-{n:012x}) at 10.0.{m}.7",
)


def measure() -> list[Figure]:
    """Count what is found in plants and in real files, then take the time."""
    log = dense_log(10 * 2**20)
    scan({"": log[: 2**18]})
    start = time.process_time()
    scan({"": log})
    taken = time.process_time() - start
    return [
        _recall("kinds of secrets missed", SECRETS, MatchClass.SECRET),
        _recall("kinds of identifiers missed", IDENTIFIERS, MatchClass.IDENTIFIER),
        *_real_files(),
        Figure("scan of a dense log of 10 MiB", taken, SPEED, "what it may take", 1),
    ]


def dense_log(size: int) -> str:
    """Return a log in which most lines hold identifiers or words that secrets begin with."""
    lines, length, number = list[str](), 0, 0
    while length < size:
        lines.append(_LOG[number % len(_LOG)].format(m=number % 60, n=number))
        length, number = length + len(lines[-1]) + 1, number + 1
    return "\n".join(lines)


def _recall(what: str, kinds: Mapping[str, tuple[str, ...]], wanted: MatchClass) -> Figure:
    found: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for seed in range(SEEDS):
        for kind, text in plants(kinds, seed):
            matches = scan({"": f"# Proof\n\n{text}\n\nDone.\n"})[""]
            found[kind].append(any(match.match_class is wanted for match in matches))
    rows = [f"{kind}: {sum(hits)} of {len(hits)}" for kind, hits in found.items()]
    missed = sum(not all(hits) for hits in found.values())
    allowed = MISSED[wanted] * len(kinds)
    return Figure(what, missed, allowed, "what may be missed", 1, f"of {len(kinds)}; " + "; ".join(rows), unit="kinds")


def _real_files() -> list[Figure]:
    if not PROGRAM.is_dir():
        print("scan: skipped real files, no submissions next to this folder")
        return []
    scans = list(scan_paths(sorted(PROGRAM.glob("v*"))))
    secrets = [f"{s.path}:{m.line} {m.rule}" for s in scans for m in s.matches if m.match_class is MatchClass.SECRET]
    rules = [m.rule for s in scans for m in s.matches if m.match_class is MatchClass.IDENTIFIER]
    counts = "; ".join(f"{rule}: {rules.count(rule)}" for rule in sorted(set(rules)))
    remark = "; ".join(secrets) or f"identifiers reported: {counts}"
    what = f"false secrets in {len(scans)} real files"
    return [Figure(what, len(secrets), 1, "1", 0, remark, unit="matches")]
