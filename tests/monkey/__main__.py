"""Random keys, pastes, clicks and resizes: the wizard does not exit, hang, leave an open draft or grow."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.monkey.monkey import Monkey, Outcome

PACES = (0.004, 0.03, 0.1)


def main() -> int:
    """Run the seeds, odd ones on a draft and even ones on the demo, in pairs at 80x24 and 120x40."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--strokes", type=int, default=20_000, help="of each seed")
    parser.add_argument("--pace", type=float, help="seconds between strokes; else 4, 30 and 100 ms in turn")
    parser.add_argument("--jobs", type=int, default=2, help="seeds at the same time")
    args = parser.parse_args()

    def run(seed: int) -> Outcome:
        return Monkey(seed, args.pace if args.pace is not None else PACES[seed % len(PACES)]).run(args.strokes)

    failures: list[str] = []
    with ThreadPoolExecutor(args.jobs) as pool:
        for outcome in pool.map(run, range(args.seed, args.seed + args.seeds)):
            print(outcome, flush=True)
            failures += outcome.failures
    print(f"{args.seeds} seeds, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
