"""Reader of a cluster, on the official client's configuration and transport; only this module imports kubernetes.

It can send GET requests only: callers cannot pass a method, and redirects are not followed.
"""

import base64
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
from kubernetes.client import Configuration
from kubernetes.client.rest import RESTClientObject, should_bypass_proxies
from kubernetes.config import kube_config
from kubernetes.config.config_exception import ConfigException

from auto_detect.api import auth_provider, failures, impersonation
from auto_detect.api.budget import Budget, LargeResponse, ResponseMemory
from auto_detect.api.deadlines import Deadlines, PendingResponse
from auto_detect.api.exec_plugin import run_plugin
from auto_detect.api.inflating import Gunzip, Unpackable
from auto_detect.api.kubeconfig import ContextInfo, choose, describe
from auto_detect.api.kubeconfig_files import KubeconfigEntry, MergedKubeconfig, merge
from auto_detect.api.overrides import NO_OVERRIDES, Overrides, override
from auto_detect.api.reader import FailureKind, ProxyResponse, ReadFailure, ResponseBody
from auto_detect.api.socks_proxy import Dial, is_socks, socks_dialer
from auto_detect.limits import MAX_ERROR, MAX_METRICS, MAX_RESPONSE, MAX_SECONDS, MIB, SMALL

_untyped: Any = kube_config

TIMEOUT = 10.0
PLUGIN_TIMEOUT = 60.0
CONNECTIONS = 8
_DEADLINE = 3
"""Default time limit of a whole response, as a multiple of the read timeout."""
_CHUNK = 64 * 1024
_PLAIN = frozenset({"", "identity"})


@dataclass(frozen=True)
class RequestTimes:
    """Time limits of a request in seconds."""

    silence: float
    """Seconds without data."""
    whole: float
    """Seconds for the whole response."""

    @classmethod
    def of(cls, timeout: float, request_timeout: float | None) -> "RequestTimes":
        """Return the limits for `--timeout` and kubectl's `--request-timeout`, where 0 means no limit."""
        if request_timeout is None:
            return cls(timeout, _DEADLINE * timeout)
        whole = request_timeout or MAX_SECONDS
        return cls(min(timeout, whole) if request_timeout else whole, whole)


@dataclass(frozen=True)
class _Bounds:
    """Limits of one response in size and time."""

    silence: float
    whole: float
    size: int
    unpack: bool
    """Accept compressed responses; only the API server is trusted with them."""


_PROXIED = _Bounds(30.0, 30.0, MAX_METRICS, unpack=False)


