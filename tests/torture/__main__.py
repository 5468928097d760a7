"""Kills and random typing in a real terminal: measures lost text and compares stored with typed text."""

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.torture.kills import Kill, kill
from tests.torture.texts import Text, text


def main() -> int:
    """Run both; exit with 1 if any check fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=4, help="wizards at the same time; most of the time they wait")
    args = parser.parse_args()
    with ThreadPoolExecutor(args.jobs) as pool:
        kills: list[Kill] = _run(pool, kill, range(args.seed, args.seed + args.kills))
        texts: list[Text] = _run(pool, text, range(args.seed, args.seed + args.texts))
    if kills:
        lost = sorted(outcome.lost for outcome in kills)
        late = lost[min(len(lost) - 1, int(len(lost) * 0.99))]
        print(
            f"{len(kills)} kills: median {statistics.median(lost):.2f} s, 99 of 100 at most {late:.2f} s, "
            f"most {lost[-1]:.2f} s lost"
        )
    print(f"load {os.getloadavg()[2]:.1f} on {os.cpu_count()} cores")
    held = sum(outcome.held for outcome in kills) + sum(outcome.held for outcome in texts)
    print(f"{held} of {len(kills) + len(texts)} hold")
    return 0 if held == len(kills) + len(texts) else 1


def _run(pool: ThreadPoolExecutor, one: Callable[[int], Any], seeds: Sequence[int]) -> list[Any]:
    outcomes: list[Any] = []
    for outcome in pool.map(one, seeds):
        outcomes.append(outcome)
        if not outcome.held:
            print(outcome, flush=True)
        if len(outcomes) % 50 == 0:
            print(f"{len(outcomes)} of {len(seeds)}", flush=True)
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
