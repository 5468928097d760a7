"""Check that screens, messages, docstrings, comments and documents avoid words that make readers stumble.

Reads every comment and every string with at least two words in Python modules, and every line of the catalog's YAML
files and of the documents. Of the tests, it reads comments, docstrings and assertion messages only: other strings are
data and expected output. Prints `path:line: word: text` for each place to reword; then the exit code is 1.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
FOLDERS = (
    "auto_detect",
    "benchmarks",
    "checklists",
    "docs",
    "exporters",
    "scripts",
    "tests/**.py",
    "tui",
    "README.md",
    "CONTRIBUTING.md",
)
AVOIDED = re.compile(
    r"\b(nobody|somebody|anybody|whoever|told|said|says|stands?|lies|beside|such|all the same|of it|there (?:is|are)"
    r"|the one|each one|one that|which one|no one|looks?|looked|looking|asked|asking|asks? (?:for|of)|moments?)\b",
    re.IGNORECASE,
)
ALLOWED = re.compile(
    r"such as|no such host|\|nobody\||stand-ins?|stands? (?:for|in)|as there are|there is no evidence file"
    r"|look(?:s|ed|ing)?(?: |-)?(?:like|up)|looks almost|reviewers? (?:may |will )?asks?",
    re.IGNORECASE,
)
"""Fixed expressions that read well."""
_WORDS = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")


def findings(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, avoided word and text of everything to reword in a file."""
    passages = _python(path) if path.suffix == ".py" else enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for start, passage in passages:
        for number, line in enumerate(passage.splitlines(), start):
            for found in AVOIDED.finditer(ALLOWED.sub("", line)):
                yield number, found[0], line.strip()


def _python(path: Path) -> Iterator[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    parts = _explanations(tree) if path.is_relative_to(TESTS) else iter([tree])
    for node in (node for part in parts for node in ast.walk(part)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORDS.search(node.value):
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _explanations(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield docstrings, those of constants included, and assertion messages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Assert) and node.msg is not None:
            yield node.msg


def main(arguments: list[str]) -> int:
    """Check the given files and folders, or everything."""
    command = ["git", "ls-files", *(arguments or FOLDERS)]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    names = [
        name for name in listed if name.endswith((".py", ".yaml", ".md")) and ROOT / name != Path(__file__).resolve()
    ]
    count = 0
    for name in names:
        for line, word, text in findings(ROOT / name):
            count += 1
            print(f"{name}:{line}: {word}: {text[:140]}")
    if count:
        print(f"{count} places to reword: CONTRIBUTING.md names the words to use.", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
