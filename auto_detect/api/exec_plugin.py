"""Execution of exec credential plugins: no terminal, a time limit, error messages without secrets."""

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auto_detect.api.bounded_process import Cancelled, Finished, TooLong, TooMuch, run_bounded
from auto_detect.api.kubeconfig_files import KubeconfigEntry, resolve
from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.secret_text import without_secrets
from checklists.text import clean_line

MAX_OUTPUT = 1024 * 1024
"""Bytes of stdout, and of stderr; a credential has a few thousand."""
_CLUSTER_KEYS = (
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority-data",
    "proxy-url",
    "disable-compression",
)
"""Fields that a kubeconfig cluster and client.authentication.k8s.io Cluster share."""


@dataclass(frozen=True)
class Credential:
    """Credential from a plugin: a bearer token, a client certificate with its key, or both."""

    token: str | None = field(default=None, repr=False)
    certificate: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)


def run_plugin(
    config: Mapping[str, Any],
    cluster: KubeconfigEntry,
    folder: Path,
    *,
    timeout: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> Credential:
    """Run the plugin and read its credential.

    The plugin runs without input and in its own session, so it can neither prompt on the terminal nor write to it.

    Args:
        config: the `exec` part of a kubeconfig user.
        cluster: the kubeconfig cluster, passed to plugins with `provideClusterInfo`.
        folder: base of relative commands: the kubeconfig's folder.
        timeout: seconds after which the plugin is ended.
        cancelled: called while the plugin runs; True ends it.

    Raises:
        ReadFailure: the plugin cannot be started, failed, was ended or returned no credential.
    """
    name = clean_line(str(config.get("command", "")), limit=200)
    if config.get("interactiveMode") == "Always":
        raise _failure(name, "needs a terminal", "Log in with kubectl first, or use a token.")
    environment = {**os.environ, **_variables(config), "KUBERNETES_EXEC_INFO": _info(name, config, cluster)}
    program = _program(name, str(config.get("command", "")), folder, environment, config.get("installHint"))
    arguments = [str(a) for a in config.get("args") or ()]
    try:
        ended = run_bounded([program, *arguments], environment, size=MAX_OUTPUT, seconds=timeout, cancelled=cancelled)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _failure(name, f"could not be started: {reason}") from None
    except TooMuch:
        raise _failure(
            name,
            f"wrote more than {MAX_OUTPUT // 1024 // 1024} MiB and was ended",
            "A credential is much smaller: check the plugin's command and arguments in the kubeconfig.",
        ) from None
    except TooLong:
        raise _failure(
            name,
            f"did not finish within {timeout:g} s",
            "It may wait for a login: run `kubectl get nodes` with this context once, then try again.",
        ) from None
    except Cancelled:
        raise _failure(name, "was stopped") from None
    if ended.code != 0:
        message = _first_line(ended)
        raise _failure(name, f"failed with exit code {ended.code}" + (f": {message}" if message else ""))
    return _credential(name, ended.output)


def _failure(name: str, what: str, hint: str = "") -> ReadFailure:
    return ReadFailure(
        FailureKind.EXEC_PLUGIN,
        f"The credential plugin {name} {what}.",
        hint or "Check that `kubectl get nodes` works with this context; it runs the same plugin.",
    )


def _variables(config: Mapping[str, Any]) -> dict[str, str]:
    return {
        item["name"]: str(item.get("value", ""))
        for item in _mappings(config.get("env"))
        if isinstance(item.get("name"), str)
    }


def _mappings(listed: object) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a list that are maps; none of anything else that a kubeconfig can contain instead."""
    return (item for item in (listed if isinstance(listed, list) else ()) if isinstance(item, dict))


def _info(name: str, config: Mapping[str, Any], cluster: KubeconfigEntry) -> str:
    spec: dict[str, Any] = {"interactive": False}
    if config.get("provideClusterInfo"):
        spec["cluster"] = _cluster(name, cluster)
    return json.dumps({"apiVersion": config.get("apiVersion"), "kind": "ExecCredential", "spec": spec}, default=str)


def _cluster(name: str, entry: KubeconfigEntry) -> dict[str, Any]:
    """Return client.authentication.k8s.io/v1 Cluster, which has the contents of a CA file instead of its path."""
    cluster = {key: entry.value[key] for key in _CLUSTER_KEYS if entry.value.get(key)}
    file = entry.value.get("certificate-authority")
    if "certificate-authority-data" not in cluster and isinstance(file, str) and file:
        try:
            with resolve(entry, file).open("rb") as opened:
                cluster["certificate-authority-data"] = base64.b64encode(opened.read(MAX_OUTPUT)).decode()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise _failure(name, f"needs the file {clean_line(file)}, which cannot be read: {reason}") from None
    for extension in _mappings(entry.value.get("extensions")):
        if extension.get("name") == "client.authentication.k8s.io/exec":
            cluster["config"] = extension.get("extension")
    return cluster


def _program(name: str, command: str, folder: Path, environment: Mapping[str, str], install_hint: object) -> str:
    if Path(command).name != command:
        return str(folder.absolute() / command)
    found = shutil.which(command, path=environment.get("PATH"))
    if found is None:
        hint = without_secrets(install_hint, limit=300) if isinstance(install_hint, str) else ""
        raise _failure(name, "is not installed, or not in PATH", hint)
    return found


def _first_line(ended: Finished) -> str:
    """Return the first line of stderr with text, without secrets."""
    lines = (without_secrets(line) for line in ended.errors.decode("utf-8", "replace").splitlines())
    return next((line for line in lines if line), "").rstrip(".")


def _credential(name: str, output: bytes) -> Credential:
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError):
        raise _failure(name, "returned output that is not JSON") from None
    status = answer.get("status") if isinstance(answer, dict) else None
    if not isinstance(status, dict):
        raise _failure(name, "returned no credential")
    values = [status.get(key) for key in ("token", "clientCertificateData", "clientKeyData")]
    token, certificate, key = (value if isinstance(value, str) and value else None for value in values)
    if token is None and (certificate is None or key is None):
        raise _failure(name, "returned neither a token nor a certificate with its key")
    return Credential(token, certificate, key)
