"""Claims whose evidence shows only pages of other projects, which prove nothing about the product."""

from collections.abc import Iterator
from functools import lru_cache

from checklists.advice.context import CLAIMS, AdviceCase, join_quoted
from checklists.advice.evidence.hosting import gist_owner, host, hosted, page_owner
from checklists.advice.evidence.own import SHARED_SITES, own_page, site_of
from checklists.links.link_check import displayed_url
from checklists.model.evidence import is_url
from checklists.model.problem import Problem
from checklists.program.landscape_items import Landscape
from checklists.text import trim

_SITES = frozenset(
    (
        *("amd.com", "cilium.io", "crossplane.io", "dask.org", "envoyproxy.io", "intel.com", "istio.io", "k8s.io"),
        *("artifacthub.io", "docker.com", "npmjs.com", "operatorhub.io", "pypi.org", "quay.io", "wikipedia.org"),
        *("karpenter.sh", "keda.sh", "knative.dev", "kserve.io", "kubeflow.org", "kubernetes.io", "kubevirt.io"),
        *(
            "llm-d.ai",
            "nvidia.com",
            "opentelemetry.io",
            "prometheus.io",
            "pytorch.org",
            "ray.io",
            "vllm.ai",
            "volcano.sh",
        ),
    )
)
"""Sites of projects and their packages that the landscape lacks, or that are needed without a landscape."""
ACCOUNTS = frozenset(
    (
        *("ai-dynamo", "amd", "aws", "azure", "googlecloudplatform", "intel", "kai-scheduler", "kedacore", "kserve"),
        *(
            "kubeflow",
            "kubernetes",
            "kubernetes-sigs",
            "llm-d",
            "nvidia",
            "prometheus-community",
            "prometheus-operator",
        ),
        *("project-hami", "ray-project", "rocm", "sgl-project", "volcano-sh", "vllm-project"),
    )
)
"""Accounts of projects and vendors, in lower case."""


def only_other_projects(case: AdviceCase) -> Iterator[Problem]:
    """Report `evidence-of-another-project`: every link of a claim shows another project."""
    for requirement, answer in case.answers:
        values = [item.text for item in answer.evidence if trim(item.text)]
        if answer.status.text not in CLAIMS or not values or not all(_is_other(url, case) for url in values):
            continue
        links = "The only link shows" if len(values) == 1 else f"All {len(values)} links show"
        message = f"{links} another project, not your product: {join_quoted([displayed_url(url) for url in values])}."
        usual = requirement.guidance.usual_evidence if requirement.guidance is not None else ()
        hint = "Add a page of your product, or output from its cluster."
        hint = f"{hint} Usual evidence: {usual[0]}." if usual else hint
        line = answer.evidence[0].line
        yield case.at_answer("evidence-of-another-project", requirement, "evidence[0]", message, hint, line)


def _is_other(url: str, case: AdviceCase) -> bool:
    """Return whether a link shows a known project that is not the vendor's."""
    if not is_url(url) or gist_owner(url) or own_page(url, case.metadata):
        return False
    sites, accounts = _listed(case.landscape)
    code = hosted(url)
    owner = page_owner(url) or (code.owner if code is not None else "")
    if owner:
        repository = hosted(case.metadata.get("repoUrl", ""))
        others = owner.lower() in accounts and (repository is None or repository.owner.lower() != owner.lower())
        return others and owner.lower() not in _of_vendor(case)[0]
    return (site := site_of(host(url))) in sites and site not in _of_vendor(case)[1]


def _of_vendor(case: AdviceCase) -> tuple[frozenset[str], frozenset[str]]:
    """Return the accounts and sites of all that the vendor has in the landscape."""
    return _of_member(case.landscape, case.metadata.get("vendorName", ""))


@lru_cache(maxsize=8)
def _of_member(landscape: Landscape, member: str) -> tuple[frozenset[str], frozenset[str]]:
    own = landscape.of_companies(landscape.company_keys.get(member, frozenset()))
    return own.accounts, frozenset(map(site_of, own.hosts)) - SHARED_SITES


@lru_cache(maxsize=2)
def _listed(landscape: Landscape) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sites and accounts of known projects."""
    return _SITES | frozenset(map(site_of, landscape.hosts)) - SHARED_SITES, ACCOUNTS | landscape.accounts
