"""The tables agree with the queries: every name in a table is read from the cluster."""

import pytest

from auto_detect.analysis.reconciliation import HEALTHY
from auto_detect.collector.followups.controllers import controllers_to_query
from auto_detect.known import components, metrics
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.accelerator_resources import ROWS, Unit, accelerator_resource, vendor_of_resource
from auto_detect.known.gateways import IMPLEMENTATIONS
from auto_detect.known.inference import ROLE_LABELS
from auto_detect.known.managed_platforms import HARDWARE_LABELS, MACHINE_TYPES, POOL_LABELS
from auto_detect.known.networking import INTERFACE_RESOURCES
from auto_detect.known.sharing_labels import SHARING_LABELS
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome, ServedVersion

EVERY_OPERATOR = (*components.OPERATORS, components.COSCHEDULING)
LISTED = {(resource.group, resource.plural) for resource in registry.LISTABLE}


@pytest.mark.parametrize("operator", EVERY_OPERATOR, ids=lambda operator: operator.name)
def test_an_operators_objects_are_read(operator: components.Operator) -> None:
    assert (operator.group, operator.resource) in LISTED
    assert operator.crd in components.CRD_NAMES
    assert any(group in operator.groups for group, _ in HEALTHY) or operator is components.COSCHEDULING


@pytest.mark.parametrize("operator", EVERY_OPERATOR, ids=lambda operator: operator.name)
def test_an_operators_controllers_are_queried(operator: components.Operator) -> None:
    served = (ServedVersion("v1", (operator.resource,)),)
    looked_for = controllers_to_query(Discovery(ReadOutcome.READ, {operator.group: served}))
    assert set(operator.controllers) <= set(looked_for)
    for controller in operator.controllers:
        for key, value in (*controller.labels, *controller.also_select):
            selector = next(s for s in components.selectors(looked_for) if s.startswith(f"{key} in ("))
            assert value in selector.removeprefix(f"{key} in (").removesuffix(")").split(",")


def test_metrics_adapters_are_queried() -> None:
    (selector,) = (s for s in components.SERVICE_SELECTORS if s.startswith("app.kubernetes.io/name "))
    asked = selector.partition("(")[2].rstrip(")").split(",")
    assert set(metrics.PROMETHEUS_NAMES) <= set(asked)


def test_without_served_apis_two_queries_find_controllers() -> None:
    found = components.selectors(controllers_to_query(Discovery(ReadOutcome.READ)))
    assert [selector.partition(" ")[0] for selector in found] == ["app", "app.kubernetes.io/name"]
    assert len(components.selectors(controllers_to_query(Discovery(ReadOutcome.DENIED)))) == 5


def test_resources_that_prove_reconciliation_are_read() -> None:
    assert set(HEALTHY) <= LISTED


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gpu", True),
        ("gpus", True),
        ("amdgpu-partition", True),
        ("gpu-0", True),
        ("mig", True),
        ("npu.vendor.example", True),
        ("TPU", True),
        ("cpu", False),
        ("input", False),
        ("output", False),
        ("nic", False),
        ("migration", False),
        ("", False),
    ],
)
def test_accelerator_words_in_names(text: str, says: bool) -> None:
    assert names_accelerator(text) is says


@pytest.mark.parametrize(
    ("key", "vendor"),
    [
        ("nvidia.com/gpu", "NVIDIA"),
        ("nvidia.com/mig-1g.10gb", "NVIDIA"),
        ("amd.com/spx_nps1", "AMD"),
        ("intel.com/gpu", "Intel"),
        ("intel.com/gaudi", "Intel Gaudi"),
        ("huawei.com/Ascend910A", "Huawei Ascend"),
        ("google.com/tpu", "Google TPU"),
        ("aws.amazon.com/neuroncore", "AWS Neuron"),
        ("cambricon.com/mlu", "Cambricon"),
        ("hygon.com/dcu", "Hygon"),
        ("gpu.intel.com/xe_monitoring", None),
        ("huawei.com/Ascend910A-core", None),
        ("volcano.sh/vgpu-memory", None),
        ("vpc.amazonaws.com/efa", None),
        ("rdma/hca_shared_devices_a", None),
        ("intel.com/sriov_vf", None),
        ("networking.gke.io.networks/gpu-nic0", None),
        ("nvidia.com/hostdev", None),
        ("example.com/gpu", "example.com"),
        ("example.com/a100-gpu", "example.com"),
        ("example.com/gpu-memory", None),
    ],
)
def test_vendors_of_allocatable_resources(key: str, vendor: str | None) -> None:
    assert vendor_of_resource(key) == vendor


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("aliyun.com/gpu-mem", Unit.AMOUNT),
        ("volcano.sh/vgpu-cores", Unit.AMOUNT),
        ("volcano.sh/vgpu-number", Unit.SHARE),
        ("cambricon.com/mlu370.share", Unit.SHARE),
        ("cambricon.com/mlu370.mim-2m.8gb", Unit.PARTITION),
        ("cambricon.com/mlu370", Unit.DEVICE),
        ("birentech.com/1-4-gpu", Unit.PARTITION),
        ("furiosa.ai/rngd-4core.24gb", Unit.PARTITION),
        ("furiosa.ai/rngd", Unit.DEVICE),
        ("rebellions.ai/npu", Unit.DEVICE),
        ("huawei.com/Ascend910A-core", Unit.AMOUNT),
        ("nvidia.com/TU104GL_Tesla_T4", Unit.VIRTUAL_MACHINE),
        ("nvidia.com/NVIDIA_A100-10C", Unit.VIRTUAL_GPU),
        ("example.com/gpu-memory", Unit.UNKNOWN),
        ("example.com/vgpu", Unit.UNKNOWN),
        ("nvidia.com/mystery", Unit.UNKNOWN),
        ("nvidia.com/gpu", Unit.DEVICE),
        ("example.com/npu", Unit.DEVICE),
        ("gpu.intel.com/sriov-vf", Unit.UNKNOWN),
        ("intel.com/sriov-vf", None),
        ("example.com/widget", None),
        ("gpu.intel.com/i915_monitoring", None),
    ],
)
def test_meaning_of_a_resources_units(key: str, unit: Unit | None) -> None:
    found = accelerator_resource(key)
    assert (found.unit if found else None) == unit


def test_every_row_has_its_source_and_the_date_it_was_seen() -> None:
    rows = [
        *((row.pattern, row.source, row.seen) for row in ROWS),
        *((row.pattern, row.source, row.seen) for row in INTERFACE_RESOURCES),
        *((row.key, row.source, row.seen) for row in (*POOL_LABELS, *HARDWARE_LABELS, *SHARING_LABELS, *ROLE_LABELS)),
        *((row.provider, row.source, row.seen) for row in MACHINE_TYPES),
        *((row.name, row.source, row.seen) for row in IMPLEMENTATIONS),
    ]
    assert [name for name, source, seen in rows if not source.startswith("https://") or not seen] == []
    assert all(row.pattern == row.pattern.lower() for row in ROWS)
    assert len({row.pattern for row in ROWS}) == len(ROWS)
