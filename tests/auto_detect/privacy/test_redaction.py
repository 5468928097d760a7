"""Private data never enters a snapshot, and findings do not depend on it."""

import json
import re
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import collect
from auto_detect.collector.decode import decode_page
from auto_detect.detectors.detect import DETECTORS
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import QueryResult, Scrape, ScrapeResult, ScrapeTarget
from auto_detect.privacy.pseudonyms import Pseudonyms, cluster_of_context
from auto_detect.privacy.redaction import Redactor, UndeclaredTextKind
from auto_detect.resources import registry
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from auto_detect.text_kinds import TextKind, Word
from checklists.model.finding import Finding
from tests.auto_detect.privacy.private_objects import FREE, IDENTIFYING, MARKS, NAMES, OWN, planted
from tests.conftest import SHARED
from tests.server.cluster import FakeCluster, Obj, obj, small
from tests.server.stub import Answer, status

SERVED = Discovery(ReadOutcome.READ)
UID = "0d3f1b52-9e4a-4c3e-8f5d-2f6a7b8c9d0e"


# --- every field -------------------------------------------------------------------------------------


def test_every_stored_text_has_a_kind() -> None:
    """A new `str` field needs a kind of `auto_detect.text_kinds`: Word, Name, NodeName ..."""
    for resource in RESOURCES:
        Redactor(Pseudonyms())(resource.type())


def test_every_stored_metric_text_has_a_kind() -> None:
    exposed = ScrapeResult(
        ScrapeTarget(namespace="bigbank"), ReadOutcome.DENIED, "Not allowed to list pods in bigbank."
    )
    hidden = Redactor(Pseudonyms(UID))(Scrape(exposed=[exposed], queried=[QueryResult()]))
    assert "bigbank" not in repr(hidden)
    assert hidden.exposed[0].target.namespace == Pseudonyms(UID).name_for(TextKind.NAMESPACE, "bigbank")


def test_a_text_without_a_kind_is_rejected() -> None:
    class Inner(Object, frozen=True):
        fine: Word = ""
        new: dict[Word, list[str]] = msgspec.field(default_factory=dict)

    class Outer(Object, frozen=True):
        inner: Inner = Inner()

    class Anything(Object, frozen=True):
        new: dict[Word, object] = msgspec.field(default_factory=dict)

    for kind, field in ((Outer, "Inner.new"), (Anything, "Anything.new")):
        with pytest.raises(UndeclaredTextKind, match=rf"^{field}: "):
            Redactor(Pseudonyms())(kind())


def private(resource: Resource[Any], texts: Iterable[str]) -> tuple[Any, ...]:
    """Return objects with private text in every string."""
    items = [planted(resource.type, text, option=option) for text in texts for option in range(3)]
    page = decode_page(json.dumps({"items": items}).encode(), resource)
    assert not page.malformed
    return page.items


def kept(resource: Resource[Any], objects: tuple[Any, ...], *, keep: bool) -> str:
    """Return the snapshot file's text for these objects."""
    redact = Redactor(Pseudonyms(UID, keep=keep))
    listing: Listing[Any] = Listing(ReadOutcome.READ, "v1", tuple(map(redact, objects)))
    data = encode_snapshot(Snapshot("2026-11-24T09:08:07Z", "v1", "x", SERVED, {resource.group_resource: listing}))
    assert decode_snapshot(data).listings
    return data.decode()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.group_resource)
def test_no_field_stores_private_text(resource: Resource[Any]) -> None:
    identifying = private(resource, IDENTIFYING)
    for keep in (False, True):
        data = kept(resource, identifying, keep=keep).lower()
        assert not [data[max(0, data.find(mark) - 200) :][:400] for mark in MARKS if mark in data]
    assert OWN not in kept(resource, private(resource, [""]), keep=False)


@pytest.mark.parametrize("text", IDENTIFYING)
def test_identifiers_are_redacted_in_every_kind_of_text(text: str) -> None:
    for kind in TextKind:
        if kind is not TextKind.QUANTITY and (kind, text) != (TextKind.PHRASE, FREE):
            assert not [mark for mark in MARKS if mark in Pseudonyms(UID, keep=True).name_for(kind, text).lower()]


# --- names -------------------------------------------------------------------------------------------


