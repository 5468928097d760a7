"""Metadata fields that the program's check does not verify: URLs, email address, versions."""

import re
from collections.abc import Iterator

from checklists.advice.context import AdviceCase
from checklists.model.base_certificate import certified, link_to
from checklists.model.problem import Problem
from checklists.rules.context import quote_text
from checklists.text import clean_line

_NONE = re.compile(r"n/?a|none|no|-+|tbd|todo|not applicable|not available", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>(),;:\"]+@(?:[^@\s.<>(),;:\"]+\.)+[^@\s.<>(),;:\"\d]{2,}")
_VERSION = re.compile(r"v?([0-9]+\.[0-9]+)(?:[.+-].*)?")
_UNFINISHED = re.compile(
    r"(?:^|[-+._~ ]|(?<=[0-9]))(alpha|beta|canary|dev|ea|milestone|nightly|pre|preview|rc|snapshot)(?=[-+._~ 0-9]|$)",
    re.IGNORECASE,
)


def no_link(case: AdviceCase) -> Iterator[Problem]:
    """Report `url-without-scheme`; the check requests only values that begin with http."""
    for key, text in case.metadata.items():
        if not key.endswith("Url") or key == "k8sConformanceUrl" or text.startswith("http"):
            continue
        hint = f"Use a complete URL, for example https://{text}" if "." in text and " " not in text else ""
        if not hint:
            hint = "Begin with https://."
        if key == "repoUrl" and _NONE.fullmatch(text):
            hint = 'Without a public repository, write `repoUrl: ""`.'
        yield case.at_field("url-without-scheme", key, f"{quote_text(text)} is not a complete URL.", hint)


def mail_form(case: AdviceCase) -> Iterator[Problem]:
    """Report `e-mail-form`: a malformed email address."""
    text = case.metadata.get("contactEmailAddress", "")
    if text and not _MAIL.fullmatch(text.removeprefix("mailto:")):
        message = f"{quote_text(text)} is not a valid email address."
        hint = "Enter one address without a name: the program sends renewal notices to it."
        yield case.at_field("e-mail-form", "contactEmailAddress", message, hint)


def version_of_folder(case: AdviceCase) -> Iterator[Problem]:
    """Report `kubernetes-version-differs`; the folder decides which checklist applies, not the field."""
    text, minor = case.metadata.get("kubernetesVersion", ""), case.checklist.minor
    found = _VERSION.fullmatch(text)
    if text and (found is None or found[1] != minor):
        message = f"kubernetesVersion is {quote_text(text)}, but the folder is {case.folder}."
        hint = f"Write v{minor}, or move the folder: each submission is for one Kubernetes minor."
        yield case.at_field("kubernetes-version-differs", "kubernetesVersion", message, hint)


def base_of_folder(case: AdviceCase) -> Iterator[Problem]:
    """Report `base-version-differs`: the base certificate has to be for the same minor."""
    found = certified(case.metadata.get("k8sConformanceUrl", ""))
    if found is not None and found[0] != case.checklist.minor:
        message = f"The base certificate is for Kubernetes {found[0]}, the submission for {case.checklist.minor}."
        right = link_to(case.checklist.minor, clean_line(found[1], limit=80))
        hint = f"Get that certificate first, then write {right}"
        yield case.at_field("base-version-differs", "k8sConformanceUrl", message, hint)


def unfinished_version(case: AdviceCase) -> Iterator[Problem]:
    """Report `platform-version-unfinished`: certificates are for released versions."""
    text = case.metadata.get("platformVersion", "")
    found = _UNFINISHED.search(text)
    if found is not None:
        message = f"{quote_text(text)} looks like a pre-release version: {quote_text(found[1])}."
        hint = "Certify the released version; unreleased products get a private review."
        yield case.at_field("platform-version-unfinished", "platformVersion", message, hint)
