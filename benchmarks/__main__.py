"""Prints every figure, or those of the modules that are named; exits with 1 if a limit is exceeded."""

import argparse
import sys

from benchmarks import detect, first_paint, key_to_frame, keystroke, scale, scan, start, validate

MODULES = {
    "start": start,
    "first_paint": first_paint,
    "validate": validate,
    "keystroke": keystroke,
    "key_to_frame": key_to_frame,
    "detect": detect,
    "scale": scale,
    "scan": scan,
}


def main() -> int:
    """Measure one after the other: the machine should be otherwise idle."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MODULES))
    names = parser.parse_args().names or list(MODULES)
    if unknown := [name for name in names if name not in MODULES]:
        parser.error(f"no benchmark {', '.join(unknown)}")
    held = True
    for name in names:
        for figure in MODULES[name].measure():
            print(figure, flush=True)
            held = held and figure.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
