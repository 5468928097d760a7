import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from auto_detect.collector.cluster_role import cluster_role, scrape_role
from auto_detect.resources.registry import NODES, RESOURCES
from auto_detect.snapshot.snapshot_file import load_snapshot
from tests.conftest import ROOT
from tests.server.certificates import Authority
from tests.server.cluster import FakeCluster, obj
from tests.server.kubeconfigs import certificate_user, inline, kubeconfig
from tests.server.platforms.exporter_cluster import EXPORTER, with_exporter
from tests.server.stub import Answer, StubServer, status
from tui.cli import main

AICONFORM = Path(sys.executable).with_name("aiconform")


@pytest.fixture
def config(cluster: FakeCluster, stub: StubServer, tmp_path: Path) -> Path:
    """Write a kubeconfig for a small cluster with one accelerator node."""
    cluster.serve("v1/nodes", obj("n1", status={"allocatable": {"nvidia.com/gpu": "8"}}))
    for resource in ("deviceclasses", "resourceslices", "resourceclaims", "resourceclaimtemplates"):
        cluster.serve(f"resource.k8s.io/v1/{resource}")
    cluster.serve("v1/services")
    return kubeconfig(tmp_path / "config", stub.url)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["detect", *map(str, arguments)])
    return (code, *capsys.readouterr())


