"""The real command against a real API server: findings, missing permissions, and that it only reads."""

import json
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from auto_detect.api.client import connect
from auto_detect.collector.collect import collect
from auto_detect.collector.query import Query
from auto_detect.collector.session import CollectionSession
from auto_detect.objects.core import Named
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import ReadOutcome
from tests.local_web import NOT_HUNG
from tests.server.api_server import TOKENS, ApiServer, free_port
from tests.server.certificates import Authority
from tests.server.installed_command import aiconform as installed
from tests.server.kubeconfigs import certificate_user, inline, kubeconfig
from tui.cli import main

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

ROLE = "aiconform-read-only"
LOOKED_FOR = ("ai_inference", "gang_scheduling", "accelerator_metrics", "robust_controller")
"""Requirements of checklist 1.37 that the platform meets and a detector covers."""


Run = Callable[..., tuple[int, str, str]]
Report = Callable[..., dict[str, Any]]
Refused = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `aiconform detect` in this process, which is faster; return exit code, stdout and stderr."""

    def detect(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["detect", *map(str, arguments)])
        return (code, *capsys.readouterr())

    return detect


@pytest.fixture
def report(run: Run) -> Report:
    """Return the `--json` report of a readable cluster."""

    def read(*arguments: str | Path) -> dict[str, Any]:
        code, out, err = run("--json", *arguments)
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return read


@pytest.fixture
def refused(run: Run) -> Refused:
    """Return the error message of a failed collection."""

    def fail(*arguments: str | Path) -> str:
        code, out, err = run(*arguments)
        assert (code, out) == (3, "")
        sentences = [line for line in err.splitlines() if "read-only" not in line]
        assert sentences[0].startswith("aiconform: ")
        assert len(sentences) == 2, sentences
        return sentences[0].removeprefix("aiconform: ")

    return fail


def outcomes(found: Mapping[str, Any]) -> dict[str, str]:
    return {finding["requirement"]: finding["outcome"] for finding in found["findings"]}


# --- findings ----------------------------------------------------------------------------------------


@pytest.fixture(params=["certificate", "token", "plugin"])
def allowed(request: pytest.FixtureRequest, platform: ApiServer, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Write a kubeconfig for each way to log in, for a user with the shipped role."""
    path = tmp_path / "kubeconfig"
    if request.param == "certificate":
        user, _ = "jane", platform.certificate_kubeconfig(path, "jane")
    elif request.param == "token":
        user, _ = "reader", platform.token_kubeconfig(path)
    else:
        user = "plugin"
        script = tmp_path / "login"
        credential = {
            "apiVersion": "client.authentication.k8s.io/v1",
            "kind": "ExecCredential",
            "status": {"token": TOKENS["plugin"]},
        }
        script.write_text(f"#!/bin/sh\necho '{json.dumps(credential)}'\n")
        script.chmod(0o755)
        config = {"apiVersion": "client.authentication.k8s.io/v1", "command": str(script)}
        kubeconfig(path, platform.url, user={"exec": config}, cluster=platform.cluster)
    with platform.bound(user, ROLE):
        yield user, path


