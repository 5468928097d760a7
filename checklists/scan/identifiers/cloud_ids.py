"""Ids of accounts, projects and resources at cloud providers."""

import re

from checklists.scan.identifiers.patterns import SET, UUID
from checklists.scan.rule import Check, Group, PatternRule, Rule, accept
from checklists.text import lazy_pattern

_SEPARATED = {word: tuple(f"{word}{sign}id" for sign in ("", " ", "_", "-")) for word in ("app", "org")}
"""Hints for short words, which most words with these letters do not contain."""
_PUBLIC_ACCOUNTS = frozenset(
    {"602401143452", "763104351884", "123456789012", "000000000000", "111122223333", "709825985650"}
)
"""Registries that AWS publishes, and accounts of its documentation."""
_PUBLIC_PROJECTS = lazy_pattern(
    r"(?:cos-cloud|gke-.*|google[-a-z]*|k8s-.*|kubernetes-.*|ubuntu-os.*|debian-cloud|distroless|my-project.*|your-.*|project-id|projectid|example.*|default|cloud-.*)",
    re.I,
)


def _is_account(value: str, _: str) -> bool:
    return value.replace("-", "") not in _PUBLIC_ACCOUNTS


def _is_arn(value: str, _: str) -> bool:
    return re.search(r":\d{12}:", value) is not None and _is_account(re.findall(r":(\d{12}):", value)[0], "")


def _is_project(value: str, _: str) -> bool:
    return _PUBLIC_PROJECTS().fullmatch(value) is None


def _is_uuid(value: str, _: str) -> bool:
    return len(set(value)) > 4 and not value.startswith("12345678-1234")


def _has_digits(value: str, _: str) -> bool:
    return sum(c.isdigit() for c in value) > 1


def _is_generated(value: str, _: str) -> bool:
    rest = value.partition("-")[2]
    return sum(c.isdigit() for c in rest) > 1 and len(set(rest)) > 3 and not re.search("[a-z]{6,}", rest)


def _cloud(name: str, title: str, hints: tuple[str, ...], pattern: str, accepts: Check = accept) -> Rule:
    return PatternRule(name, title, hints, pattern, Group.CLOUD, accepts)


