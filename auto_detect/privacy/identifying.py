"""Recognition of texts that identify a machine, an account, a person or a secret, in any field."""

import re

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IDENTIFYING = re.compile(
    "|".join(
        (
            rf"(?<![\w.]){_OCTET}(?:\.{_OCTET}){{3}}(?!\w|\.\d)",  # IPv4
            rf"(?:^|[^0-9a-z])(?:ip-)?{_OCTET}(?:-{_OCTET}){{3}}(?![\w])",  # the same in a host name
            r"(?:[0-9a-f]{1,4}:){3,}[0-9a-f:]*|[0-9a-f]{1,4}::[0-9a-f:]*|::[0-9a-f]{1,4}\b",  # IPv6, MAC
            r"(?:[0-9a-f]{2}-){5}[0-9a-f]{2}\b",  # MAC
            r"\b[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b",  # PCI
            r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])",  # UUID
            r"\barn:[a-z-]*:",
            r"\b\d{12}\b",  # AWS account
            r"\bi-[0-9a-f]{8,17}\b",  # EC2 instance
            r"\b(?:projects|subscriptions|resourcegroups|accounts)/[^/\s]+",
            r"\bgke_[^_\s]+_",  # the context of a GKE cluster begins with its project
            r"://(?!v?\d)",  # URL; a container runtime's version has a number there
            r"[\w.+-]+@[\w-]+\.[a-z]",  # email
            r"(?<![\w.-])(?:[\w-]+\.)+[\w-]*:\d{2,5}(?!\d)|:(?:443|6443|8443)\b",  # host and port
            r"\beyj[\w-]{10,}",  # JWT
            r"\b(?:akia|asia)[0-9a-z]{12,}",  # AWS key
            r"\b(?:ghp|gho|ghs|glpat|xox[abp])[_-][\w-]{10,}",  # tokens
            r"-----begin ",
        )
    ),
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}\.?", re.IGNORECASE | re.ASCII)


def is_identifying(text: str) -> bool:
    """Return whether a text contains an address, a UID, an account or a credential."""
    return _IDENTIFYING.search(text) is not None


def is_host_name(text: str) -> bool:
    """Return whether a text is a fully qualified host name; API groups and drivers have the same form."""
    return _HOST.fullmatch(text) is not None