def test_the_report_names_cluster_time_and_each_requirement(
    config: Path, stub: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--kubeconfig", config, "--checklist", "1.35")
    assert code == 0
    assert err == f"aiconform: reading test at {stub.url}, read-only\n"
    first, *_ = out.splitlines()
    assert first.startswith("test: Kubernetes v1.37.2, read-only at 20")
    assert first.endswith(f"with {len(stub.requests)} requests. Checklist 1.35.")
    assert "\ndra_support (MUST): Detected\n" in out
    assert "\ngpu_sharing (SHOULD): Not detected\n" in out
    assert "\nai_inference (MUST): Not detected\n" in out
    assert (
        "  Suggested status: Implemented\n  Suggested notes: The API server (v1.37.2) serves resource.k8s.io/v1" in out
    )
    assert "Not proven: " in out
    assert "Not allowed" not in out


def test_missing_permissions_are_listed_with_the_remedy(
    config: Path, cluster: FakeCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.denied |= {"nodes", "resourceslices", "services"}
    code, out, _ = run(capsys, "--kubeconfig", config)
    assert code == 0
    assert "\naccelerator_metrics (MUST): Could not check\n  Not allowed to list services.\n" in out
    assert "\nMissing permissions:\n  list nodes\n  list resourceslices.resource.k8s.io\n  list services\n" in out
    words = " ".join(out.split())
    assert "docs/read-only-clusterrole.yaml grants these permissions" in words
    assert "`aiconform detect --clusterrole` prints that file" in words


def test_json_output_has_the_documented_form(
    config: Path, cluster: FakeCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.denied.add("resourceslices")
    cluster.overrides["/api/v1/nodes"] = status(500, "etcd")
    code, out, _ = run(capsys, "--kubeconfig", config, "--json")
    assert code == 0
    document = json.loads(out)
    assert list(document) == ["snapshot", "checklist", "findings"]
    snapshot = document["snapshot"]
    assert snapshot["denied"] == [
        {"verb": "list", "group": "resource.k8s.io", "resource": "resourceslices", "namespace": None}
    ]
    assert (snapshot["complete"], snapshot["context"], snapshot["server_version"]) == (False, "test", "v1.37.2")
    assert snapshot["errors"] == [
        "The API server failed on /api/v1/nodes (HTTP 500). Not read, or not completely: nodes."
    ]
    assert document["checklist"] == "1.37"
    for finding in document["findings"]:
        assert finding["outcome"] in ("detected", "partly-detected", "not-detected", "could-not-check")
        assert (finding["reason"] is not None) is (finding["outcome"] == "could-not-check")
        assert finding["suggested_status"] is None or finding["outcome"] == "detected"
        assert set(finding) == {
            *("requirement", "outcome", "summary", "observations", "unproven"),
            *("suggested_status", "suggested_notes", "reason", "to_detected"),
        }
        for observation in finding["observations"]:
            assert {"kind", "name", "namespace", "detail"} <= set(observation)


@pytest.mark.parametrize(
    ("version", "wanted", "checklist"),
    [
        ("v1.35.1", None, "1.35"),
        ("v1.34.2-eks-1", None, "1.34"),
        ("v1.99.0", None, "1.37"),
        ("nonsense", None, "1.37"),
        ("v1.35.1", "1.36", "1.36"),
        ("v1.35.1", "v1.36", "1.36"),
    ],
)
def test_the_checklist_follows_the_server_unless_given(
    config: Path,
    cluster: FakeCluster,
    capsys: pytest.CaptureFixture[str],
    version: str,
    wanted: str | None,
    checklist: str,
) -> None:
    cluster.overrides["/version"] = Answer({"gitVersion": version})
    more = ["--checklist", wanted] if wanted else []
    _, out, _ = run(capsys, "--kubeconfig", config, "--json", *more)
    assert json.loads(out)["checklist"] == checklist


def test_an_unknown_checklist_is_rejected_before_any_request(
    config: Path, stub: StubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--kubeconfig", config, "--checklist", "9.99")
    assert (code, out, stub.requests) == (3, "", [])
    assert "9.99" in err


def test_a_saved_snapshot_gives_the_same_report_offline(
    config: Path, cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "s.json"
    _, live, _ = run(capsys, "--kubeconfig", config, "--save", saved)
    asked = len(stub.requests)
    code, again, err = run(capsys, "--from", saved)
    assert (code, again, err, len(stub.requests)) == (0, live, "", asked)
    assert load_snapshot(saved).requests == asked


def test_names_are_pseudonyms_by_default(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "s.json"
    for arguments, kept in (([], False), (["--keep-names"], True)):
        code, out, _ = run(capsys, "--kubeconfig", config, "--save", saved, *arguments)
        assert (code, "are pseudonyms; --keep-names keeps the real names" in out) == (0, not kept)
        assert [node.metadata.name == "n1" for node in load_snapshot(saved).listing(NODES).items] == [kept]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kubeconfig", "{tmp}/none"], "The kubeconfig {tmp}/none does not exist."),
        (["--kubeconfig", "{tmp}/config", "--context", "x"], "The kubeconfig has no context x."),
        (["--from", "{tmp}/none"], "The snapshot {tmp}/none cannot be read: no such file or directory."),
        (["--from", "{tmp}/config"], "{tmp}/config: This is not an aiconform snapshot, or an incomplete one."),
        (
            ["--save", "{tmp}/no/s.json"],
            "The snapshot {tmp}/no/s.json cannot be written: the folder {tmp}/no does not exist.",
        ),
        ([], "The kubeconfig {home}/.kube/config does not exist."),
    ],
)
def test_errors_have_a_message_with_a_next_step(
    config: Path,
    tmp_path: Path,
    isolated: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    code, out, err = run(capsys, *(a.format(tmp=tmp_path) for a in arguments))
    assert (code, out) == (3, "")
    first, *hint = err.splitlines()
    assert first == f"aiconform: {sentence.format(tmp=tmp_path, home=isolated)}"
    assert len(hint) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "a", "--kubeconfig", "b"],
        ["--from", "a", "--context", "c"],
        ["--timeout", "0"],
        ["--timeout", "soon"],
        ["--timeout", "nan"],
        ["--from", ""],
        ["--kubeconfig", " "],
        ["--context", ""],
        ["--save", ""],
        ["--checklist", ""],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["detect", *arguments])
    assert end.value.code == 2
    assert "usage: aiconform detect" in capsys.readouterr().err


def test_the_files_of_kubeconfig_are_merged_and_broken_ones_named(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("a: b: c")
    monkeypatch.setenv("KUBECONFIG", f"{broken}{os.pathsep}{config}")
    code, _, err = run(capsys, "--json")
    assert code == 0
    assert err.splitlines()[0] == f"aiconform: {broken} was left out: it is not YAML (line 1)"


def test_a_plugin_is_named_before_it_runs(
    stub: StubServer, cluster: FakeCluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plugin = tmp_path / "login"
    plugin.write_text("#!/bin/sh\necho noise >&2\nexit 9\n")
    plugin.chmod(0o755)
    path = kubeconfig(tmp_path / "config", stub.url, user={"exec": {"apiVersion": "v1", "command": str(plugin)}})
    assert main(["detect", "--kubeconfig", str(path)]) == 3
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == f"aiconform: running the credential plugin {plugin} to log in as test-user"
    assert lines[1] == f"aiconform: The credential plugin {plugin} failed with exit code 9: noise."
    assert stub.requests == []


def test_the_shipped_clusterrole_is_the_printed_one_and_covers_every_area(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--clusterrole")
    assert (code, err, out) == (0, "", cluster_role())
    assert (ROOT / "docs" / "read-only-clusterrole.yaml").read_text() == out
    role: dict[str, Any] = yaml.safe_load(out)
    allowed = {
        (group, resource)
        for rule in role["rules"]
        for group in rule.get("apiGroups", ())
        for resource in rule["resources"]
    }
    assert allowed == {(resource.group, resource.plural) for resource in RESOURCES}
    assert {verb for rule in role["rules"] for verb in rule["verbs"]} == {"get", "list"}
    assert "secrets" not in {resource for _, resource in allowed}
    (one,) = (rule for rule in role["rules"] if "configmaps" in rule.get("resources", ()))
    assert (one["verbs"], one["resourceNames"]) == (["get"], ["cluster-autoscaler-status"])


def test_the_clusterrole_for_scraping_is_separate_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--clusterrole", "--scrape")
    looking, _, scraping = out.partition("---\n# What `aiconform")
    scraping = f"# What `aiconform{scraping}"
    assert (code, err, looking, scraping) == (0, "", cluster_role(), scrape_role())
    assert (ROOT / "docs" / "scrape-clusterrole.yaml").read_text() == scraping
    (rule,) = yaml.safe_load(scraping)["rules"]
    assert rule == {"apiGroups": [""], "resources": ["pods/proxy", "services/proxy"], "verbs": ["get"]}
    assert "permits GET requests to any pod and any Service in the cluster." in scraping
    assert len(list(yaml.safe_load_all(out))) == 2


@pytest.mark.parametrize("other", [("--from", "x"), ("--script",)])
def test_scraping_needs_a_live_cluster(capsys: pytest.CaptureFixture[str], other: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["detect", "--scrape", *other])
    assert ended.value.code == 2
    assert f"argument --scrape: not allowed with argument {other[0]}" in capsys.readouterr().err


def test_scraping_without_permission_names_both_roles(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_exporter(cluster)
    cluster.overrides[EXPORTER] = status(403)
    code, out, err = run(capsys, "--scrape", "--kubeconfig", kubeconfig(tmp_path / "config", stub.url))
    assert code == 0
    words = " ".join(out.split())
    assert "  get pods/proxy in gpu-operator" in out
    assert (
        "docs/scrape-clusterrole.yaml grant these permissions; `aiconform detect --clusterrole --scrape` prints both"
        in words
    )
    assert "metrics are read through the API server's proxy" in err


def test_a_snapshot_is_read_without_the_kubernetes_client(config: Path, tmp_path: Path) -> None:
    saved = tmp_path / "s.json"
    assert main(["detect", "--kubeconfig", str(config), "--save", str(saved)]) == 0
    script = (
        "import sys; from tui.cli import main; "
        f"code = main(['detect', '--from', {str(saved)!r}]); "
        "heavy = {'kubernetes', 'urllib3', 'textual', 'httpx'} & set(sys.modules); "
        "print(sorted(heavy), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "[]\n")


@pytest.mark.loopback
@pytest.mark.process
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_stops_a_hanging_collection_without_files(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    authority = Authority()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        path = kubeconfig(
            tmp_path / "config",
            f"https://127.0.0.1:{silent.getsockname()[1]}",
            user=certificate_user(authority.issue("jane")),
            cluster={"certificate-authority-data": inline(authority.pem)},
        )
        process = subprocess.Popen(
            [AICONFORM, "detect", "--kubeconfig", path, "--timeout", "600"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
        try:
            connection, _ = silent.accept()
            with connection:
                assert len(list(temporary.rglob("client-key"))) == 1
                process.send_signal(number)
                _, err = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == code
    assert "Traceback" not in err
    assert list(temporary.iterdir()) == []


def test_progress_is_one_line_that_is_cleared_at_the_end(config: Path, cluster: FakeCluster) -> None:
    cluster.serve("v1/nodes", *(obj(f"n{n}") for n in range(1200)))
    main_end, end = pty.openpty()
    seen: list[bytes] = []

    def watch() -> None:
        try:
            while chunk := os.read(main_end, 4096):
                seen.append(chunk)
        except OSError:
            return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    done = subprocess.run(
        [AICONFORM, "detect", "--kubeconfig", config, "--json"], stdout=subprocess.PIPE, stderr=end, timeout=60
    )
    os.close(end)
    thread.join(10)
    os.close(main_end)
    assert done.returncode == 0
    assert json.loads(done.stdout)
    text = b"".join(seen).decode()
    assert "Nodes: 500 of about 1,201" in text
    assert text.count("\n") == 1
    assert text.endswith("\r\x1b[K")
