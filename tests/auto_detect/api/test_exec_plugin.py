import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api import client
from auto_detect.api.client import connect
from auto_detect.api.exec_plugin import run_plugin
from auto_detect.api.kubeconfig_files import KubeconfigEntry
from auto_detect.api.reader import FailureKind, ReadFailure
from tests.bounded import run_bounded
from tests.examples import slow
from tests.local_web import NOT_HUNG
from tests.server.certificates import Authority
from tests.server.kubeconfigs import inline, kubeconfig
from tests.server.readers import SECRET, reader_at, tls_stub
from tests.server.stub import Answer, StubServer


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    def write(script: str, **extra: Any) -> dict[str, Any]:
        path = tmp_path / "get-token"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./get-token", **extra}}

    return write


def credential(**fields: str) -> str:
    return json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": fields})


def test_a_plugin_gives_a_token_and_sees_its_settings(
    stub: StubServer, tmp_path: Path, plugin: Callable[..., dict[str, Any]]
) -> None:
    stub.answers["/version"] = Answer(b"{}")
    script = f"""
[ "$1 $A" = "login b" ] || exit 3
tty -s <&0 && exit 4
[ -z "$(cat)" ] || exit 5
echo "$KUBERNETES_EXEC_INFO" > {tmp_path}/info
echo '{credential(token=SECRET)}'"""
    user = plugin(script, args=["login"], env=[{"name": "A", "value": "b"}], provideClusterInfo=True)
    with closing(reader_at(tmp_path, stub.url, user=user)) as reader:
        reader.get("/version")
    assert stub.requests[0].headers["Authorization"] == f"Bearer {SECRET}"
    info = json.loads((tmp_path / "info").read_text())
    assert info["kind"] == "ExecCredential"
    assert info["spec"] == {"interactive": False, "cluster": {"server": stub.url}}


@pytest.mark.loopback
@pytest.mark.process
@pytest.mark.parametrize("as_file", [True, False], ids=["file", "data"])
def test_a_plugin_gets_the_cluster_as_kubectl_passes_it(
    tmp_path: Path, plugin: Callable[..., dict[str, Any]], as_file: bool
) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    authority = Authority()
    (tmp_path / "ca.crt").write_bytes(authority.pem)
    extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}}
    cluster = {
        **({"certificate-authority": "ca.crt"} if as_file else {"certificate-authority-data": inline(authority.pem)}),
        "tls-server-name": "localhost",
        "disable-compression": True,
        "extensions": [{"name": "other", "extension": {"a": 1}}, extension],
    }
    script = f"echo \"$KUBERNETES_EXEC_INFO\" >> {tmp_path}/info; echo '{credential(token=SECRET)}'"
    user = plugin(script, provideClusterInfo=True, interactiveMode="Never")
    with tls_stub(tmp_path, authority.issue("server", hosts=("localhost",))) as server:
        with closing(reader_at(tmp_path, server.url, cluster=cluster, user=user)) as reader:
            reader.get("/version")
        command = [kubectl, "--kubeconfig", str(tmp_path / "config"), "get", "--raw", "/version"]
        subprocess.run(command, check=True, capture_output=True)
    ours, *theirs = map(json.loads, filter(None, (tmp_path / "info").read_text().splitlines()))
    assert theirs == [ours] * len(theirs) != []
    assert ours["spec"]["cluster"]["certificate-authority-data"] == inline(authority.pem)


def test_a_ca_file_that_cannot_be_read_is_named(tmp_path: Path, plugin: Callable[..., dict[str, Any]]) -> None:
    cluster = KubeconfigEntry({"server": "https://h", "certificate-authority": "ca.crt"}, tmp_path / "config")
    config = plugin("exit 0", provideClusterInfo=True)["exec"]
    with pytest.raises(ReadFailure) as error:
        run_plugin(config, cluster, tmp_path, timeout=5)
    assert "needs the file ca.crt, which cannot be read: No such file" in error.value.message


@pytest.mark.loopback
@pytest.mark.process
def test_a_plugin_gives_a_client_certificate(tmp_path: Path, plugin: Callable[..., dict[str, Any]]) -> None:
    authority = Authority()
    pair = authority.issue("jane")
    answer = credential(clientCertificateData=pair.certificate.decode(), clientKeyData=pair.key.decode())
    (tmp_path / "answer").write_text(answer)
    with tls_stub(tmp_path, authority.issue("server", hosts=("127.0.0.1",)), authority.pem) as server:
        cluster = {"certificate-authority-data": inline(authority.pem)}
        with closing(reader_at(tmp_path, server.url, cluster=cluster, user=plugin(f"cat {tmp_path}/answer"))) as reader:
            assert reader.get("/version")


