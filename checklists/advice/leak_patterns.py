"""What evidence files should not hold, as expressions on one line of a file.

Each is tried only on lines that hold one of its hints, and none can scan a text more than once for each place where it
starts: files come from anywhere, and lines of a megabyte occur.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class LeakKind(StrEnum):
    """What it is; the values are the codes of the advice."""

    CREDENTIAL = "evidence-secret"
    USER_NAME = "evidence-user-name"
    MAIL = "evidence-e-mail-address"
    ADDRESS = "evidence-private-address"


@dataclass(frozen=True)
class Pattern:
    """One thing that should not be there."""

    kind: LeakKind
    what: str
    """In words: `private key`."""
    hints: tuple[bytes, ...]
    """In lower case: a line without any of them is passed over."""
    source: bytes

    @cached_property
    def expression(self) -> re.Pattern[bytes]:
        """Made when a hint was seen: most files hold none, and all of them together take a while to make."""
        return re.compile(self.source, re.IGNORECASE | re.MULTILINE)


def _secret(what: str, hints: tuple[bytes, ...], source: bytes) -> Pattern:
    return Pattern(LeakKind.CREDENTIAL, what, hints, source)


_REAL = rb"(?!redacted|example|changeme|placeholder|passw|secret\b|your|x{4}|\*{3}|[<${%]|\.{3})"
"""No placeholder follows."""
_VALUE = rb"[\"']?\s{0,9}[:=]\s{0,9}[\"']?" + _REAL
_RESERVED = rb"(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|invalid|test|local|svc)\b"
_NOBODY = (
    rb"(?:user|users|username|name|you|me|ubuntu|debian|centos|fedora|rocky|core|admin|root|node|app|ray|jovyan|runner"
    rb"|vagrant|coder|vscode|ec2-user|azureuser|cloud-user|opc|nonroot|nobody|default|public|shared|linuxbrew)(?![\w-])"
)
"""Home folders that tell of nobody: those of images, of cloud machines, of examples."""

SECRETS = (
    _secret("private key", (b"private key",), rb"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY"),
    _secret("key of a kubeconfig", (b"client-key-data",), rb"client-key-data\"?:\s{0,9}\"?[A-Z0-9+/=]{20}"),
    _secret("signed token", (b"eyj",), rb"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}"),
    _secret("bearer token", (b"bearer",), rb"\bbearer\s{1,9}(?!eyJ)" + _REAL + rb"[\w.~+/-]{20}"),
    _secret("bootstrap token", (b"token",), rb"token[=: \"']{1,9}[a-z0-9]{6}\.[a-z0-9]{16}\b"),
    _secret("token", (b"token",), rb"(?<![\w-])token" + _VALUE + rb"(?!eyJ|[a-z0-9]{6}\.)[\w~+/-]{24}"),
    _secret("AWS key", (b"akia", b"asia"), rb"\b(?-i:A[KS]IA(?![A-Z0-9]{0,12}EXAMPLE)[A-Z0-9]{16})\b"),
    _secret("AWS secret key", (b"secret",), rb"secret_?access_?key" + _VALUE + rb"[A-Z0-9/+]{40}(?![A-Z0-9/+])"),
    _secret("Google API key", (b"aiza",), rb"\b(?-i:AIza)[\w-]{35}"),
    _secret("GitHub token", (b"ghp_", b"gho_", b"ghs_", b"ghu_", b"ghr_"), rb"\bgh[pousr]_[A-Z0-9]{30}"),
    _secret("GitHub token", (b"github_pat_",), rb"\bgithub_pat_\w{22}"),
    _secret("GitLab token", (b"glpat-",), rb"\bglpat-[\w-]{20}"),
    _secret("Slack token", (b"xox",), rb"\bxox[abeoprs]-[\w-]{10}"),
    _secret("Hugging Face token", (b"hf_",), rb"\bhf_[A-Z0-9]{30}"),
    _secret("NVIDIA API key", (b"nvapi-",), rb"\bnvapi-[\w-]{40}"),
    _secret("API key", (b"sk-",), rb"(?<![\w-])sk-(?:[a-z]{1,9}-){0,3}\w{32}"),
    _secret("key of a storage account", (b"accountkey",), rb"AccountKey=[A-Z0-9+/]{60}"),
    _secret("login of a registry", (b'"auth"',), rb'"auth"\s{0,9}:\s{0,9}"[A-Z0-9+/]{12,}={0,2}"'),
    _secret("login in a link", (b"://",), rb"://[^\s/:@'\"<>${]{1,99}:" + _REAL + rb"[^\s/@'\"<>${]{1,99}@"),
    _secret("password", (b"passw",), rb"passw(?:or)?d" + _VALUE + rb"[^\s\"'<>$*{}()]{6}"),
)
PATTERNS = (
    *SECRETS,
    Pattern(
        LeakKind.USER_NAME,
        "home folder with somebody's name",
        (b"/home/", b"/users/", b"\\users\\"),
        rb"(?:(?<![\w.-])/home/|(?<![\w.-])/(?-i:U)sers/|\b[A-Z]:\\Users\\)(?!" + _NOBODY + rb")[a-z]",
    ),
    Pattern(
        LeakKind.USER_NAME,
        "prompt with user and machine",
        (b"@",),
        rb"^\W{0,2}[a-z_][\w.-]*@[a-z][\w.-]*[: ]{1,2}[~/][^\n]{0,80}?[$#](?:\s|$)",
    ),
    Pattern(
        LeakKind.MAIL,
        "e-mail address",
        (b"@",),
        rb"(?<![\w.%+/:@-])(?!(?:git|no-?reply)@)[\w.%+-]+@(?!"
        + _RESERVED
        + rb")(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w:/@-])",
    ),
    Pattern(
        LeakKind.ADDRESS,
        "private IP address",
        (b"10.", b"192.168.", b"172.", b"100.", b"ip-"),
        rb"(?<![\w.:-])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}"
        rb"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?![\w-]|\.\d)|\bip(?:-\d{1,3}){4}(?![\w-])",
    ),
)