PUBLIC = {
    TextKind.WORD: (
        "gpu.nvidia.com",
        "gateway.envoyproxy.io/gatewayclass-controller",
        "v1.37.2",
        "containerd://2.1.4",
        "*",
    ),
    TextKind.PHRASE: ("NVIDIA H200", "AMD Instinct MI300X"),
    TextKind.NAME: ("kueue-controller-manager", "cq", "v4.2.3-4.1.3", "gpu-operator-v25.3.0"),
    TextKind.NAMESPACE: ("default", "kube-system", "kueue-system", "gpu-operator", "openshift-monitoring"),
    TextKind.CONTEXT: ("edge-1", "kubernetes-admin@kubernetes", "team_a"),
    TextKind.QUANTITY: ("8", "143771Mi", "154618822656", "1.5", "2e3"),
}


def test_well_known_names_stay() -> None:
    names = Pseudonyms(UID)
    for kind, texts in PUBLIC.items():
        assert [names.name_for(kind, text) for text in texts] == list(texts)


@pytest.mark.parametrize("kind", NAMES)
def test_vendor_names_become_pseudonyms_unless_kept(kind: TextKind) -> None:
    name = NAMES[kind]
    called = Pseudonyms(UID).name_for(kind, name)
    beginning = TextKind.HOST if kind is TextKind.NAME else kind
    assert re.fullmatch(rf"{beginning}-[0-9a-f]{{10}}", called)
    assert called == Pseudonyms(UID).name_for(kind, name)
    assert called != Pseudonyms("another cluster").name_for(kind, name)
    assert Pseudonyms().name_for(kind, name) != Pseudonyms().name_for(kind, name)
    assert Pseudonyms(UID, keep=True).name_for(kind, name) == name


def test_account_ids_in_context_names_are_redacted() -> None:
    assert cluster_of_context("arn:aws:eks:eu-west-1:123456789012:cluster/prod") == "prod"
    assert cluster_of_context("gke_corp-project_europe-west1-b_prod") == "prod"
    assert cluster_of_context("kubernetes-admin@kubernetes") == "kubernetes-admin@kubernetes"


def test_only_valid_names_of_this_collection_are_restored() -> None:
    names = Pseudonyms(UID)
    called = names.name_for(TextKind.NAMESPACE, "bigbank-prod")
    hostile = names.name_for(TextKind.NAMESPACE, "../../secrets")
    assert names.restore(f"/api/v1/namespaces/{called}/pods") == "/api/v1/namespaces/bigbank-prod/pods"
    assert names.restore(f"/api/v1/namespaces/{hostile}/pods") == f"/api/v1/namespaces/{hostile}/pods"
    assert names.restore("node-0123456789") == "node-0123456789"


# --- a whole collection ------------------------------------------------------------------------------


def webhook(namespace: str) -> Obj:
    hook = {
        "name": "v.kb.io",
        "clientConfig": {"service": {"name": "ray-webhook", "namespace": namespace}, "caBundle": "eHg="},
        "rules": [{"apiGroups": ["ray.io"], "resources": ["*"]}],
    }
    return obj("ray", webhooks=[hook])


@pytest.fixture
def bank(cluster: FakeCluster) -> FakeCluster:
    """Serve a cluster whose namespaces carry the vendor's names."""
    small(cluster)
    cluster.serve("v1/namespaces", {"metadata": {"name": "kube-system", "uid": UID}})
    cluster.serve("v1/nodes", obj("bigbank-7"))
    cluster.serve("admissionregistration.k8s.io/v1/validatingwebhookconfigurations", webhook("bigbank-prod"))
    cluster.serve(
        "discovery.k8s.io/v1/endpointslices",
        obj(
            "ray-1",
            "bigbank-prod",
            {"kubernetes.io/service-name": "ray-webhook"},
            endpoints=[{"nodeName": "bigbank-7", "addresses": ["10.66.77.88"]}],
        ),
    )
    cluster.serve("apps/v1/deployments", obj("renamed", "bigbank-prod"))
    cluster.serve("apps/v1/deployments", *(obj(f"other-{n}", "shop") for n in range(500)))  # More than one page.
    return cluster


def test_references_between_pseudonyms_stay_consistent(bank: FakeCluster, reader: KubeReader) -> None:
    snapshot = collect(reader)
    assert any("/namespaces/bigbank-prod/deployments" in path for path in bank.paths())
    (node,) = snapshot.listing(registry.NODES).items
    (piece,) = snapshot.listing(registry.ENDPOINT_SLICES).items
    (hook,) = snapshot.listing(registry.VALIDATING_WEBHOOKS).items
    (deployment,) = snapshot.listing(registry.DEPLOYMENTS).items
    service = hook.webhooks[0].client_config.service
    assert service is not None
    assert piece.endpoints is not None
    assert service.namespace == piece.metadata.namespace == deployment.metadata.namespace
    assert node.metadata.name == piece.endpoints[0].node_name
    assert b"bigbank" not in encode_snapshot(snapshot)
    again = collect(reader)
    assert (again.names, again.listings) == (snapshot.names, snapshot.listings)


