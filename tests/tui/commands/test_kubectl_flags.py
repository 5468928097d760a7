"""Options that `aiconform detect` shares with kubectl."""

import argparse
from pathlib import Path

import pytest

from tests.server.cluster import FakeCluster
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import StubServer
from tui.cli import main
from tui.commands.kubectl_flags import seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("30", 30),
        ("30s", 30),
        ("2m", 120),
        ("1m30s", 90),
        ("1.5s", 1.5),
        (".5m", 30),
        ("500ms", 0.5),
        ("1h", 3600),
    ],
)
def test_a_request_timeout_is_read_as_kubectl_reads_it(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "1x", "-1", "-1s", "1 s", "1s2", "61m", "4000", "1e3", "٣"])
def test_other_timeouts_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        seconds_of(text)


@pytest.mark.parametrize(
    "flag", ["--cluster=x", "--user=x", "--as=x", "--as-group=x", "--request-timeout=5"], ids=lambda flag: flag
)
def test_a_saved_snapshot_rejects_connection_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["detect", "--from", str(tmp_path / "x"), flag])
    assert ended.value.code == 2
    assert f"argument {flag.partition('=')[0]}: not allowed with argument --from" in capsys.readouterr().err


def test_the_impersonated_user_is_printed_and_sent(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.serve("v1/nodes")
    config = kubeconfig(tmp_path / "config", stub.url)
    arguments = (
        "--kubeconfig",
        str(config),
        "--as",
        "jane",
        "--as-group",
        "a",
        "--as-group",
        "b",
        "--request-timeout=9s",
    )
    assert main(["detect", "--json", *arguments]) == 0
    assert f"reading test at {stub.url} as jane, read-only" in capsys.readouterr().err
    for request in stub.requests:
        headers = [(name, value) for name, value in request.every_header if name.startswith("Impersonate")]
        assert headers == [("Impersonate-User", "jane"), ("Impersonate-Group", "a"), ("Impersonate-Group", "b")]


def test_a_missing_kubeconfig_is_named_before_its_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent = tmp_path / "absent"
    assert main(["detect", "--kubeconfig", str(absent), "--cluster", "x"]) == 3
    assert f"{absent} does not exist" in capsys.readouterr().err


def test_quiet_prints_no_note_about_the_collection(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.serve("v1/nodes")
    assert main(["detect", "-q", "--json", "--kubeconfig", str(kubeconfig(tmp_path / "config", stub.url))]) == 0
    assert capsys.readouterr().err == ""


def test_a_missing_draft_is_reported_before_the_cluster_is_read(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.serve("v1/nodes")
    assert main(["detect", "--draft", "none", "--kubeconfig", str(kubeconfig(tmp_path / "config", stub.url))]) == 3
    assert 'No draft is named "none".' in capsys.readouterr().err
    assert stub.requests == []
