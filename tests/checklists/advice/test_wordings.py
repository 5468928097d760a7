"""Wordings of notes under the status Implemented: what denies or defers the requirement, and what describes it."""

import pytest

from checklists.advice.contradictions import denies

AUTOSCALING = "cluster_autoscaling"
SHARING = "gpu_sharing"
VIRTUAL = "virtualized_accelerator"
NETWORKING = "high_performance_networking"
SANDBOXING = "workload_sandboxing"
DISAGGREGATED = "disaggregated_inference"
DRIVERS = "driver_runtime_management"
GANG = "gang_scheduling"
INFERENCE = "ai_inference"
ACCESS = "secure_accelerator_access"
METRICS = "accelerator_metrics"
SERVICE_METRICS = "ai_service_metrics"
CONTROLLER = "robust_controller"
POD_AUTOSCALING = "pod_autoscaling"


@pytest.mark.parametrize(
    ("requirement", "notes"),
    [
        (AUTOSCALING, "Customers bring their own autoscaler."),
        (AUTOSCALING, "Users bring their own cluster autoscaler; the distribution only provides the node API."),
        (AUTOSCALING, "Cluster autoscaling is left to the customer."),
        (AUTOSCALING, "Autoscaling is left to the infrastructure provider."),
        (AUTOSCALING, "Nebula does not ship a cluster autoscaler."),
        (AUTOSCALING, "The autoscaler is not shipped with the product."),
        (AUTOSCALING, "The cluster autoscaler is on our roadmap for Q3 2027."),
        (AUTOSCALING, "Planned for release 5.0."),
        (AUTOSCALING, "Support is planned for the next major version."),
        (AUTOSCALING, "Out of scope for this product."),
        (AUTOSCALING, "Autoscaling is the responsibility of the customer."),
        (AUTOSCALING, "Node autoscaling is handled outside of the product by the customer's IaaS."),
        (AUTOSCALING, "It is up to the customer to deploy an autoscaler."),
        (AUTOSCALING, "The autoscaler must be installed by the user; it is not part of the deliverable."),
        (
            AUTOSCALING,
            "The platform is delivered with a static number of nodes and therefore this point is not to be considered.",
        ),
        (AUTOSCALING, "An autoscaler is by us not delivered."),
        (AUTOSCALING, "This is in our product not foreseen."),
        (AUTOSCALING, "Here not relevant, because the nodes are fixed."),
        (AUTOSCALING, "A cluster autoscaling is not given."),
        (AUTOSCALING, "Autoscaling functionality has been left out of the on-premises edition."),
        (AUTOSCALING, "We deliberately omitted the cluster autoscaler."),
        (AUTOSCALING, "The product refrains from shipping an autoscaler."),
        (AUTOSCALING, "Cluster autoscaling is absent."),
        (AUTOSCALING, "Automatic scaling of nodes will be delivered in 5.0."),
        (AUTOSCALING, "We will add support in version 5."),
        (AUTOSCALING, "We are working on support for cluster autoscaling."),
        (AUTOSCALING, "Under development."),
        (AUTOSCALING, "Work in progress."),
        (AUTOSCALING, "Coming soon."),
        (AUTOSCALING, "To be implemented."),
        (AUTOSCALING, "Not available."),
        (AUTOSCALING, "Autoscaler: none."),
        (AUTOSCALING, "Nodes are added manually by the administrator."),
        (AUTOSCALING, "Nodes can only be added by hand."),
        (AUTOSCALING, "Scaling is a manual process."),
        (AUTOSCALING, "The requirement falls away on bare metal."),
        (AUTOSCALING, "The conditional clause is unfulfilled."),
        (AUTOSCALING, "Since we provide no such mechanism, the requirement is met trivially."),
        (AUTOSCALING, "The premise is false on our platform."),
        (AUTOSCALING, "Fixed-size clusters; nothing to scale."),
        (AUTOSCALING, "Our appliance consists of exactly four servers; scaling is impossible."),
        (AUTOSCALING, "It is impossible to add nodes automatically."),
        (AUTOSCALING, "Unable to scale nodes automatically."),
        (AUTOSCALING, "We opted not to include one."),
        (AUTOSCALING, "Rather than shipping an autoscaler we size the cluster at install."),
        (AUTOSCALING, "Neither Cluster Autoscaler nor Karpenter are part of the installation."),
        (AUTOSCALING, "The community autoscaler isn't something we support."),
        (AUTOSCALING, "Nicht relevant, da feste Knotenzahl."),
        (AUTOSCALING, "Entfällt."),
        (AUTOSCALING, "Noch nicht verfügbar; geplant für 5.0."),
        (AUTOSCALING, "Non pris en charge."),  # codespell:ignore
        (AUTOSCALING, "No soportado."),
        (AUTOSCALING, "当前版本暂未支持"),
        (AUTOSCALING, "不涉及"),
        (AUTOSCALING, "対応予定です。"),
        (AUTOSCALING, "미구현"),
        (SHARING, "MIG and time-slicing are planned for 5.0."),
        (SHARING, "GPU sharing is on the roadmap."),
        (SHARING, "GPU sharing is left to the customer."),
        (SHARING, "Is not supported from our side."),
        (SHARING, "GPU sharing wird von uns nicht angeboten."),
        (SHARING, "The sharing of GPUs is at the moment not possible."),
        (SHARING, "Will be available with Nebula 5."),
        (VIRTUAL, "vGPU: no."),
        (VIRTUAL, "Users bring their own vGPU manager; the platform ships nothing."),
        (NETWORKING, "RDMA is not enabled on our nodes."),
        (NETWORKING, "We plan to support RDMA with the next hardware generation."),
        (NETWORKING, "Only TCP networking; RDMA is deferred."),
        (SANDBOXING, "Kata is being evaluated; nothing is shipped today."),
        (SANDBOXING, "Sandboxing was postponed to 2027."),
        (DISAGGREGATED, "llm-d is still experimental in our labs and has not been released to customers."),
        (DRIVERS, "Drivers are installed manually by the customer."),
        (DRIVERS, "Driver installation is the customer's responsibility."),
        (INFERENCE, "Gateway API support will come in 5.0."),
        (INFERENCE, "Ingress is used; Gateway API is not yet part of the product."),
        (ACCESS, "Isolation between containers is not guaranteed."),
        (METRICS, "GPU metrics are not exposed."),
        (METRICS, "Metrics are not collected by the platform; customers run their own monitoring."),
        (SERVICE_METRICS, "No metrics are collected from inference services."),
        (POD_AUTOSCALING, "HPA doesn't work with GPU metrics."),
        (POD_AUTOSCALING, "Scaling on custom metrics is not functional in this release."),
        (
            AUTOSCALING,
            "Nebula Edge runs on a fixed number of pre-installed servers. Node autoscaling therefore does not "
            "come into play for this product.",
        ),
        (
            AUTOSCALING,
            "The product targets bare metal. Nodes are provisioned by the customer via their own tooling, and no "
            "autoscaler component is part of the product.",
        ),
        (AUTOSCALING, "As nodes are physical, there is no mechanism to grow or shrink the cluster."),
        (AUTOSCALING, "Our distribution leaves cluster autoscaling to the underlying cloud."),
        (AUTOSCALING, "Scaling of worker nodes is currently performed by our support team on request."),
        (AUTOSCALING, "Cluster autoscaling is considered for a future release."),
        (AUTOSCALING, "This capability has yet to be released."),
        (AUTOSCALING, "Since the number of nodes is static, we consider this requirement as fulfilled."),
        (AUTOSCALING, "We believe this requirement does not concern us."),
        (AUTOSCALING, "We are not offering autoscaling in this edition."),
        (AUTOSCALING, "Auto scaling has not been integrated so far."),
        (AUTOSCALING, "Autoscaling functionality is missing."),
        (AUTOSCALING, "Not part of our scope."),
        (AUTOSCALING, "Customers who need it can integrate the cluster autoscaler themselves; Nebula provides none."),
        (AUTOSCALING, 'The conditional "if" is not satisfied for our platform.'),
        (AUTOSCALING, "It isn't applicable for us, as there is no cloud API."),
        (
            AUTOSCALING,
            "Nebula on-prem has no cluster autoscaler or equivalent mechanism, thus the requirement is met by default.",
        ),
        (AUTOSCALING, "No cluster autoscaler is provided by the platform."),
        (AUTOSCALING, "The feature is scheduled for 2027."),
        (AUTOSCALING, "Targeted for the 5.1 release."),
        (AUTOSCALING, "Support for GPU node groups is expected in Q2 2027."),
        (AUTOSCALING, "The product does not scale nodes."),
        (AUTOSCALING, "We do not scale node groups automatically."),
        (AUTOSCALING, "Nodes do not scale automatically."),
        (AUTOSCALING, "The cluster cannot scale up or down on its own."),
        (AUTOSCALING, "Autoscaling is switched off in this product."),
        (AUTOSCALING, "An autoscaler does not exist."),
        (AUTOSCALING, "Without an autoscaler: the cluster size is fixed."),
        (AUTOSCALING, "Autoscaling: not available"),
        (AUTOSCALING, "status is Implemented because the requirement is conditional and we have no autoscaler"),
        (SHARING, "Each GPU is assigned exclusively to one pod; sharing is not offered."),
        (SHARING, "Only exclusive allocation. Sharing mechanisms are not part of this release."),
        (SHARING, "Neither MIG nor time-slicing can be used on the platform today."),
        (VIRTUAL, "Virtualized GPUs are not part of our portfolio."),
        (VIRTUAL, "We have not yet certified any vGPU."),
        (NETWORKING, "RDMA is something we intend to offer in 2027."),
        (SANDBOXING, "Sandboxed containers are a roadmap item."),
        (DISAGGREGATED, "Disaggregated inference was not evaluated on the platform."),
        (DRIVERS, "The platform does not manage drivers."),
        (DRIVERS, "The customer is responsible for the drivers."),
        (GANG, "Gang scheduling cannot be used with the default scheduler, and no alternative is offered."),
        (INFERENCE, "There is no Gateway API implementation available on the platform yet."),
        (ACCESS, "Accelerator isolation is not enforced for privileged workloads on our platform."),
        (METRICS, "The platform has no accelerator metrics."),
        (SERVICE_METRICS, "Service metrics are the responsibility of the user."),
        (POD_AUTOSCALING, "Custom metrics are not supported by our HPA."),
        (CONTROLLER, "We do not support CRD-based operators."),
    ],
)
def test_wordings_that_deny_or_defer(requirement: str, notes: str) -> None:
    assert denies(notes, requirement)


