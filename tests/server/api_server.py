"""A real etcd and kube-apiserver on loopback, from the folder that KUBEBUILDER_ASSETS names.

Everything is below one temporary folder; both processes end with the test run, whatever ends it.
"""

import atexit
import contextlib
import ctypes
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.server.certificates import Authority, Pair, signing_key
from tests.server.kubeconfigs import certificate_user, inline, kubeconfig

TOKENS = {"reader": "reader-token-9f86d081", "stranger": "stranger-token-60303ae2", "plugin": "plugin-token-fd61a03a"}
"""Users that log in with a token; none has any permission at first."""

_START_SECONDS = 60.0
_SERVER_PORTS = range(11000, 31000)
_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [{"level": "Metadata"}],
}


class ApiServer:
    """A running API server and its administrator."""

    def __init__(self, assets: Path, folder: Path, flags: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.authority = Authority()
        self._processes: list[subprocess.Popen[bytes]] = []
        atexit.register(self.stop)
        try:
            etcd = self._start_etcd(assets)
            self.url = f"https://127.0.0.1:{free_port()}"
            self._start_api_server(assets, etcd, flags)
            self._admin = self._client(self.authority.issue("admin", organization="system:masters"))
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    # --- start and stop ------------------------------------------------------------------------------

    def _start_etcd(self, assets: Path) -> str:
        client, peer = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        self._start(
            "etcd",
            assets / "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
            "--log-level=error",
        )
        return client

    def _start_api_server(self, assets: Path, etcd: str, flags: tuple[str, ...]) -> None:
        certificate, key = self.authority.issue("server", hosts=("127.0.0.1", "localhost")).write(self.folder, "server")
        files = {
            "ca.crt": self.authority.pem,
            "signing.key": signing_key(),
            "tokens.csv": "".join(f"{token},{user},{user}\n" for user, token in TOKENS.items()).encode(),
            "audit.json": json.dumps(_AUDIT_POLICY).encode(),
        }
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        self._start(
            "kube-apiserver",
            assets / "kube-apiserver",
            f"--etcd-servers={etcd}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            f"--secure-port={self.url.rpartition(':')[2]}",
            f"--tls-cert-file={certificate}",
            f"--tls-private-key-file={key}",
            f"--client-ca-file={self.folder / 'ca.crt'}",
            f"--token-auth-file={self.folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--service-account-issuer=https://localhost",
            f"--service-account-key-file={self.folder / 'signing.key'}",
            f"--service-account-signing-key-file={self.folder / 'signing.key'}",
            f"--audit-policy-file={self.folder / 'audit.json'}",
            f"--audit-log-path={self.folder / 'audit.log'}",
            "--disable-admission-plugins=ServiceAccount",
            "--endpoint-reconciler-type=none",
            f"--cert-dir={self.folder / 'certs'}",
            *flags,
        )

    def _start(self, name: str, program: Path, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    start_new_session=True,
                    preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
                )
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            for process in self._processes:
                if process.poll() is not None:
                    raise RuntimeError(f"{process.args!r} ended: {self._log_tails()}")
            with contextlib.suppress(httpx.HTTPError):
                if self._admin.get("/readyz").status_code == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the API server is not ready after {_START_SECONDS:g} s: {self._log_tails()}")

    def _log_tails(self) -> str:
        return " | ".join(
            log.read_text(errors="replace")[-800:] for log in self.folder.glob("*.log") if log.name != "audit.log"
        )

    def stop(self) -> None:
        """Stop the API server, then etcd; further calls have no effect."""
        atexit.unregister(self.stop)
        client: httpx.Client | None = getattr(self, "_admin", None)
        if client is not None:
            client.close()
        while self._processes:
            process = self._processes.pop()
            for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
                    break

    # --- requests as administrator -------------------------------------------------------------------

    def _client(self, pair: Pair) -> httpx.Client:
        import ssl

        context = ssl.create_default_context(cadata=self.authority.pem.decode())
        context.load_cert_chain(*pair.write(self.folder, "admin"))
        return httpx.Client(base_url=self.url, verify=context, timeout=30, trust_env=False)

    def request(
        self, method: str, path: str, body: object = None, *, kind: str = "application/json", accept: str = "*/*"
    ) -> Any:
        """Send any request as administrator and return the JSON response.

        Raises:
            AssertionError: the server rejected the request.
        """
        content = None if body is None else json.dumps(body).encode()
        answer = self._admin.request(method, path, content=content, headers={"Content-Type": kind, "Accept": accept})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def create(self, path: str, *objects: Mapping[str, Any]) -> None:
        """Create objects in a list path, including their `status`."""
        for item in objects:
            self.request("POST", path, item)
            if "status" in item:
                self.status(f"{path}/{item['metadata']['name']}", item["status"])

    def status(self, path: str, status: Mapping[str, Any]) -> None:
        """Write an object's status."""
        self.request("PATCH", f"{path}/status", {"status": status}, kind="application/merge-patch+json")

    def delete(self, path: str) -> None:
        """Delete one object."""
        self.request("DELETE", path)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until a condition holds that the server fulfills asynchronously."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "the condition does not hold in time"
            time.sleep(0.05)

    # --- other users ---------------------------------------------------------------------------------

    @property
    def cluster(self) -> dict[str, Any]:
        """The server's data in a kubeconfig, except its address."""
        return {"certificate-authority-data": inline(self.authority.pem)}

    def token_kubeconfig(self, path: Path, user: str = "reader") -> Path:
        """Write a kubeconfig that logs in with a token."""
        return kubeconfig(path, self.url, user={"token": TOKENS[user]}, cluster=self.cluster)

    def certificate_kubeconfig(self, path: Path, user: str, **issue: Any) -> Path:
        """Write a kubeconfig that logs in with a client certificate."""
        pair = self.authority.issue(user, **issue)
        return kubeconfig(path, self.url, user=certificate_user(pair), cluster=self.cluster)

    @contextlib.contextmanager
    def bound(self, user: str, role: str, *, kind: str = "User") -> Iterator[None]:
        """Bind a ClusterRole to a user or group temporarily."""
        name = f"{role}-{user}"
        path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
        self.create(
            path,
            {
                "metadata": {"name": name},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": user}],
            },
        )
        try:
            yield
        finally:
            self.delete(f"{path}/{name}")

    def audit(self, user: str) -> list[dict[str, Any]]:
        """Return all requests of a user so far, from the audit log."""
        lines = (self.folder / "audit.log").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["user"].get("username") == user]


def free_port() -> int:
    """Return a port that is free now.

    The port is below those that systems give to outgoing connections: otherwise, a connection of another test can take
    it before the server listens.
    """
    for port in random.SystemRandom().sample(_SERVER_PORTS, 50):
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no port from {_SERVER_PORTS.start} to {_SERVER_PORTS.stop - 1} is free")


def _die_with_parent() -> None:
    """Let the kernel kill the process when the test run is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
