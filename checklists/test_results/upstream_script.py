"""Shell script that runs the upstream tests once, writes all three result files, and keeps none after a failure."""

import importlib.resources
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml

from checklists.text import clean_line

NO_SNAPSHOT = "unknown; flags are the defaults of the tests"


@dataclass(frozen=True)
class UpstreamTest:
    """An upstream test and what it does to a cluster."""

    requirement: str
    test: str
    does: str
    takes: str
    needs: str


@dataclass(frozen=True)
class UpstreamSuite:
    """A fixed version of the upstream tests."""

    repository: str
    commit: str
    checked: date
    """Day on which the data was compared with the suite."""
    runner: str
    timeout: str
    tests: tuple[UpstreamTest, ...]


@cache
def upstream_suite() -> UpstreamSuite:
    """Return the suite that the catalog describes."""
    data = yaml.safe_load(_data("suite.yaml"))
    return UpstreamSuite(**(data | {"tests": tuple(UpstreamTest(**test) for test in data["tests"])}))


def upstream_script(flags: Mapping[str, Iterable[str]], *, cluster: str = NO_SNAPSHOT, draft: str = "NAME") -> str:
    """Return the script for a POSIX shell.

    Args:
        flags: Flags of the tests by requirement.
        cluster: Description of the cluster that the flags fit.
        draft: Draft to which the printed command attaches the results.
    """
    suite = upstream_suite()
    used = dict.fromkeys(clean_line(flag) for test in suite.tests for flag in flags.get(test.requirement, ()))
    lines = [
        f"#   {test.test} ({test.requirement})\n#     {test.does}\n#     takes {test.takes}; needs {test.needs}"
        for test in suite.tests
    ]
    values = {
        "repository": suite.repository,
        "commit": suite.commit,
        "checked": f"{suite.checked:%Y-%m-%d}",
        "runner": suite.runner,
        "timeout": suite.timeout,
        "cluster": clean_line(cluster, limit=200),
        "tests": "\n".join(lines),
        "flags": " ".join(map(shlex.quote, used)) or "-v",
        "pattern": f"^({'|'.join(test.test for test in suite.tests)})$",
        "draft": shlex.quote(shlex.quote(clean_line(draft))),  # The script prints a command with it.
    }
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), _data("run.sh"))


def _data(name: str) -> str:
    return (importlib.resources.files("checklists") / "data" / "upstream" / name).read_text(encoding="utf-8")
