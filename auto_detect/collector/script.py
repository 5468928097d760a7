"""The shell script that collects with kubectl alone what a look at a cluster asks for, made from the areas."""

import importlib.resources
from collections.abc import Iterator
from urllib.parse import urlencode

from auto_detect.collector.followups.autoscaling import GREW
from auto_detect.known import components
from auto_detect.known.autoscaling import OPENSHIFT, REPORT_NAMESPACE
from auto_detect.objects.core import Object
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS, EVENTS, REPORT_NAME
from auto_detect.resources.registry import LISTED, SELECTED
from auto_detect.resources.resource import Area

_PAGES = 20
"""Pages of a list of which only a part is wanted: the script cannot know which part."""
_ONE_BY_ONE = frozenset({"apiextensions.k8s.io/customresourcedefinitions"})


def script() -> str:
    """The script, for a POSIX shell."""
    text = (importlib.resources.files("auto_detect") / "data" / "collect.sh").read_text()
    definitions = " \\\n    ".join(sorted(components.CRD_NAMES))
    return text.replace("{lists}\n", "".join(f"{line}\n" for line in _lists())).replace("{definitions}", definitions)


def _lists() -> Iterator[str]:
    for area in LISTED:
        yield _listed(area)
    for area in SELECTED:
        if area.key not in _ONE_BY_ONE:
            yield from _selected(area)


def _selected(area: Area[Object]) -> Iterator[str]:
    root = f"/apis/{area.group}/{area.versions[0]}" if area.group else f"/api/{area.versions[0]}"
    if area is AUTOSCALER_REPORTS:
        for namespace in (REPORT_NAMESPACE, OPENSHIFT[2]):
            yield f"get {root}/namespaces/{namespace}/{area.resource}/{REPORT_NAME}"
    elif area is EVENTS:
        query = urlencode({"limit": area.limit, "fieldSelector": GREW})
        yield f"get '{root}/{area.resource}?{query}'"
    else:
        yield f"pages {root}/{area.resource} {_PAGES}"


def _listed(area: Area[Object]) -> str:
    if not area.group:
        return f"pages /api/v1/{area.resource} 400"
    versions = " ".join(area.versions)
    if area.all_pages:
        return f"every {area.group} {area.resource} {versions}"
    return f"first {area.group} {area.resource} {area.limit} {versions}"