def test_the_shipped_role_suffices_with_every_login(platform: ApiServer, allowed: tuple[str, Path]) -> None:
    user, path = allowed
    before = len(platform.audit(user))
    done = installed("detect", "--json", "--kubeconfig", path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    snapshot = found["snapshot"]
    assert (snapshot["server_version"], snapshot["context"], found["checklist"]) == ("v1.37.2", "test", "1.37")
    assert (snapshot["denied"], snapshot["errors"], snapshot["complete"]) == ([], [], True)
    assert {outcomes(found)[requirement] for requirement in LOOKED_FOR} == {"detected"}
    events = platform.audit(user)[before:]
    assert len(events) == snapshot["requests"] <= 40
    assert {event["verb"] for event in events} == {"get", "list"}
    missing = [event["objectRef"]["name"] for event in events if event["responseStatus"]["code"] == 404]
    assert missing == ["cluster-autoscaler-status"]
    assert {event["responseStatus"]["code"] for event in events} == {200, 404}


def test_an_older_checklist_requires_dra(platform: ApiServer, tmp_path: Path, report: Report) -> None:
    with platform.bound("reader", ROLE):
        found = report("--kubeconfig", platform.token_kubeconfig(tmp_path / "k"), "--checklist", "1.35")
    (dra,) = (finding for finding in found["findings"] if finding["requirement"] == "dra_support")
    assert (dra["outcome"], dra["suggested_status"]) == ("detected", "Implemented")
    assert "gpu.nvidia.com" in json.dumps(dra["observations"])


def test_impersonation_uses_the_other_users_permissions(platform: ApiServer, tmp_path: Path, report: Report) -> None:
    pair = platform.authority.issue("boss", organization="system:masters")
    user = {**certificate_user(pair), "as": "stranger"}
    found = report("--kubeconfig", kubeconfig(tmp_path / "k", platform.url, user=user, cluster=platform.cluster))
    assert {outcomes(found)[requirement] for requirement in LOOKED_FOR} == {"could-not-check"}
    assert {event["impersonatedUser"]["username"] for event in platform.audit("boss")} == {"stranger"}


def test_as_and_as_group_see_with_the_permissions_that_kubectl_reports(
    platform: ApiServer, tmp_path: Path, report: Report, run: Run
) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    pair = platform.authority.issue("delegate", organization="system:masters")
    path = kubeconfig(tmp_path / "k", platform.url, user=certificate_user(pair), cluster=platform.cluster)
    acting = ("--as", "jane", "--as-group", "readers", "--as-group", "system:authenticated")
    command = [kubectl, "--kubeconfig", str(path), "auth", "whoami", "-o", "json", *acting]
    whoami = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["status"]["userInfo"]
    with platform.bound("readers", ROLE, kind="Group"):
        allowed = report("--kubeconfig", path, *acting)
        denied = report("--kubeconfig", path, "--as", "jane")
    assert {outcomes(allowed)[requirement] for requirement in LOOKED_FOR} == {"detected"}
    assert {outcomes(denied)[requirement] for requirement in LOOKED_FOR} == {"could-not-check"}
    sent = [event["impersonatedUser"] for event in platform.audit("delegate") if "aiconform" in event["userAgent"]]
    assert sent[0]["username"] == whoami["username"] == "jane"
    assert sent[0]["groups"] == whoami["groups"]
    code, _, err = run("--kubeconfig", path, "--as-group", "readers")
    assert (code, err) == (3, "aiconform: Groups can only be impersonated with a user.\n  Add --as USER.\n")


def test_the_audit_log_has_only_get_and_list(platform: ApiServer, tmp_path: Path, report: Report) -> None:
    earlier = len(platform.audit("reader"))
    with platform.bound("reader", ROLE):
        report("--kubeconfig", platform.token_kubeconfig(tmp_path / "k"))
    events = platform.audit("reader")[earlier:]
    assert {event["verb"] for event in events} == {"get", "list"}
    resources = {event["objectRef"]["resource"] for event in events if "objectRef" in event}
    assert resources <= {resource.plural for resource in RESOURCES}
    assert "secrets" not in resources
    for event in events:
        match event.get("objectRef", {}).get("resource"):
            case "pods":
                assert "labelSelector=" in event["requestURI"] or "fieldSelector=" in event["requestURI"]
            case "events":  # Only if the cluster reports added nodes, as other tests do.
                assert "fieldSelector=reason" in event["requestURI"]
            case "configmaps":
                assert event["objectRef"]["name"] == "cluster-autoscaler-status"
    plain = {urlsplit(event["requestURI"]).path for event in events if "objectRef" not in event}
    assert plain == {"/version", "/api", "/apis"}


def test_a_saved_snapshot_gives_the_same_report_without_secrets(
    platform: ApiServer, tmp_path: Path, report: Report
) -> None:
    saved = tmp_path / "snapshot.json"
    with platform.bound("reader", ROLE):
        live = report("--kubeconfig", platform.token_kubeconfig(tmp_path / "k"), "--save", saved)
    assert report("--from", saved) == live
    content = saved.read_text()
    assert "never-to-be" not in content
    assert TOKENS["reader"] not in content
    assert platform.url not in content
    assert "192.0.2.10" not in content


def test_real_pages_are_followed(platform: ApiServer, tmp_path: Path) -> None:
    resource = Resource("", "namespaces", "Namespace", Named, limit=3, all_pages=True, label="Namespaces")
    admin = platform.certificate_kubeconfig(tmp_path / "k", "pager", organization="system:masters")
    with closing(connect([admin], None)) as reader:
        counts: list[int] = []
        listing = CollectionSession(reader, lambda: False).read(
            Query(resource, "v1"), lambda count: counts.append(count.objects)
        )
    names = {item["metadata"]["name"] for item in platform.request("GET", "/api/v1/namespaces")["items"]}
    assert len(counts) == -(-len(names) // 3) > 2
    assert {item.metadata.name for item in listing.items} == names
    assert (listing.outcome, listing.more) == (ReadOutcome.READ, False)


# --- missing permissions -----------------------------------------------------------------------------


def test_without_the_role_everything_is_could_not_check_and_names_its_permission(
    platform: ApiServer, tmp_path: Path, report: Report
) -> None:
    found = report("--kubeconfig", platform.token_kubeconfig(tmp_path / "k", "stranger"))
    unserved = {"advanced_inference_ingress": "not-detected"}
    expected = {requirement: unserved.get(requirement, "could-not-check") for requirement in outcomes(found)}
    assert outcomes(found) == expected
    for finding in found["findings"]:
        if finding["requirement"] in LOOKED_FOR:
            assert "not allowed to list " in finding["reason"]
    snapshot = found["snapshot"]
    assert (snapshot["complete"], snapshot["errors"]) == (False, [])
    denied = {(p["verb"], p["group"], p["resource"]) for p in snapshot["denied"]}
    assert {
        ("list", "", "nodes"),
        ("list", "resource.k8s.io", "resourceslices"),
        ("list", "gateway.networking.k8s.io", "gatewayclasses"),
        ("list", "kueue.x-k8s.io", "clusterqueues"),
        ("list", "apps", "deployments"),
        ("list", "apiextensions.k8s.io", "customresourcedefinitions"),
    } <= denied
    codes = Counter(event["responseStatus"]["code"] for event in platform.audit("stranger"))
    assert set(codes) == {200, 403}


def test_without_the_role_only_unserved_resources_are_absent(platform: ApiServer, tmp_path: Path) -> None:
    with closing(connect([platform.token_kubeconfig(tmp_path / "k", "stranger")], None)) as reader:
        snapshot = collect(reader)
    for resource in RESOURCES:
        served = bool(snapshot.discovery.serves(resource.group, resource.plural))
        expected = ReadOutcome.DENIED if served else ReadOutcome.ABSENT
        assert snapshot.listing(resource).outcome is expected, resource.group_resource


def test_a_missing_permission_affects_only_dependent_requirements(
    platform: ApiServer, tmp_path: Path, report: Report
) -> None:
    path = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
    role = platform.request("GET", f"{path}/{ROLE}")
    rules = [rule for rule in role["rules"] if rule.get("apiGroups") != ["kueue.x-k8s.io"]]
    platform.create(path, {"metadata": {"name": "without-kueue"}, "rules": rules})
    with platform.bound("stranger", "without-kueue"):
        found = report("--kubeconfig", platform.token_kubeconfig(tmp_path / "k", "stranger"))
    assert outcomes(found)["gang_scheduling"] == "could-not-check"
    assert outcomes(found)["ai_inference"] == "detected"
    assert {p["group"] for p in found["snapshot"]["denied"]} == {"kueue.x-k8s.io"}


def test_anonymous_access_is_rejected(platform: ApiServer, tmp_path: Path, report: Report) -> None:
    found = report("--kubeconfig", kubeconfig(tmp_path / "k", platform.url, cluster=platform.cluster))
    assert set(outcomes(found).values()) == {"could-not-check"}
    assert ("get", "", "/apis") in {(p["verb"], p["group"], p["resource"]) for p in found["snapshot"]["denied"]}


def test_an_api_without_its_server_is_stale_and_affects_nothing_else(platform: ApiServer, tmp_path: Path) -> None:
    with platform.bound("reader", ROLE), closing(connect([platform.token_kubeconfig(tmp_path / "k")], None)) as reader:
        snapshot = collect(reader)
    assert snapshot.discovery.stale("visibility.kueue.x-k8s.io")
    assert not snapshot.discovery.stale("kueue.x-k8s.io")
    assert snapshot.complete


# --- failed authentication and connection ------------------------------------------------------------


def test_a_wrong_token_has_a_single_error_message(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    path = kubeconfig(tmp_path / "k", platform.url, user={"token": "wrong-0123456789"}, cluster=platform.cluster)
    said = refused("--kubeconfig", path)
    assert said == "The API server does not accept the credentials."


def test_an_expired_client_certificate_is_named_with_its_age(
    platform: ApiServer, tmp_path: Path, refused: Refused
) -> None:
    path = platform.certificate_kubeconfig(tmp_path / "k", "jane", ends_in=timedelta(days=-12, hours=-1))
    said = refused("--kubeconfig", path)
    assert said.startswith("The context test cannot be used: its client certificate expired 12 days ago")


def test_a_client_certificate_of_another_authority(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    pair = Authority("other").issue("jane", organization="system:masters")
    user = {"client-certificate-data": inline(pair.certificate), "client-key-data": inline(pair.key)}
    said = refused("--kubeconfig", kubeconfig(tmp_path / "k", platform.url, user=user, cluster=platform.cluster))
    assert said == "The API server does not accept the credentials."


def test_a_wrong_authority(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    cluster = {"certificate-authority-data": inline(Authority("other").pem)}
    said = refused("--kubeconfig", kubeconfig(tmp_path / "k", platform.url, user={"token": "t"}, cluster=cluster))
    assert said.endswith("was not issued by an authority that the kubeconfig trusts.")


def test_a_server_name_that_the_certificate_lacks(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    cluster = {**platform.cluster, "tls-server-name": "other.example"}
    said = refused("--kubeconfig", kubeconfig(tmp_path / "k", platform.url, user={"token": "t"}, cluster=cluster))
    assert said.endswith("was issued for another name.")


def test_plain_http_to_a_tls_port(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    path = kubeconfig(tmp_path / "k", platform.url.replace("https", "http"), user={"token": "t"})
    assert refused("--kubeconfig", path) == "The server of context test does not respond like a Kubernetes API server."


def test_a_path_that_is_not_an_api(platform: ApiServer, tmp_path: Path, refused: Refused) -> None:
    admin = platform.certificate_kubeconfig(tmp_path / "k", "admin2", organization="system:masters")
    admin.write_text(admin.read_text().replace(platform.url, f"{platform.url}/nowhere"))
    said = refused("--kubeconfig", admin)
    assert said == "The server of context test does not respond like a Kubernetes API server."


def test_a_closed_port(tmp_path: Path, refused: Refused) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    assert refused("--kubeconfig", kubeconfig(tmp_path / "k", url)) == f"{url} refuses connections."


def test_a_socket_that_never_answers(tmp_path: Path, refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        start = time.monotonic()
        said = refused("--kubeconfig", kubeconfig(tmp_path / "k", url), "--timeout", "0.5")
        assert time.monotonic() - start < NOT_HUNG
    assert said == f"{url} did not answer within 0.5 s."


def test_a_plugin_that_fails(platform: ApiServer, tmp_path: Path, run: Run) -> None:
    script = tmp_path / "login"
    script.write_text(f"#!/bin/sh\necho 'session of {TOKENS['plugin']}xxxx expired' >&2\nexit 3\n")
    script.chmod(0o755)
    config = {"apiVersion": "client.authentication.k8s.io/v1", "command": "./login"}
    path = kubeconfig(tmp_path / "k", platform.url, user={"exec": config}, cluster=platform.cluster)
    code, _, err = run("--kubeconfig", path)
    assert code == 3
    assert TOKENS["plugin"] not in err
    first, second, *_ = err.splitlines()
    assert first == "aiconform: running the credential plugin ./login to log in as test-user"
    assert second == "aiconform: The credential plugin ./login failed with exit code 3: session of … expired."
