"""Secrets of Kubernetes and its distributions."""

import re
from collections.abc import Iterator

from checklists.scan.placeholders import is_random, is_real
from checklists.scan.rule import PatternRule, Rule, SearchRule
from checklists.scan.searched_text import Span
from checklists.text import lazy_pattern

_KIND = re.compile(r"^(?P<indent>[ \t]*)(?:- )?[\"']?kind[\"']?:[ ]*[\"']?Secret[\"']?,?[ ]*$", re.MULTILINE)
_DATA = lazy_pattern(r"^(?P<indent>[ \t]*)(?P<dash>- )?[\"']?(?:data|stringData)[\"']?:[ ]*\{?[ ]*$")
_ENTRY = lazy_pattern(
    r"^(?P<indent>[ \t]*)[\"']?(?P<key>[\w.-]{1,253})[\"']?:[ ]*[\"']?(?P<v>[^\"'\s,{}|>][^\"'\n]*?)[\"']?,?[ ]*$"
)
_INLINE = lazy_pattern(r"\\{0,3}\"(?:data|stringData)\\{0,3}\":\{(?P<body>[^{}]{1,60000}+)\}")
_INLINE_ENTRY = lazy_pattern(r"\\{0,3}\"(?P<key>[\w.-]{1,253})\\{0,3}\":[ ]?\\{0,3}\"(?P<v>[^\"\\]{1,50000}+)\\{0,3}\"")
_PUBLIC_KEYS = frozenset({"ca.crt", "tls.crt", "service-ca.crt", "namespace", "cert.pem", "client.crt", "ca.pem"})
_REACH = 400
"""Lines before and after `kind: Secret` that are searched for its data."""


def _data(text: str, low: str) -> Iterator[Span]:
    """Yield the values of Secrets, in YAML, in pretty-printed JSON and in JSON on a single line."""
    for span in dict.fromkeys((*_in_blocks(text), *_in_lines(text, low))):
        if is_real(text[slice(*span)], ""):
            yield span


def _in_blocks(text: str) -> Iterator[Span]:
    """Yield values in the `data` maps that are siblings of a `kind: Secret` line."""
    kinds = list(_KIND.finditer(text))
    if not kinds:
        return
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    lines = text.split("\n")
    numbers = {start: number for number, start in enumerate(starts)}
    last, before = -1, -1
    for kind in kinds:
        at = numbers[kind.start()]
        depth = len(kind["indent"]) + (2 if kind[0].lstrip().startswith("- ") else 0)
        if at <= last and depth == before:
            continue
        number, last = _document(lines, at, depth)
        before = depth
        while number <= last:
            data = _DATA().match(lines[number])
            column = len(data["indent"]) + (2 if data["dash"] else 0) if data else -1
            number += 1
            while column == depth and number <= last and (entry := _ENTRY().match(lines[number])):
                if len(entry["indent"]) <= depth:
                    break
                if entry["key"] not in _PUBLIC_KEYS:
                    yield starts[number] + entry.start("v"), starts[number] + entry.end("v")
                number += 1


def _document(lines: list[str], at: int, depth: int) -> tuple[int, int]:
    """Return the first and last line of the object around a line whose keys have an indentation of `depth`."""
    first, last = at, at
    while first > max(at - _REACH, 0) and not _ends(lines[first - 1], depth) and not _begins(lines[first], depth):
        first -= 1
    while (
        last < min(at + _REACH, len(lines) - 1)
        and not _ends(lines[last + 1], depth)
        and not _begins(lines[last + 1], depth)
    ):
        last += 1
    return first, last


def _ends(line: str, depth: int) -> bool:
    """Return whether a line is outside an object: a document marker, or less indented."""
    text = line.lstrip(" \t")
    if not text or text.startswith("#"):
        return False
    return line.startswith(("---", "```")) or (len(line) - len(text) < depth and not _begins(line, depth))


def _begins(line: str, depth: int) -> bool:
    """Return whether a line begins a list item whose keys have an indentation of `depth`."""
    return depth >= 2 and line[depth - 2 : depth] == "- " and not line[: depth - 2].strip()


def _in_lines(text: str, low: str) -> Iterator[Span]:
    """Yield values in JSON on a single line that also holds `"kind":"Secret"`."""
    at = low.find('"data')
    at = at if at >= 0 else low.find('"stringdata')
    if at < 0 and '\\"data' not in low and '\\"stringdata' not in low:
        return
    for body in _INLINE().finditer(text):
        start, end = text.rfind("\n", 0, body.start()) + 1, text.find("\n", body.end())
        around = low[
            max(start, body.start() - 60_000) : body.end() + 60_000 if end < 0 else min(end, body.end() + 60_000)
        ]
        if re.search(r"\"kind\\{0,3}\":[ ]?\\{0,3}\"secret\\{0,3}\"", around):
            for entry in _INLINE_ENTRY().finditer(text, *body.span("body")):
                if entry["key"] not in _PUBLIC_KEYS:
                    yield entry.span("v")


