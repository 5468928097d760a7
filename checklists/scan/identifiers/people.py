"""Email addresses, home folders, shell prompts and phone numbers."""

import re

from checklists.scan.rule import Group, PatternRule, Rule

_RESERVED = r"(?:[\w-]{1,63}\.){0,8}(?:example\.(?:com|org|net)|example|invalid|test|local|svc)\b"
_GENERIC = re.compile(
    r"(?:user|users|username|name|you|me|ubuntu|debian|centos|fedora|rocky|core|admin|root|node|app|ray|jovyan|runner"
    r"|vagrant|coder|vscode|ec2-user|azureuser|cloud-user|opc|nonroot|nobody|default|public|shared|linuxbrew|git|user-\d+)",
    re.I,
)
"""Accounts of images, cloud machines and examples, which name no person."""


def _is_person(value: str, _: str) -> bool:
    return _GENERIC.fullmatch(value) is None


def _is_not_contact(_value: str, before: str) -> bool:
    """Accept email addresses except the vendor's contact in a `PRODUCT.yaml`."""
    return re.search(r"contact_?email_?address[\"']?: *[\"']?$", before, re.I) is None


def _is_phone(value: str, before: str) -> bool:
    digits = re.sub(r"\D", "", value)
    named = re.search(r"(?:tel[.:]|(?:phone|mobile|fax|whatsapp|hotline|pager)\w{0,8}[\"']?)\W{0,6}$", before, re.I)
    fiction = "55501" in digits
    return 7 <= len(digits) <= 15 and not fiction and bool(named or value.startswith("+"))


PEOPLE: tuple[Rule, ...] = (
    PatternRule(
        "email",
        "email address",
        ("@",),
        r"(?<![\w.%+/:@-])(?!(?:git|no-?reply)@)[\w.%+-]{1,64}@(?!"
        + _RESERVED
        + r")(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w:/@-])",
        Group.EMAIL,
        _is_not_contact,
    ),
    PatternRule(
        "home-folder",
        "name in a home folder",
        ("/home/", "/users/", "\\users\\"),
        r"(?:(?<![\w.-])/home/|(?<![\w.-])/(?-i:U)sers/|\b[A-Z]:\\{1,2}Users\\{1,2})(?P<v>[a-z][\w.-]{0,60}\w|[a-z])(?![\w-])",
        Group.PERSON,
        _is_person,
    ),
    PatternRule(
        "shell-prompt",
        "user in a shell prompt",
        ("@",),
        r"^\W{0,3}(?:\(\w{1,30}\)[ ]?)?(?P<v>[a-z_][\w.-]{0,40})@[a-z][\w.-]{0,80}[: ]{1,2}[~/][^\n]{0,80}?[$#%](?:\s|$)",
        Group.PERSON,
        _is_person,
    ),
    PatternRule(
        "shell-prompt",
        "user in a shell prompt",
        ("@", "%"),
        r"^\W{0,3}(?P<v>[a-z_][\w.-]{0,40})@[\w.-]{1,80}[ ][\w~/.-]{1,80}[ ]?\]?[%$#][ ]",
        Group.PERSON,
        _is_person,
    ),
    PatternRule(
        "unix-user", "user name", ("uid=",), r"\buid=\d{1,10}\((?P<v>[\w.-]{1,40})\)", Group.PERSON, _is_person
    ),
    PatternRule(
        "phone",
        "phone number",
        ("+", "tel:", "tel.", "phone", "mobile", "fax", "whatsapp", "hotline", "pager"),
        r"(?<![\w.+:/=-])(?:\+|00)?\(?\d{1,4}\)?(?:[ ./-]?\(?\d{2,5}\)?){2,5}(?![\w:.-]|[ ]?[A-Za-z]{1,3}/s)",
        Group.PERSON,
        lambda value, before: bool(re.search(r"[ ()/-]", value) or len(value) > 9) and _is_phone(value, before),
    ),
    PatternRule(
        "ssh-public-key",
        "SSH public key",
        ("ssh-rsa", "ssh-ed25519", "ecdsa-sha2"),
        r"\b(?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp\d{3}) AAAA[A-Za-z0-9+/=]{40,2000}(?: [\w.@-]{1,100})?",
        Group.PERSON,
    ),
)
