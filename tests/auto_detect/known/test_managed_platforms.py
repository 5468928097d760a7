"""Managed platforms: stored labels, machine types with accelerators, and similar machine types without."""

from auto_detect.known.managed_platforms import POOL_LABELS, is_accelerator_machine
from auto_detect.objects.core import kept_key

WITH = (
    *("gpu-pool", "gpupool", "p5.48xlarge", "p4d.24xlarge", "p6-b200.48xlarge", "g4dn.xlarge", "gr6f.4xlarge"),
    *("g6f.large", "g7e.12xlarge", "trn2u.48xlarge", "inf2.xlarge", "dl1.24xlarge", "dl2q.24xlarge", "eks-ng-g5"),
    *("gke-e2e-l4-grp", "a2-highgpu-1g", "a3-megagpu-8g", "a4x-highgpu-4g", "g2-standard-4", "g4-standard-48"),
    *("ct5lp-hightpu-4t", "Standard_NC24ads", "Standard_NC40ads_H100_v5", "Standard_ND96isr_H100_v5", "mi300x"),
    *("Standard_NV36ads_A10_v5", "gx3-16x80x1l4", "gx3d-160x1792x8h100", "gx2.8x64x1v100", "gd-8xh100ib-i128"),
    *("BM.GPU.H100.8", "VM.GPU.A10.1", "gpu-h100x1-80gb", "ecs.gn7i-c8g1.2xlarge", "ecs.ebmgn8v.48xlarge"),
    *("ecs.sccgn7ex.32xlarge", "ecs.vgn6i-m4-vws.xlarge", "GN7.2XLARGE32", "PNV4.7XLARGE116", "GN10Xp.2XLARGE40"),
    *("p2s.2xlarge.8", "pi2.2xlarge.4", "kai1s.3xlarge.1", "ecs.pni2.3xlarge", "vcg-a16-2c-8g-2vram"),
    *("l40s-1-48g", "h100-1-80g", "g1-gpu-rtx6000-1"),
)
WITHOUT = (
    *("worker-v2", "node-a1", "t4g", "t4g.large", "n1-standard", "pool-1", "", "m7i.large", "c5.4xlarge", "r8g.large"),
    *("Standard_D8s_v5", "Standard_A2_v2", "n2-standard-8", "e2-medium", "bx2.4x16", "VM.Standard.E5.Flex"),
    *("ecs.g6.large", "ecs.g7.2xlarge", "ecs.c7.large", "S5.LARGE8", "s6.large.2", "g6-standard-4", "g6-nanode-1"),
    *("g6-dedicated-8", "s-2vcpu-4gb", "general-purpose", "ng-apps", "p2p-nodes"),
)


def test_machine_types_and_groups_with_accelerators() -> None:
    assert [name for name in WITH if not is_accelerator_machine(name)] == []


def test_machine_types_and_groups_without() -> None:
    assert [name for name in WITHOUT if is_accelerator_machine(name)] == []


def test_every_pool_label_is_kept() -> None:
    assert all(kept_key(row.key) for row in POOL_LABELS)
    assert len({row.key for row in POOL_LABELS}) == len(POOL_LABELS)