KUBERNETES: tuple[Rule, ...] = (
    SearchRule("secret-data", "value of a Secret", ("secret",), _data, in_links=True),
    PatternRule(
        "kubeconfig-key",
        "key of a kubeconfig",
        ("client-key-data",),
        r"client-key-data\\{0,3}[\"']?:\s{0,9}\\{0,3}[\"']?(?P<v>[A-Za-z0-9+/=]{20,20000}+)",
        lines=2,
    ),
    PatternRule(
        "signed-token",
        "signed token (JWT)",
        ("eyj",),
        r"(?-i:(?<![\w-])eyJ[\w-]{10,8000}+\.[\w-]{0,8000}+\.[\w-]{10,8000}+(?:\.[\w-]{0,8000}+){0,2})",
        accepts=is_real,
    ),
    PatternRule(
        "bootstrap-token",
        "bootstrap token",
        ("token", "join", "bootstrap"),
        r"(?-i:(?<![\w.])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.]))",
        accepts=is_random,
    ),
    PatternRule(
        "bootstrap-token-secret",
        "bootstrap token",
        ("token-secret",),
        r"token-secret[\"']?:[ ]{0,5}[\"']?(?P<v>[A-Za-z0-9+/=]{16,32})",
        accepts=is_real,
    ),
    PatternRule(
        "k3s-token",
        "token of k3s or RKE2",
        ("k10",),
        r"(?-i:(?<![\w-])K10[0-9a-f]{20,80}::[\w.-]{1,40}:?[\w.:-]{8,200})",
    ),
    PatternRule(
        "certificate-key",
        "kubeadm certificate key",
        ("certificate",),
        r"certificate[-_ ]?key\\{0,3}[\"']?(?:[ \t:=]|is){1,8}[\"']?(?P<v>[0-9a-f]{64})",
    ),
    PatternRule(
        "certificate-key-line",
        "kubeadm certificate key",
        ("certificate key:",),
        r"certificate key:\s{1,4}(?P<v>[0-9a-f]{64})",
        lines=2,
    ),
    PatternRule(
        "registry-auth",
        "login of a registry",
        ('"auth', "identitytoken", "registrytoken"),
        r"\"(?:auth|identitytoken|registrytoken)\\{0,3}\"\s{0,9}:\s{0,9}\\{0,3}\"(?P<v>[A-Za-z0-9+/_.-]{8,4000}+={0,2})",
        accepts=is_real,
    ),
    PatternRule(
        "dockerconfigjson",
        "login of a registry",
        ("dockerc",),
        r"\.?dockerc(?:onfigjson|fg)\\{0,3}[\"']?:\s{0,9}\\{0,3}[\"']?(?P<v>[A-Za-z0-9+/]{20,20000}+={0,2})",
        accepts=is_real,
    ),
    PatternRule(
        "registry-auth-base64",
        "login of a registry",
        ("eyjhdxroc",),
        r"(?-i:(?<![A-Za-z0-9+/])eyJhdXRoc[A-Za-z0-9+/]{20,20000}+={0,2})",
    ),
    PatternRule(
        "encryption-key",
        "encryption key of a cluster",
        ("secret",),
        r"(?:\b|aescbcEncryption|secretboxEncryption|cluster|encryption)secret\\{0,3}[\"']?:[ ]{0,5}\\{0,3}[\"']?(?P<v>[A-Za-z0-9+/]{22,88}={1,2})(?![\w=])",
        accepts=is_real,
    ),
    PatternRule(
        "openshift-token", "OpenShift token", ("sha256~",), r"(?-i:(?<![\w-])sha256~[\w-]{40,50})", accepts=is_real
    ),
    PatternRule("eks-token", "EKS token", ("k8s-aws-v1.",), r"(?-i:k8s-aws-v1\.[\w-]{20,4000})", accepts=is_real),
    PatternRule(
        "rancher-token",
        "Rancher token",
        ("token-", "kubeconfig-u", "/v3/import/"),
        r"(?-i:(?<![\w-])(?:token-[a-z0-9]{5}|kubeconfig-u(?:ser)?-[a-z0-9.-]{3,40}):[a-z0-9]{40,64}|/v3/import/[a-z0-9]{40,64}(?=[_.]))",
    ),
)
