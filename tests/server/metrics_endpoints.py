"""Endpoints on the separate test host: exporters, an AI server, a Prometheus, and misbehaving endpoints.

    python -m tests.server.metrics_endpoints ADDRESS

Each port is one of them; `ready` is printed when all listen.
"""

import json
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.auto_detect.collector.metrics.metric_pages import MIG, nvidia, vllm

DCGM_PORT, PARTITIONED_PORT, VLLM_PORT, PROMETHEUS_PORT, LOCKED_PORT, MOVED_PORT, ENDLESS_PORT = range(9400, 9407)
NOBODY_PORT = 9499

_OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_Said = tuple[int, dict[str, str], bytes]


def _text(body: bytes, kind: str = "text/plain; version=0.0.4") -> _Said:
    return 200, {"Content-Type": kind}, body


def _query(path: str) -> _Said:
    """Answer a query as a Prometheus that scrapes the exporter and the AI server."""
    url = urlsplit(path)
    asked = parse_qs(url.query).get("query", [""])[0]
    if url.path != "/api/v1/query" or not asked:
        return 404, {}, b"404 page not found"
    rows: list[tuple[dict[str, str], str]]
    if asked == "vector(1)":
        rows = [({}, "1")]
    elif asked.startswith("count by (__name__)"):
        names = {"vllm:num_requests_running": "1", "DCGM_FI_DEV_GPU_UTIL": "8", "secret_business_total": "5"}
        rows = [({"__name__": name}, value) for name, value in names.items()]
    elif asked.startswith("label_replace(count_values("):
        counts = (("all", "1", "4"), ("all", "0", "1"), ("servers", "1", "1"))
        rows = [({"of": whose, "value": value}, number) for whose, value, number in counts]
    else:
        rows = [({}, "16")]
    result = [{"metric": labels, "value": [1764000000.1, value]} for labels, value in rows]
    answer = {"status": "success", "data": {"resultType": "vector", "result": result}}
    return _text(json.dumps(answer).encode(), "application/json")


ANSWERS: dict[int, Callable[[str], _Said]] = {
    DCGM_PORT: lambda _: _text(nvidia(8)),
    PARTITIONED_PORT: lambda _: _text(nvidia(8, MIG, instances=7)),
    VLLM_PORT: lambda _: _text(vllm() + b"# EOF\n", _OPEN),
    PROMETHEUS_PORT: _query,
    LOCKED_PORT: lambda _: (401, {"Content-Type": "text/plain"}, b"Unauthorized"),
    MOVED_PORT: lambda _: (302, {"Location": "/elsewhere"}, b""),
    ENDLESS_PORT: lambda _: _text(b'gpu_x{a="b"} 1\n' * (11 * 1024 * 1024 // 15)),
}


def _handler(answer: Callable[[str], _Said]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    return Handler


def main(address: str) -> None:
    servers = [ThreadingHTTPServer((address, port), _handler(answer)) for port, answer in ANSWERS.items()]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