@pytest.mark.process
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("exit 7", "The credential plugin ./get-token failed with exit code 7."),
        (
            f"echo >&2; echo 'token {SECRET} is\x1b[31m not valid.' >&2; echo more >&2; exit 1",
            "The credential plugin ./get-token failed with exit code 1: token … is not valid.",
        ),
        ("echo 'bad token=ab1' >&2; exit 1", "failed with exit code 1: bad token=…."),
        ("echo 'the token has expired' >&2; exit 1", "failed with exit code 1: the token has expired."),
        ("kill -9 $$", "failed with exit code -9."),
        (f"echo '{SECRET}'", "returned output that is not JSON."),
        ("echo '[]'", "returned no credential."),
        ("echo '{}'", "returned no credential."),
        (f"echo '{credential()}'", "returned neither a token nor a certificate with its key."),
        (f"echo '{credential(clientCertificateData='x')}'", "neither a token nor a certificate with its key."),
    ],
)
def test_a_failed_plugin_is_named_with_its_error_output(
    tmp_path: Path, plugin: Callable[..., dict[str, Any]], script: str, message: str
) -> None:
    with pytest.raises(ReadFailure) as error:
        reader_at(tmp_path, "https://127.0.0.1:9", user=plugin(script))
    assert error.value.kind is FailureKind.EXEC_PLUGIN
    assert message in error.value.message
    assert SECRET not in error.value.message


@pytest.mark.process
@pytest.mark.parametrize(
    ("exec_config", "message", "hint"),
    [
        ({"command": "no-such-plugin"}, "no-such-plugin is not installed, or not in PATH.", "kubectl get nodes"),
        ({"command": "no-such-plugin", "installHint": "Get it at x"}, "is not installed", "Get it at x"),
        ({"command": "./nowhere"}, "could not be started: No such file or directory.", "kubectl get nodes"),
        ({"command": "./config"}, "could not be started: Permission denied.", "kubectl get nodes"),
        ({"command": "aws", "interactiveMode": "Always"}, "needs a terminal.", "kubectl first"),
    ],
)
def test_a_plugin_that_cannot_be_started(tmp_path: Path, exec_config: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(ReadFailure) as error:
        reader_at(tmp_path, "https://127.0.0.1:9", user={"exec": {"apiVersion": "v1", **exec_config}})
    assert message in error.value.message
    assert hint in error.value.hint


def test_a_value_instead_of_a_list_in_the_kubeconfig_is_ignored(
    stub: StubServer, tmp_path: Path, plugin: Callable[..., dict[str, Any]]
) -> None:
    stub.answers["/version"] = Answer(b"{}")
    user = plugin(f"echo '{credential(token=SECRET)}'", env=5, provideClusterInfo=True)
    with closing(reader_at(tmp_path, stub.url, cluster={"extensions": 5}, user=user)) as reader:
        reader.get("/version")
    assert stub.requests[0].headers["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.process
@pytest.mark.parametrize("script", ["exec sleep 60", "sleep 60 & exit 0", "sleep 60"])
def test_a_hanging_plugin_is_stopped_with_its_child_processes(
    tmp_path: Path, plugin: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(client, "PLUGIN_TIMEOUT", 0.3)
    start = time.monotonic()
    with pytest.raises(ReadFailure, match="did not finish within 0\\.3 s"):
        reader_at(tmp_path, "https://127.0.0.1:9", user=plugin(script))
    assert time.monotonic() - start < NOT_HUNG


@pytest.mark.process
@pytest.mark.parametrize("script", ["yes & exec yes >&2", *map(slow, ("exec yes", "exec yes >&2", "yes & exit 0"))])
def test_endless_plugin_output_is_rejected_at_the_limit(
    tmp_path: Path, plugin: Callable[..., dict[str, Any]], script: str
) -> None:
    os.mkfifo(tmp_path / "alive")
    user = plugin(f"exec 3>{tmp_path}/alive\n{script}")
    config = kubeconfig(tmp_path / "config", "https://127.0.0.1:9", user=user)
    with ThreadPoolExecutor(1) as pool:
        all_ended = pool.submit((tmp_path / "alive").read_bytes)
        done = run_bounded(tmp_path, "detect", "--kubeconfig", config)
        assert all_ended.result(30) == b""
    assert done.code != 0
    assert "The credential plugin ./get-token wrote more than 1 MiB and was ended." in done.err
    assert done.mib < 150


@pytest.mark.process
def test_a_plugin_may_write_up_to_its_limit(tmp_path: Path, plugin: Callable[..., dict[str, Any]]) -> None:
    (tmp_path / "answer").write_text(credential(token=SECRET).ljust(1024 * 1024))
    reader_at(tmp_path, "https://127.0.0.1:9", user=plugin(f"cat {tmp_path}/answer; cat {tmp_path}/answer >&2")).close()


@pytest.mark.process
def test_a_plugin_is_stopped_when_the_user_cancels(tmp_path: Path, plugin: Callable[..., dict[str, Any]]) -> None:
    path = kubeconfig(tmp_path / "config", "https://127.0.0.1:9", user=plugin("sleep 60"))
    with pytest.raises(ReadFailure, match="was stopped"):
        connect([path], None, 5, cancelled=lambda: True)