@pytest.mark.parametrize(
    ("requirement", "notes"),
    [
        (AUTOSCALING, "Not only GPU pools but also CPU pools are scaled by the cluster autoscaler."),
        (AUTOSCALING, "The autoscaler does not require any configuration."),
        (AUTOSCALING, "GPU quota is no longer a limitation: the autoscaler provisions GPU nodes in any zone."),
        (AUTOSCALING, "The autoscaler cannot be disabled on GPU pools."),
        (AUTOSCALING, "If GPUs are not present, the autoscaler adds a GPU node."),
        (AUTOSCALING, "When no GPU node is available, pending pods trigger a scale-up."),
        (AUTOSCALING, "Cluster autoscaling is enabled by default; users can bring their own node templates."),
        (AUTOSCALING, "Users bring their own machine images; the autoscaler scales the pools from 0 to 10."),
        (AUTOSCALING, "Cluster autoscaling is generally available; predictive scaling is planned for 5.0."),
        (AUTOSCALING, "Scale-down of spot pools is on the roadmap; on-demand GPU pools scale up and down today."),
        (AUTOSCALING, "The choice of instance type is left to the customer; the autoscaler scales any."),
        (AUTOSCALING, "Autoscaling of Windows pools is out of scope; Linux GPU pools scale from 0 to 8."),
        (AUTOSCALING, "Karpenter is not just supported, it is the default."),
        (AUTOSCALING, "There is nothing to install: the managed autoscaler watches pending pods."),
        (AUTOSCALING, "No pod waits longer than 5 minutes."),
        (AUTOSCALING, "Without the autoscaler the pod would stay pending; with it the node joined after 3 minutes."),
        (AUTOSCALING, "The pod could not be scheduled (no GPU node was available), so the autoscaler created one."),
        (
            AUTOSCALING,
            "Pending: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu. The autoscaler then scaled the "
            "group from 3 to 4.",
        ),
        (AUTOSCALING, "The node group was not scaled below its minimum of 1."),
        (AUTOSCALING, "Nodes are not removed while a job runs."),
        (AUTOSCALING, "Scale-up isn't limited to one zone."),
        (AUTOSCALING, "The cluster autoscaler ships with the product and does not have to be installed separately."),
        (AUTOSCALING, "Autoscaling does not apply to control plane nodes; worker pools with GPUs scale from 0."),
        (AUTOSCALING, "The Cluster API provider integrates the autoscaler; it does not apply to control plane nodes."),
        (AUTOSCALING, "Karpenter provisions GPU nodes. The upstream cluster-autoscaler is not used."),
        (
            AUTOSCALING,
            "We do not ship the upstream cluster autoscaler; our own node provisioner scales GPU pools up and down.",
        ),
        (
            AUTOSCALING,
            "Instead of the upstream autoscaler, which we do not ship, Nebula has its own node provisioner that "
            "scales GPU pools.",
        ),
        (AUTOSCALING, "Both scale-up and scale-down verified on H100; not tested on A100."),
        (AUTOSCALING, "Scale to zero is not supported for the system pool."),
        (
            AUTOSCALING,
            "Cluster autoscaler is supported on all clouds. It's not available in the air-gapped edition, which "
            "is certified separately.",
        ),
        (AUTOSCALING, "Never scales below the minimum."),
        (AUTOSCALING, "This is not a manual process: the autoscaler adds nodes."),
        (AUTOSCALING, "The minimum and maximum are left to the customer; pending GPU pods add nodes within 4 minutes."),
        (AUTOSCALING, "Autoscaling no longer depends on the cloud provider; GPU pools scale on every infrastructure."),
        (AUTOSCALING, "Nodes are never added manually: the autoscaler does it."),
        (AUTOSCALING, "It is the responsibility of the autoscaler to add GPU nodes."),
        (AUTOSCALING, "Work in progress is never evicted: the autoscaler waits for jobs to end before it scales down."),
        (AUTOSCALING, "The cluster autoscaler is developed upstream; the version under development is not used."),
        (SHARING, "MIG, MPS and time-slicing are supported; sharing across tenants is not recommended."),
        (SHARING, "Nodes without MIG-capable GPUs use time-slicing."),
        (SHARING, "GPU sharing doesn't need any change to workloads."),
        (SHARING, "MIG mode can't be changed while pods run; the operator drains the node first."),
        (SHARING, "There is no need for a license."),
        (SHARING, "Time-slicing is available. DRA-based sharing is planned for 5.0."),
        (SHARING, "The MIG profile is planned per node pool by the administrator."),
        (GANG, "Kueue admits a job only if all of its pods fit; otherwise nothing is started."),
        (GANG, "No partial gang is ever started."),
        (GANG, "Pods of an incomplete gang are not scheduled."),
        (GANG, "Preemption isn't required for gang scheduling with Kueue."),
        (GANG, "Volcano is not optional: it is deployed with every cluster."),
        (GANG, "Users bring their own scheduler: Volcano, Kueue and KAI are tested on the platform."),
        (ACCESS, "The second container does not have access to the GPU."),
        (ACCESS, "Containers that do not request a GPU cannot see /dev/nvidia*."),
        (ACCESS, "nvidia-smi is not available in the container without a claim."),
        (ACCESS, "Without a request, no device is exposed."),
        (ACCESS, "The driver does not support MIG on this node, so full devices are isolated."),
        (ACCESS, "Device access by the unauthorized pod is not possible."),
        (METRICS, "If no GPU is present, the exporter is not scheduled."),
        (METRICS, "No agent has to be installed; metrics are exposed by the DCGM exporter."),
        (METRICS, "ECC counters are not available on L4; utilization, memory, temperature and power are exposed."),
        (METRICS, "GPU metrics are available out of the box; nothing to configure. Not exposed outside the cluster."),
        (SERVICE_METRICS, "The platform does not modify vLLM; Prometheus scrapes its /metrics."),
        (SERVICE_METRICS, "Prometheus is included. Long-term storage is left to the customer."),
        (INFERENCE, "Header-based routing is supported. TLS passthrough is not part of this test."),
        (INFERENCE, "Envoy Gateway is not installed by default; the add-on installs it."),
        (INFERENCE, "Weighted routing is shown. UDPRoute will be supported in 5.0."),
        (CONTROLLER, "Invalid custom resources are rejected; the webhook does not allow negative replicas."),
        (
            CONTROLLER,
            "The operator does not support RayService in version 1.0, but RayCluster and RayJob are reconciled.",
        ),
        (POD_AUTOSCALING, "HPA scales on DCGM_FI_DEV_GPU_UTIL. CPU metrics are not used."),
        (POD_AUTOSCALING, "Scaling to zero is not supported by HPA; with KEDA it is."),
        (
            DRIVERS,
            "No driver is preinstalled; the GPU operator installs it, and nodes without a driver are not schedulable.",
        ),
        (DRIVERS, "Driver versions are not pinned by the user."),
        (DRIVERS, "The driver version is chosen by the customer; the GPU operator installs and verifies it."),
        (NETWORKING, "RDMA is not limited to one rack."),
        (NETWORKING, "SR-IOV is configured by the network operator; no host networking needed."),
        (SANDBOXING, "gVisor does not support GPUs on this version, so Kata is used for accelerator workloads."),
        (SANDBOXING, "Workloads cannot escape the sandbox; the host kernel is not shared."),
        (VIRTUAL, "Passthrough is supported with KubeVirt; live migration is not supported."),
        (VIRTUAL, "vGPU is supported. Customers bring their own NVIDIA license."),
        (DISAGGREGATED, "Dynamo is supported; NIXL over TCP is not recommended."),
        (AUTOSCALING, "GPU node pools scale between 0 and 16 nodes. Manual scaling remains possible."),
        (
            AUTOSCALING,
            "The cluster autoscaler add-on watches for unschedulable pods. It never scales below the configured "
            "minimum, and control-plane nodes are out of scope.",
        ),
        (AUTOSCALING, "Scale-up takes four minutes since drivers must be installed first; no reboot is necessary."),
        (AUTOSCALING, "Nebula provisions machines through Cluster API; users need not install anything."),
        (
            AUTOSCALING,
            "MachineSets without GPUs are not affected; MachineSets with GPUs scale up when a pod requests "
            "nvidia.com/gpu.",
        ),
        (
            AUTOSCALING,
            "Pods that do not tolerate the GPU taint do not trigger a scale-up. Pending GPU pods do: the "
            "autoscaler added gpu-2 after 3 minutes.",
        ),
        (
            AUTOSCALING,
            "The autoscaler honors PodDisruptionBudgets and will not remove a node whose pods cannot be moved.",
        ),
        (
            AUTOSCALING,
            "Initially the pod was Pending because no node with a free GPU existed; a node was provisioned by "
            "Karpenter 90 seconds later.",
        ),
        (
            AUTOSCALING,
            "The limit of 10 nodes is not enforced for GPU pools, which the cluster autoscaler scales on demand.",
        ),
        (
            AUTOSCALING,
            "Autoscaling works with all cloud providers that Cluster API supports, but not with vSphere before 8.0.",
        ),
        (AUTOSCALING, "Not a single job failed during scale-down in our test of the cluster autoscaler."),
        (AUTOSCALING, "The managed autoscaler is part of every cluster. Customers are responsible for quotas."),
        (
            AUTOSCALING,
            "Karpenter is planned as the default for new clusters; today the cluster autoscaler scales GPU node "
            "groups.",
        ),
        (AUTOSCALING, "Node groups are created by hand once; from then on the autoscaler scales them between 1 and 8."),
        (AUTOSCALING, "The provider's API is used to add nodes; the customer does not have to do anything."),
        (AUTOSCALING, "With Karpenter, nodes come and go without user action. Nothing is left to the operator."),
        (AUTOSCALING, "No changes are required to the upstream autoscaler: it runs unmodified with our provider."),
        (
            AUTOSCALING,
            "The test deployment requests more GPUs than available, so that the autoscaler must add a node; it "
            "did within 4 minutes.",
        ),
        (AUTOSCALING, "Users can't disable the autoscaler."),
        (AUTOSCALING, "We support autoscaling of GPU nodes on AWS, Azure and GCP. Bare metal is not supported."),
        (
            SHARING,
            "A pod requests nvidia.com/gpu.shared: 1. Without this resource, a full GPU is allocated. "
            "Time-slicing is enabled on the pool.",
        ),
        (SHARING, "MPS is offered. MIG is hardware dependent and not available on consumer cards."),
        (SHARING, "Sharing strategies: time-slicing (default) and MIG. No memory isolation with time-slicing."),
        (
            GANG,
            "With 3 of 4 GPUs free, none of the 4 pods started; as soon as the fourth was free all started. "
            "Volcano 1.9 was used.",
        ),
        (GANG, "No deadlock occurred when two jobs competed: Kueue suspended the second."),
        (GANG, "Jobs that do not fit are not admitted by Kueue."),
        (ACCESS, "Test 2: the pod without resource request has no GPU device; nvidia-smi is not found."),
        (
            ACCESS,
            "Privileged pods are not allowed by the Pod Security Standard, so a workload cannot bypass the "
            "device plugin.",
        ),
        (ACCESS, "Device nodes are never mounted into containers that did not ask for them."),
        (METRICS, "Utilization and memory are exposed per GPU. Per-process metrics are not supported by the exporter."),
        (METRICS, "Without DCGM profiling metrics (not supported on T4) the exporter still reports utilization."),
        (SERVICE_METRICS, "The operator discovers ServiceMonitors in all namespaces. No manual scrape configuration."),
        (
            INFERENCE,
            "HTTPRoute weights 90/10 were verified. The mesh integration is optional and not enabled in the test.",
        ),
        (CONTROLLER, "The RayCluster with a missing field was not accepted: the webhook denied it."),
        (CONTROLLER, "Kubeflow Trainer is installed by the customer with Helm; no platform change is needed."),
        (POD_AUTOSCALING, "The HPA does not scale on CPU but on queue length from Prometheus."),
        (POD_AUTOSCALING, "HPA scaled to 4; it did not exceed maxReplicas."),
        (DRIVERS, "If a node has no driver, the operator does not label it and pods are not scheduled there."),
        (DRIVERS, "Manual driver installation is not necessary: the GPU operator manages versions."),
        (
            NETWORKING,
            "GPUDirect RDMA is enabled; SR-IOV VFs are exposed with the network operator. IPv6 is not supported.",
        ),
        (SANDBOXING, "Kata is installed; runC pods are not sandboxed unless runtimeClassName is set."),
        (DISAGGREGATED, "Prefill and decode run in separate pods; without the router requests are not split."),
        (VIRTUAL, "KubeVirt attaches vGPU profiles. Migration of VMs with vGPU is not possible."),
    ],
)
def test_wordings_that_describe_an_implementation(requirement: str, notes: str) -> None:
    assert denies(notes, requirement) == ""


@pytest.mark.parametrize(
    ("notes", "says"),
    [
        ("Planned for 5.0.", "call it planned"),
        ("Left to the customer.", "leave it to others"),
        ("Nodes are added by hand.", "describe manual work"),
        ("The number of nodes is fixed.", "describe a fixed size"),
    ],
)
def test_a_deferral_is_named(notes: str, says: str) -> None:
    assert denies(notes, AUTOSCALING) == says


@pytest.mark.parametrize(
    "part", ["it will be added ", "it is up to the customer ", "(a", ", which ", "if ", "no ", "it - "]
)
def test_any_notes_are_read(part: str) -> None:
    assert isinstance(denies(part * (20_000 // len(part)), AUTOSCALING), str)