def test_names_are_kept_on_request(bank: FakeCluster, reader: KubeReader) -> None:
    snapshot = collect(reader, keep_names=True)
    assert snapshot.names.kept
    assert [node.metadata.name for node in snapshot.listing(registry.NODES).items] == ["bigbank-7"]
    assert snapshot.listing(registry.DEPLOYMENTS).items[0].metadata.namespace == "bigbank-prod"


@pytest.mark.parametrize("answer", [status(500, "at 10.66.77.88"), status(503, "bigbank"), Answer(b"", length=9)])
def test_error_reasons_contain_no_names_or_addresses(bank: FakeCluster, reader: KubeReader, answer: Answer) -> None:
    asked = ("/apis/apps/v1/namespaces/bigbank-prod/deployments", "/api/v1/nodes")
    bank.overrides = dict.fromkeys(asked, answer)
    bank.denied.add("endpointslices")
    snapshot = collect(reader)
    assert not snapshot.listing(registry.NODES).readable
    data = encode_snapshot(snapshot)
    assert not [word for word in (b"bigbank", b"127.0.0.1", b"10.66") if word in data], snapshot.errors
    assert any("/namespaces/namespace-" in error for error in snapshot.errors) or answer.status == 200


def test_a_malformed_object_is_named_by_its_pseudonym(bank: FakeCluster, reader: KubeReader) -> None:
    bank.overrides["/api/v1/nodes"] = Answer({"items": [obj("bigbank-7"), obj("bigbank-8", status=[1])]})
    snapshot = collect(reader)
    (error,) = snapshot.errors
    assert re.search(r"Node node-[0-9a-f]{10}\.$", error), error


def test_without_a_cluster_id_pseudonyms_are_random(bank: FakeCluster, reader: KubeReader) -> None:
    bank.denied.add("/api/v1/namespaces/kube-system")
    first, second = collect(reader), collect(reader)
    assert first.names != second.names
    assert b"bigbank" not in encode_snapshot(first)
    assert "get namespaces in kube-system" in [str(permission) for permission in first.denied]


# --- findings ----------------------------------------------------------------------------------------


@pytest.fixture
def recorded(cluster: FakeCluster) -> FakeCluster:
    """Serve a working cluster whose namespaces and nodes carry the vendor's names."""
    path = SHARED / "clusters" / "living-1.37.json"
    if not path.is_file():
        pytest.skip(f"the recorded cluster is not at {path}")
    text = path.read_text()
    for before, after in (("kueue-system", "bigbank-queues"), ("gpu-operator", "bigbank-gpus"), ("serving", "bigbank")):
        text = text.replace(before, after)
    for key, answer in json.loads(text).items():
        if key.endswith(" (aggregated)"):
            kind = {"kind": "APIGroupDiscoveryList", **answer}
            cluster.overrides[key.removesuffix(" (aggregated)")] = Answer(kind)
        elif key == "/version":
            cluster.overrides[key] = Answer(answer)
        else:
            cluster.serve(key.removeprefix("/apis/").removeprefix("/api/"), *answer["items"])
    return cluster


def test_findings_differ_only_in_names(recorded: FakeCluster, reader: KubeReader) -> None:
    called, own = collect(reader), collect(reader, keep_names=True)
    assert b"bigbank" not in encode_snapshot(called)
    assert b"bigbank" in encode_snapshot(own)
    for requirement, detector in DETECTORS.items():
        first, second = detector(called), detector(own)
        assert (first.outcome, first.suggested_status) == (second.outcome, second.suggested_status), requirement
        assert shape(first) == shape(second)


def shape(finding: Finding) -> object:
    """Return a finding's content with every vendor name replaced by the same placeholder."""
    text = json.dumps(msgspec.to_builtins(finding))
    text = re.sub(rf"(?:{'|'.join(TextKind)})-[0-9a-f]{{10}}|bigbank(?:-queues|-gpus)?|\b[cg]pu-[0-9]\b", "*", text)
    text = text.replace("/namespaces/a/", "/namespaces/*/").replace('"namespace": "a"', '"namespace": "*"')
    found = json.loads(text)
    found["observations"].sort(key=repr)
    return found
