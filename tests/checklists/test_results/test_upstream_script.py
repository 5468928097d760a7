"""The script for the upstream tests: readable, accepted by shellcheck, and run with a stand-in `go`."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from checklists.catalog.catalog import checklist
from checklists.test_results.run import find_result_files, read_test_run, upstream_test
from checklists.test_results.upstream_script import upstream_script, upstream_suite
from tests.checklists.good_submission import RUN
from tests.conftest import LINTERS
from tui.cli import main

FLAGS = {"gang_scheduling": ["-gang-job-labels=kueue.x-k8s.io/queue-name=it's mine"], "unknown": ["-x"]}
NAME = 'it\'s a "b" $(touch run) `touch run`'
GO = """\
#!/bin/sh
printf '%s\\n' "$@" >"$SEEN"
for word; do
    case $previous in
    --junitfile) cp "$RUN/junit.xml" "$word" ;;
    --jsonfile) cp "$RUN/results.json" "$word" ;;
    esac
    previous=$word
done
cat "$RUN/e2e.log"
exit "$CODE"
"""


def test_the_suite_has_the_catalogs_tests() -> None:
    known = {r.id: upstream_test(r) for r in checklist("1.37", None).requirements}
    suite = upstream_suite()
    assert {test.requirement: test.test for test in suite.tests}.items() <= known.items()
    assert len(suite.commit) == 40 and suite.repository.startswith("https://github.com/kubernetes-sigs/")


def test_the_header_describes_each_test() -> None:
    script = upstream_script(FLAGS, cluster="Kubernetes v1.37.0\nrm -rf /", draft="My draft")
    header = script.partition("set -eu")[0]
    assert all(line.startswith("#") for line in header.splitlines() if line)
    assert all(text in header for test in upstream_suite().tests for text in (test.test, test.does, test.takes))
    assert "{" + "flags}" not in script and "-x" not in script


@pytest.mark.process
@pytest.mark.skipif(shutil.which("shellcheck", path=LINTERS) is None, reason="needs shellcheck")
def test_shellcheck_has_no_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", LINTERS)
    done = subprocess.run(["shellcheck", "-"], input=upstream_script(FLAGS), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.process
@pytest.mark.skipif(shutil.which("sh") is None or shutil.which("git") is None, reason="needs sh and git")
@pytest.mark.parametrize("code", [0, 1])
def test_one_pass_yields_all_files_and_a_failure_none_to_attach(code: int, tmp_path: Path) -> None:
    suite, tools = tmp_path / "suite", tmp_path / "tools"
    for folder in (suite, tools, tmp_path / "tmp"):
        folder.mkdir()
    git = ["git", "-C", str(suite), "-c", "user.name=x", "-c", "user.email=x@y.example"]
    for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *arguments], check=True)
    (tools / "go").write_text(GO)
    (tools / "go").chmod(0o755)
    own = {"SUITE_REPOSITORY": str(suite), "SUITE_COMMIT": "HEAD", "CODE": str(code), "TMPDIR": str(tmp_path / "tmp")}
    environment = (
        os.environ | own | {"PATH": f"{tools}:{os.environ['PATH']}", "RUN": str(RUN), "SEEN": str(tmp_path / "seen")}
    )
    command = ["sh", "-s", str(tmp_path / "results")]
    done = subprocess.run(
        command,
        input=upstream_script(FLAGS, draft=NAME),
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == code, done.stderr
    assert FLAGS["gang_scheduling"][0] in (tmp_path / "seen").read_text().splitlines()
    assert list((tmp_path / "tmp").iterdir()) == [], "the work folder was removed"
    assert not (tmp_path / "run").exists(), "nothing in the draft's name ran"
    if code == 0:
        printed = done.stdout.splitlines()[-1].partition("aiconform ")[2]
        assert shlex.split(printed) == ["artifacts", str(tmp_path / "results"), "--draft", NAME]
    kept = tmp_path / ("results.failed" if code else "results")
    assert sorted(path.name for path in kept.iterdir()) == ["e2e.log", "junit.xml", "results.json"]
    assert (tmp_path / "results").exists() == (code == 0)
    assert len(read_test_run(find_result_files(kept)).readable) == 3
    again = subprocess.run(command, input=upstream_script(FLAGS), capture_output=True, text=True, env=environment)
    assert again.returncode == 2 and "exists" in again.stderr


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["artifacts", "--script"]) == 0
    assert capsys.readouterr().out == upstream_script({})
