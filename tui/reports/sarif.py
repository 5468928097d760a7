"""SARIF 2.1.0, in the form that GitHub's code scanning accepts: rules with descriptions, results with fingerprints."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from checklists.text import clean
from tui.reports.remarks import FileRemarks, Remark

if TYPE_CHECKING:
    from tui.reports.remarks import Kind

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://pypi.org/project/aiconform/"
_ROOT = "%SRCROOT%"
"""Base of relative URIs: by convention, the root of the sources."""


def sarif(files: Sequence[FileRemarks], version: str) -> dict[str, Any]:
    """Build the document."""
    kinds = {remark.kind.code: remark.kind for file in files for remark in file.remarks}
    indexes = {code: index for index, code in enumerate(kinds)}
    results = [_result(file, remark, indexes[remark.kind.code]) for file in files for remark in file.remarks]
    rules = [_rule(kind) for kind in kinds.values()]
    driver = {"name": "aiconform", "informationUri": _HOME, "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(kind: Kind) -> dict[str, Any]:
    both = {"text": f"{kind.title} {kind.effect}"}
    return {"id": kind.code, "shortDescription": {"text": kind.title}, "fullDescription": both, "help": both}


def _result(file: FileRemarks, remark: Remark, rule: int) -> dict[str, Any]:
    text = clean(f"{remark.subject}: {remark.text}" if remark.subject else remark.text)
    place = {"artifactLocation": _artifact(file.path), "region": {"startLine": remark.line or 1}}
    return {
        "ruleId": remark.kind.code,
        "ruleIndex": rule,
        "level": remark.shown_level.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(remark)},
    }


def _artifact(path: str) -> dict[str, str]:
    uri = quote(os.fsencode(path))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _fingerprint(remark: Remark) -> str:
    """Identify a remark within its file, independent of its line and of any value.

    Without it, GitHub derives a fingerprint from the line, and shows a single alert for two missing fields.
    """
    named = f"{remark.kind.code}\0{remark.subject}".encode("utf-8", "surrogatepass")
    return f"{hashlib.sha256(named).hexdigest()[:16]}:{remark.number}"
