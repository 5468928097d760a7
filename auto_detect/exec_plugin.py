"""Runs a kubeconfig's exec credential plugin: no terminal, a time limit, errors as sentences without secrets."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auto_detect.reader import FailureKind, ReadFailure
from checklists.text import clean_line

_SECRET = re.compile(r"(?=[\w+=~-]*\d)[\w+=~-]{24,}")
_POLL = 0.1


@dataclass(frozen=True)
class Credential:
    """What a plugin gave: a bearer token, or a client certificate with its key, or both."""

    token: str | None = field(default=None, repr=False)
    certificate: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)


def run_plugin(
    config: Mapping[str, Any],
    cluster: Mapping[str, Any],
    folder: Path,
    *,
    timeout: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> Credential:
    """Run the plugin and read its answer.

    It gets no input and a session of its own, so that it can neither ask on the terminal nor write to it.

    Args:
        config: the `exec` part of a kubeconfig user.
        cluster: the kubeconfig cluster, told to plugins that want `provideClusterInfo`.
        folder: where relative commands start: the kubeconfig's folder.
        timeout: seconds after which it is ended.
        cancelled: asked while it runs; True ends it.

    Raises:
        ReadFailure: it cannot be started, failed, was ended or gave no credential.
    """
    name = clean_line(str(config.get("command", "")), limit=200)
    if config.get("interactiveMode") == "Always":
        raise _failure(name, "must be run in a terminal of its own", "Log in with kubectl first, or use a token.")
    environment = {**os.environ, **_variables(config), "KUBERNETES_EXEC_INFO": _info(config, cluster)}
    program = _program(name, str(config.get("command", "")), folder, environment, config.get("installHint"))
    arguments = [str(a) for a in config.get("args") or ()]
    try:
        process = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _failure(name, f"could not be started: {reason}") from None
    output, errors = _wait(process, name, timeout, cancelled)
    if process.returncode != 0:
        said = _first_line(errors)
        raise _failure(name, f"failed with exit code {process.returncode}" + (f": {said}" if said else ""))
    return _credential(name, output)


def _failure(name: str, what: str, hint: str = "") -> ReadFailure:
    return ReadFailure(
        FailureKind.EXEC_PLUGIN,
        f"The credential plugin {name} {what}.",
        hint or "Check that `kubectl get nodes` works with this context; it runs the same plugin.",
    )


def _variables(config: Mapping[str, Any]) -> dict[str, str]:
    listed = config.get("env")
    return {
        item["name"]: str(item.get("value", ""))
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict) and isinstance(item.get("name"), str)
    }


def _info(config: Mapping[str, Any], cluster: Mapping[str, Any]) -> str:
    spec: dict[str, Any] = {"interactive": False}
    if config.get("provideClusterInfo"):
        spec["cluster"] = {k: v for k, v in cluster.items() if k != "extensions"}
        for extension in cluster.get("extensions") or ():
            if extension.get("name") == "client.authentication.k8s.io/exec":
                spec["cluster"]["config"] = extension.get("extension")
    return json.dumps({"apiVersion": config.get("apiVersion"), "kind": "ExecCredential", "spec": spec}, default=str)


def _program(name: str, command: str, folder: Path, environment: Mapping[str, str], install_hint: object) -> str:
    if Path(command).name != command:
        return str(folder.absolute() / command)
    found = shutil.which(command, path=environment.get("PATH"))
    if found is None:
        hint = clean_line(install_hint, limit=300) if isinstance(install_hint, str) else ""
        raise _failure(name, "is not installed, or not in PATH", hint)
    return found


def _wait(
    process: subprocess.Popen[bytes], name: str, timeout: float, cancelled: Callable[[], bool]
) -> tuple[bytes, bytes]:
    deadline = time.monotonic() + timeout
    try:
        while True:
            try:
                return process.communicate(timeout=_POLL)
            except subprocess.TimeoutExpired:
                if cancelled():
                    raise _failure(name, "was stopped") from None
                if time.monotonic() >= deadline:
                    raise _failure(
                        name,
                        f"did not finish within {timeout:g} s",
                        "It may wait for a login: run `kubectl get nodes` with this context once, then try again.",
                    ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a plugin that still runs with whatever it started, and give its pipes free."""
    if process.returncode is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _first_line(errors: bytes) -> str:
    lines = (clean_line(line, limit=200) for line in errors.decode("utf-8", "replace").splitlines())
    return _SECRET.sub("…", next((line for line in lines if line), "")).rstrip(".")


def _credential(name: str, output: bytes) -> Credential:
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError):
        raise _failure(name, "gave an answer that is not JSON") from None
    status = answer.get("status") if isinstance(answer, dict) else None
    if not isinstance(status, dict):
        raise _failure(name, "gave an answer without a credential")
    values = [status.get(key) for key in ("token", "clientCertificateData", "clientKeyData")]
    token, certificate, key = (value if isinstance(value, str) and value else None for value in values)
    if token is None and (certificate is None or key is None):
        raise _failure(name, "gave an answer without a token and without a certificate and key")
    return Credential(token, certificate, key)