class KubeReader:
    """`ClusterReader` of one kubeconfig context; thread-safe."""

    def __init__(
        self,
        info: ContextInfo,
        configuration: Configuration,
        folder: tempfile.TemporaryDirectory[str],
        limits: RequestTimes,
        headers: Iterable[tuple[str, str]],
    ) -> None:
        self._info = info
        self._limits = limits
        self._folder = folder
        self._base: str = configuration.host.rstrip("/")
        self._headers = urllib3.HTTPHeaderDict(headers)
        self._headers["User-Agent"] = f"aiconform/{version('aiconform')}"
        authorization = str(configuration.get_api_key_with_prefix("BearerToken") or "").strip()
        if authorization:
            if not authorization.isascii() or not authorization.isprintable():
                raise _unusable(info, "its token contains characters that no token has")
            self._headers["Authorization"] = authorization
        try:
            dial = _socks(configuration)
            self._pool: urllib3.PoolManager = RESTClientObject(configuration).pool_manager
        except (ImportError, ValueError, urllib3.exceptions.HTTPError):
            raise _unusable(info, "its proxy is not an http, https or socks5 URL") from None
        self._deadlines = Deadlines()
        self._pool.pool_classes_by_scheme = self._deadlines.pool_classes(dial)
        self._proxied = dial is not None or isinstance(self._pool, urllib3.ProxyManager)
        self._budget = Budget()
        self._room = ResponseMemory()

    @property
    def context(self) -> str:
        """Name of the kubeconfig context."""
        return self._info.name

    @property
    def requests(self) -> int:
        """Number of requests sent so far."""
        return self._budget.requests

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> ResponseBody:
        """Return the body of a successful GET.

        Raises:
            ReadFailure: the request failed, or its status is not 200.
        """
        bounds = _Bounds(self._limits.silence, self._limits.whole, MAX_RESPONSE, unpack=True)
        response, body = self._exchange(path, query, accept, bounds)
        if response.status == 200:
            return body
        headers = {name.lower(): value for name, value in response.headers.items()}
        raise failures.from_status(response.status, body, headers, path)

    def get_proxied(self, path: str, query: Mapping[str, str] = {}, *, accept: str) -> ProxyResponse:
        """Send a GET through the API server's proxy and return the response of the workload or the API server.

        Raises:
            ReadFailure: no response, or a too large one.
        """
        response, body = self._exchange(path, query, accept, _PROXIED)
        return ProxyResponse(response.status, response.headers.get("Content-Type", ""), body)

    def _exchange(
        self, path: str, query: Mapping[str, str], accept: str, bounds: _Bounds
    ) -> tuple[urllib3.BaseHTTPResponse, ResponseBody]:
        self._budget.request()
        url = self._base + path + (f"?{urlencode(query)}" if query else "")
        headers = self._headers.copy()
        headers["Accept"] = accept
        headers["Accept-Encoding"] = "gzip" if bounds.unpack else "identity"
        with self._deadlines.limit(bounds.whole) as answer:
            try:
                response = self._pool.request(
                    "GET",
                    url,
                    headers=headers,
                    timeout=urllib3.Timeout(connect=self._limits.silence, read=bounds.silence),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                try:
                    body = self._body(response, path, answer, bounds)
                except BaseException:
                    response.close()
                    raise
                if response.status == 200 or len(body) <= MAX_ERROR:
                    response.release_conn()
                else:
                    response.close()
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if answer.timed_out:
                    raise self._too_slow(bounds) from None
                failure = failures.from_exception(error, self._info.server, bounds.silence, self._proxied)
                raise failure from None
            except ValueError:
                raise _unusable(self._info, "its server address or a header value is not valid") from None
        if answer.timed_out:
            raise self._too_slow(bounds)
        return response, body

    def _body(
        self, response: urllib3.BaseHTTPResponse, path: str, answer: PendingResponse, bounds: _Bounds
    ) -> ResponseBody:
        """Read a response within its bounds; of an error response only the beginning."""
        body = LargeResponse()
        for part in self._parts(response, path, bounds):
            self._budget.receive(len(part))
            body += part
            if response.status != 200 and len(body) > MAX_ERROR:
                break
            if len(body) > bounds.size:
                raise ReadFailure(
                    FailureKind.TOO_LARGE, f"The response to {path} is larger than {bounds.size // MIB} MiB."
                )
            if len(body) > SMALL:
                self._wait_for_room(body, answer, bounds)
            if answer.timed_out or time.monotonic() > answer.deadline:
                raise self._too_slow(bounds)
        return body

    @staticmethod
    def _parts(response: urllib3.BaseHTTPResponse, path: str, bounds: _Bounds) -> Iterator[bytes]:
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        raw = iter(lambda: response.read(_CHUNK, decode_content=False), b"")
        if encoding in _PLAIN or not bounds.unpack:
            yield from raw
            return
        try:
            if encoding != "gzip":
                raise Unpackable("comes in an encoding that was not requested")
            gunzip = Gunzip()
            for packed in raw:
                yield from gunzip.feed(packed)
            if not gunzip.ended:
                raise Unpackable("ends before its packed data does")
        except Unpackable as error:
            raise ReadFailure(FailureKind.UNEXPECTED, f"The response to {path} {error}.") from None

    def _wait_for_room(self, body: LargeResponse, answer: PendingResponse, bounds: _Bounds) -> None:
        """Wait until memory for this response is free; stop the server's clock meanwhile."""
        if body.room is not None:
            return
        started, deadline = time.monotonic(), answer.deadline
        answer.deadline = float("inf")
        if not body.reserve(self._room, bounds.size, bounds.whole):
            raise self._too_slow(bounds)
        answer.deadline = deadline + time.monotonic() - started

    def _too_slow(self, bounds: _Bounds) -> ReadFailure:
        message = f"{self._info.server} did not finish its response within {bounds.whole:g} s."
        hint = "Give a slow server more time with --timeout or --request-timeout."
        public = failures.without_address(message, self._info.server)
        return ReadFailure(FailureKind.TIMEOUT, message, hint, public_message=public)

    def close(self) -> None:
        """Close the connections and remove the certificate files that were written for them."""
        self._deadlines.close()
        self._pool.clear()
        self._folder.cleanup()


def connect(
    paths: Iterable[Path],
    context: str | None,
    timeout: float = TIMEOUT,
    *,
    overrides: Overrides = NO_OVERRIDES,
    request_timeout: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> KubeReader:
    """Prepare to read a cluster: run the context's exec plugin, if any, and send nothing to the cluster yet.

    Args:
        paths: kubeconfig files.
        context: the context's name; None for the current one.
        timeout: seconds without data after which a request fails.
        overrides: cluster, user and impersonation to use instead of the context's own.
        request_timeout: seconds after which a whole request fails; 0 for no limit, None for 3 times `timeout`.
        cancelled: called while an exec plugin runs; True ends it.

    Raises:
        ReadFailure: the context cannot be used; the message gives the reason.
    """
    paths = tuple(paths)
    merged = override(merge(paths), context, overrides)
    info = choose(describe(merged), context, paths)
    if info.problem:
        raise _unusable(info)
    folder = tempfile.TemporaryDirectory(prefix="aiconform-", ignore_cleanup_errors=True)
    try:
        configuration = _configuration(info, merged, Path(folder.name), cancelled)
        user = merged.users.get(info.user or "")
        limits = RequestTimes.of(timeout, request_timeout)
        return KubeReader(info, configuration, folder, limits, impersonation.headers(user.value) if user else ())
    except BaseException:
        folder.cleanup()
        raise


def _configuration(
    info: ContextInfo, merged: MergedKubeconfig, folder: Path, cancelled: Callable[[], bool]
) -> Configuration:
    cluster, user = merged.clusters[info.cluster], merged.users.get(info.user or "")
    credentials = _credentials(info, user, cluster, cancelled) if user else {}
    configuration = Configuration()
    try:
        entries = {
            "contexts": [_node("context", info.name, {"cluster": info.cluster, "user": info.user}, info.file)],
            "clusters": [_node("cluster", info.cluster, _in_files(cluster.value, folder), cluster.file)],
            "users": [_node("user", info.user, _in_files(credentials, folder), user.file)] if user else [],
        }
        node = _untyped.ConfigNode("kubeconfig", entries, str(info.file))
        loader = _untyped.KubeConfigLoader(node, active_context=info.name, config_base_path=None)
        loader.load_and_set(configuration)
    except (ConfigException, OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _unusable(info, "its certificates, key or token cannot be read") from None
    configuration.connection_pool_maxsize = CONNECTIONS
    configuration.retries = False
    configuration.refresh_api_key_hook = None
    if cluster.value.get("proxy-url"):
        configuration.no_proxy = None  # As in kubectl, NO_PROXY has no effect on the kubeconfig's own proxy.
    if not configuration.verify_ssl:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return configuration


def _socks(configuration: Configuration) -> Dial | None:
    """Return the dialer for a SOCKS proxy, and remove the proxy from the configuration; None without one.

    urllib3 supports SOCKS proxies only with a library that is no longer maintained.
    """
    proxy = configuration.proxy
    if proxy is None or not is_socks(proxy):
        return None
    configuration.proxy = None
    bypassed = should_bypass_proxies(configuration.host, configuration.no_proxy or "")
    return None if bypassed else socks_dialer(proxy)


def _node(kind: str, name: str | None, value: Mapping[str, Any], file: Path) -> object:
    return _untyped.ConfigNode(kind, {"name": name, kind: value}, str(file.absolute()))


def _in_files(value: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Write inline certificates and keys to files, because TLS libraries require files.

    The official client would do it too, but shares the files between connections and keeps them until the program ends.
    """
    result = dict(value)
    for key in ("certificate-authority", "client-certificate", "client-key"):
        data = result.pop(f"{key}-data", None)
        if data:
            file = folder / key
            file.touch(mode=0o600)
            file.write_bytes(base64.b64decode(data))
            result[key] = str(file)
    return result


def _credentials(
    info: ContextInfo, user: KubeconfigEntry, cluster: KubeconfigEntry, cancelled: Callable[[], bool]
) -> dict[str, Any]:
    """Return the user's entry with an exec plugin or OIDC provider replaced by its credential.

    aiconform does not refresh OIDC tokens, because the new tokens would have to be written to the kubeconfig.
    """
    value = dict(user.value)
    provider, plugin = value.pop("auth-provider", None), value.pop("exec", None)
    if provider:
        value["token"] = auth_provider.token(provider)
    elif info.auth == "exec":
        folder = user.file.absolute().parent
        given = run_plugin(plugin, cluster, folder, timeout=PLUGIN_TIMEOUT, cancelled=cancelled)
        value["token"] = given.token
        if given.certificate and given.key:
            value["client-certificate-data"] = base64.b64encode(given.certificate.encode()).decode()
            value["client-key-data"] = base64.b64encode(given.key.encode()).decode()
    if not isinstance(value.get("token") or "", str):
        raise _unusable(info, "its token is not text")
    return {key: item for key, item in value.items() if item}


def _unusable(info: ContextInfo, what: str = "") -> ReadFailure:
    if info.problem:
        what = info.problem[0].lower() + info.problem[1:].removesuffix(".")
    return ReadFailure(
        FailureKind.CONFIG,
        f"The context {info.name} cannot be used: {what}.",
        "Choose another context with --context, or repair the kubeconfig.",
    )
