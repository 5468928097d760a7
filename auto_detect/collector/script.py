"""Shell script that collects the same data with kubectl only, generated from the resources."""

import importlib.resources
from collections.abc import Iterator
from urllib.parse import urlencode

from auto_detect.collector.followups.autoscaling import SCALE_UP_EVENTS
from auto_detect.collector.followups.controllers import CONTROLLER_LEASES
from auto_detect.known import components
from auto_detect.known.autoscaling import OPENSHIFT, REPORT_NAMESPACE
from auto_detect.objects.core import Object
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS, EVENTS, REPORT_NAME
from auto_detect.resources.registry import LEASES, LISTABLE, SELECTED
from auto_detect.resources.resource import Resource

_PAGES = 20
"""Pages of a list of which a collection reads only parts; the script cannot know which parts."""
_FETCHED_BY_NAME = frozenset({"apiextensions.k8s.io/customresourcedefinitions"})


def script() -> str:
    """Return the script for a POSIX shell."""
    text = (importlib.resources.files("auto_detect") / "data" / "collect.sh").read_text()
    definitions = " \\\n    ".join(sorted(components.CRD_NAMES))
    return text.replace("{lists}\n", "".join(f"{line}\n" for line in _lists())).replace("{definitions}", definitions)


def _lists() -> Iterator[str]:
    for resource in LISTABLE:
        yield _list_command(resource)
    for resource in SELECTED:
        if resource not in LISTABLE and resource.group_resource not in _FETCHED_BY_NAME:
            yield from _select_commands(resource)


def _select_commands(resource: Resource[Object]) -> Iterator[str]:
    root = f"/apis/{resource.group}/{resource.versions[0]}" if resource.group else f"/api/{resource.versions[0]}"
    if resource is AUTOSCALER_REPORTS:
        for namespace in (REPORT_NAMESPACE, OPENSHIFT[2]):
            yield f"get {root}/namespaces/{namespace}/{resource.plural}/{REPORT_NAME}"
    elif resource is LEASES:
        query = urlencode({"limit": resource.limit, "fieldSelector": CONTROLLER_LEASES})
        yield f"get '{root}/{resource.plural}?{query}'"
    elif resource is EVENTS:
        query = urlencode({"limit": resource.limit, "fieldSelector": SCALE_UP_EVENTS})
        yield f"get '{root}/{resource.plural}?{query}'"
    else:
        yield f"pages {root}/{resource.plural} {_PAGES}"


def _list_command(resource: Resource[Object]) -> str:
    if not resource.group:
        return f"pages /api/v1/{resource.plural} 400"
    versions = " ".join(resource.versions)
    if resource.all_pages:
        return f"every {resource.group} {resource.plural} {versions}"
    return f"first {resource.group} {resource.plural} {resource.limit} {versions}"