CLOUD_IDS: tuple[Rule, ...] = (
    _cloud(
        "arn",
        "Amazon resource name",
        ("arn:aws",),
        r"\barn:aws[a-z-]{0,12}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{12}:[\w/:.*+=@-]{1,300}",
        _is_arn,
    ),
    _cloud(
        "provider-id",
        "provider id of a node",
        ("providerid", "provider_id", "provider-id"),
        r"(?:\bprovider[-_]?id\\{0,3}[\"']?[ \t]{0,20}[:=][ \t]{0,20}\\{0,3}[\"']?(?P<v>[\w.-]{2,30}:/{0,3}[\w./:-]{4,300}))",
        lambda value, _: "kind://" not in value,
    ),
    _cloud(
        "provider-id",
        "provider id of a node",
        ("aws:///", "gce://", "azure:///", "vsphere://", "openstack://", "hcloud://"),
        r"\b(?:aws:/|gce:|azure:/|vsphere:|openstack:|hcloud:)//[\w./:-]{6,300}",
    ),
    _cloud(
        "account-id",
        "account id",
        ("account", "owner", "dkr.ecr.", "tenancy"),
        rf"(?:account|owner)(?:[ _-]?(?:id|number|no))?{SET}(?P<v>\d{{12}}|\d{{4}}-\d{{4}}-\d{{4}})(?![\w-])|(?<![\w.])\d{{12}}(?=\.dkr\.ecr\.)",
        _is_account,
    ),
    _cloud(
        "account-id",
        "account id",
        ("account", "owner", *_SEPARATED["app"]),
        rf"(?:account[ _-]?id|owner[ _-]?uin|app[ _-]?id|account[ _-]?uid){SET}(?P<v>\d{{9,16}})(?![\w-])",
        _is_account,
    ),
    _cloud(
        "project-id",
        "project id",
        ("project", "gce://"),
        r"(?:(?<![\w-])projects/|--project[= ]|\bproject[_-]?id\\{0,3}[\"']?[ \t]{0,20}[:=][ \t]{0,20}\\{0,3}[\"']?|\bgcp[_-]project\\{0,3}[\"']?[ \t]{0,20}[:=][ \t]{0,20}[\"']?"
        r"|\bgoogle_cloud_project=)(?P<v>[a-z][a-z0-9-]{4,28}[a-z0-9])(?![\w])",
        _is_project,
    ),
    _cloud(
        "project-number",
        "project number",
        ("project",),
        rf"(?:projects/|project[ _-]?(?:number|num){SET})(?P<v>\d{{9,14}})(?!\w)",
    ),
    _cloud(
        "project-id",
        "project id",
        ("project", "tenant"),
        rf"(?:project|tenant|os_project)[ _-]?(?:id){SET}(?P<v>[0-9a-f]{{32}})(?!\w)",
    ),
    _cloud(
        "subscription-id",
        "subscription id",
        ("subscription",),
        rf"subscriptions?(?:[ _-]?id)?(?:/|{SET})(?P<v>{UUID})",
        _is_uuid,
    ),
    _cloud(
        "tenant-id",
        "tenant id",
        ("tenant", "directory"),
        rf"(?:tenant|directory)(?:[ _-]?id)?{SET}/?(?P<v>{UUID})",
        _is_uuid,
    ),
    _cloud(
        "client-id",
        "id of a client, cluster or organization",
        (
            *("client", "cluster", "organi", "application", "object", "principal", "customer", "license"),
            *_SEPARATED["app"],
            *_SEPARATED["org"],
        ),
        r"(?:(?:client|cluster|organi[sz]ation|application|object|principal|customer|license)[ _-]?(?:id|uid|uuid)"
        rf"|(?:org|app)[ _-]?id){SET}(?P<v>{UUID})",
        _is_uuid,
    ),
    _cloud(
        "resource-group",
        "resource group",
        ("resourcegroup", "resource-group", "resource_group", "mc_"),
        r"(?:/resourceGroups/|resource[-_]?group(?:[-_]?name)?\\{0,3}[\"']?[ \t]{0,20}[:= ][ \t]{0,20}\\{0,3}[\"']?)(?P<v>[\w().-]{3,90})(?!\w)|\bMC_[\w.-]{5,80}",
        lambda value, _: not value.lower().startswith(("my", "your", "example", "name")),
    ),
    _cloud(
        "instance-id",
        "instance id",
        ("i-",),
        r"i-(?<![\w-]i-)(?:[0-9a-f]{17}|[0-9a-f]{8}|[a-z0-9]{20,22})(?![\w-])",
        _has_digits,
    ),
    _cloud("instance-id", "instance id", ("ins-",), r"ins-(?<![\w-]ins-)[a-z0-9]{8}(?![\w-])", _has_digits),
    _cloud(
        "instance-id",
        "instance id",
        ("instanceid", "instance id", "instance_id", "instance-id"),
        rf"\binstance[ _-]?id{SET}(?P<v>\d{{15,20}}|{UUID})(?![\w-])",
        _has_digits,
    ),
    _cloud(
        "network-id",
        "id of a network, subnet or security group",
        (
            "subnet-",
            "vpc-",
            "sg-",
            "eni-",
            "igw-",
            "rtb-",
            "nat-",
            "acl-",
            "tgw-",
            "vpce-",
            "eipalloc-",
            "eipassoc-",
            "pcx-",
            "vsw-",
        ),
        r"(?<![\w-])(?:subnet|vpc|sg|eni|igw|rtb|nat|acl|tgw|vpce|eipalloc|eipassoc|pcx|vsw)-(?:[0-9a-f]{17}|[0-9a-z]{8}|[a-z0-9]{17,25})(?![\w-])",
        _is_generated,
    ),
    _cloud(
        "storage-id",
        "id of a volume or file system",
        ("vol-", "fs-", "snap-", "fsap-", "cls-"),
        r"(?<![\w-])(?:vol|fs|snap|fsap|cls)-(?:[0-9a-f]{17}|[0-9a-z]{8}|[a-z0-9]{17,25})(?![\w-])",
        _is_generated,
    ),
    _cloud(
        "launch-template", "id of a launch template", ("lt-", "asg-"), r"(?<![\w-])(?:lt|asg)-[0-9a-f]{17}(?![\w-])"
    ),
    _cloud(
        "ocid",
        "Oracle Cloud id",
        ("ocid1.",),
        r"\bocid1\.[a-z]{2,30}\.[a-z0-9]{2,10}\.[a-z0-9-]{0,30}\.[a-z0-9]{10,80}",
    ),
    _cloud("crn", "IBM Cloud resource name", ("crn:v1:",), r"\bcrn:v1:[\w:/.-]{20,300}"),
)
