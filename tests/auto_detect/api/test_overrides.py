"""`--cluster`, `--user`, `--as`, `--as-group` and `--request-timeout`, compared with what kubectl sends."""

import shutil
import subprocess
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml

from auto_detect.api.client import connect
from auto_detect.api.kubeconfig import list_contexts
from auto_detect.api.overrides import Overrides
from auto_detect.api.reader import FailureKind, ReadFailure
from tests.server.certificates import Authority
from tests.server.readers import tls_stub
from tests.server.stub import Answer, Request, StubServer

IDENTITY = ("Host", "Authorization", "Impersonate-User", "Impersonate-Group", "Impersonate-Uid")


def written(
    folder: Path, server: str, *, current: str | None = "a", user: Mapping[str, object] = MappingProxyType({})
) -> Path:
    """Write a kubeconfig with contexts a and b, each with its own cluster and user; `user` extends the user of a."""
    path = folder / "config"
    insecure = {"insecure-skip-tls-verify": True} if server.startswith("https") else {}
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": "ca", "cluster": {"server": server, **insecure}},
            {"name": "cb", "cluster": {"server": server.replace("127.0.0.1", "localhost"), **insecure}},
        ],
        "users": [{"name": "ua", "user": {"token": "ta", **user}}, {"name": "ub", "user": {"token": "tb"}}],
        "contexts": [{"name": n, "context": {"cluster": f"c{n}", "user": f"u{n}"}} for n in ("a", "b")],
        **({"current-context": current} if current else {}),
    }
    path.write_text(yaml.safe_dump(document))
    return path


def identity(request: Request) -> list[tuple[str, str]]:
    return sorted((name.title(), value) for name, value in request.every_header if name.title() in IDENTITY)


ACTING = {"as": "boss", "as-groups": ["dev", "staff"]}
CASES = [
    ((), Overrides()),
    (("--cluster", "cb"), Overrides(cluster="cb")),
    (("--user", "ub"), Overrides(user="ub")),
    (("--as", "jane"), Overrides(impersonate="jane")),
    (("--as", "jane", "--as-group", "dev", "--as-group", "ops"), Overrides(impersonate="jane", groups=("dev", "ops"))),
    (("--as", "José"), Overrides(impersonate="José")),
    (
        ("--user", "ub", "--cluster", "cb", "--as", "system:serviceaccount:a:b"),
        Overrides("cb", "ub", "system:serviceaccount:a:b"),
    ),
]


@pytest.mark.loopback
@pytest.mark.process
@pytest.mark.parametrize(
    ("flags", "overrides", "user"), [*((*case, {}) for case in CASES), *((*case, ACTING) for case in CASES[::4])]
)
def test_requests_carry_the_identity_that_kubectl_sends(
    tmp_path: Path, flags: tuple[str, ...], overrides: Overrides, user: dict[str, object]
) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    with tls_stub(tmp_path, Authority().issue("server", hosts=("127.0.0.1", "localhost"))) as stub:
        path = written(tmp_path, stub.url, user=user)
        done = subprocess.run([kubectl, "--kubeconfig", path, "get", "--raw", "/version", *flags], capture_output=True)
        assert done.returncode == 0, done.stderr
        with closing(connect([path], None, 5, overrides=overrides)) as reader:
            reader.get("/version")
    *expected, sent = map(identity, stub.requests)
    assert expected == [sent] * len(expected) != []


def test_without_a_current_context_a_cluster_is_enough(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/version"] = Answer(b"{}")
    path = written(tmp_path, stub.url, current=None)
    with closing(connect([path], None, 5, overrides=Overrides("cb", "ub"))) as reader:
        reader.get("/version")
        assert reader.context == "cb"
    host = stub.url.removeprefix("http://").replace("127.0.0.1", "localhost")
    assert identity(stub.requests[0]) == [("Authorization", "Bearer tb"), ("Host", host)]


@pytest.mark.parametrize(
    ("overrides", "message", "hint"),
    [
        (Overrides(cluster="x"), "The kubeconfig has no cluster x.", "Choose a cluster with --cluster: ca, cb."),
        (Overrides(user="x"), "The kubeconfig has no user x.", "Choose a user with --user: ua, ub."),
        (Overrides(groups=("dev",)), "Groups can only be impersonated with a user.", "Add --as USER."),
    ],
)
def test_what_kubectl_rejects_is_rejected_before_a_request(
    stub: StubServer, tmp_path: Path, overrides: Overrides, message: str, hint: str
) -> None:
    for current in ("a", None):
        path = written(tmp_path, stub.url, current=current)
        if current is None and overrides.cluster is None:
            continue
        with pytest.raises(ReadFailure) as error:
            connect([path], None, 5, overrides=overrides)
        assert (error.value.kind, error.value.message, error.value.hint) == (FailureKind.CONFIG, message, hint)
    assert not stub.requests


def test_a_kubeconfig_with_groups_and_no_user_to_act_as_is_refused(tmp_path: Path) -> None:
    context = list_contexts([written(tmp_path, "https://api.example", user={"as-groups": ["dev"]})]).contexts[0]
    assert context.problem == "It impersonates groups, a UID or extra fields without a user."
    acting = list_contexts([written(tmp_path, "https://api.example", user={"as": "jane"})]).contexts[0]
    assert (acting.problem, acting.impersonates) == (None, "jane")


def test_a_request_timeout_limits_the_whole_response(stub: StubServer, tmp_path: Path) -> None:
    stub.answers["/version"] = Answer(b"x" * 1_000, drip=0.05)
    path = written(tmp_path, stub.url)
    with closing(connect([path], None, 5, request_timeout=0.5)) as reader, pytest.raises(ReadFailure) as error:
        reader.get("/version")
    assert error.value.kind is FailureKind.TIMEOUT
    assert "within 0.5 s" in error.value.message


def test_a_request_timeout_of_zero_waits_beyond_the_silence(stub: StubServer, tmp_path: Path) -> None:
    release = threading.Event()
    threading.Timer(0.6, release.set).start()
    stub.answers["/version"] = Answer(b"{}", wait=release)
    with closing(connect([written(tmp_path, stub.url)], None, 0.2, request_timeout=0)) as reader:
        assert reader.get("/version") == b"{}"
