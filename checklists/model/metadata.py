"""The metadata fields of a submission: what each is for, and how it is spelled."""

import re
from dataclasses import dataclass

_EXAMPLE_MINOR = "1.36"


@dataclass(frozen=True)
class MetadataField:
    """One field of a submission's `metadata`."""

    key: str
    """As templates spell it, in camelCase."""
    label: str
    purpose: str
    example: str
    required: bool = True

    def example_in(self, minor: str) -> str:
        """The example, for a product that is certified for that Kubernetes minor."""
        return self.example.replace(_EXAMPLE_MINOR, minor)

    @property
    def snake_key(self) -> str:
        """The older spelling of the key, which the program reads where the camelCase one is not there."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.key).lower()


FIELDS: tuple[MetadataField, ...] = (
    MetadataField(
        "kubernetesVersion",
        "Kubernetes version",
        "The Kubernetes minor that the product is certified for; the submission's folder carries the same one.",
        "v1.36",
    ),
    MetadataField(
        "platformName",
        "Platform name",
        "The product as customers know it. It stays the same from one version to the next.",
        "Nebula Kubernetes Engine",
    ),
    MetadataField(
        "platformVersion",
        "Platform version",
        "The version of the product itself, not of Kubernetes. The certificate counts for this version.",
        "4.2.0",
    ),
    MetadataField(
        "vendorName",
        "Vendor",
        "The CNCF member behind the product, letter for letter as the CNCF landscape lists it.",
        "Nebula Works",
    ),
    MetadataField(
        "websiteUrl",
        "Website",
        "The public page that presents the product.",
        "https://nebula.example/kubernetes",
    ),
    MetadataField(
        "repoUrl",
        "Repository",
        "Where the source code is; expected of an open-source product, otherwise left empty.",
        "https://github.com/nebula-works/engine",
        required=False,
    ),
    MetadataField(
        "documentationUrl",
        "Documentation",
        "Where a user of the product starts to read.",
        "https://docs.nebula.example/kubernetes",
    ),
    MetadataField(
        "productLogoUrl",
        "Logo",
        "A direct link to the logo as SVG, AI or EPS. The product's name is part of the picture.",
        "https://nebula.example/press/nebula-kubernetes-engine.svg",
    ),
    MetadataField(
        "description",
        "Description",
        "One or two sentences about the product, for people who have never heard of it.",
        "A managed Kubernetes service with GPU nodes in four European regions.",
    ),
    MetadataField(
        "contactEmailAddress",
        "Contact e-mail",
        "An address that reaches the people who look after the certification. It becomes public.",
        "conformance@nebula.example",
    ),
    MetadataField(
        "k8sConformanceUrl",
        "Kubernetes conformance",
        "The product's folder in cncf/k8s-conformance, which shows that it is Certified Kubernetes for this minor.",
        "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
    ),
)
"""In the order of the templates."""


def metadata_field(key: str) -> MetadataField | None:
    """The field of that key; None for one that the program's check does not look at."""
    return next((field for field in FIELDS if field.key == key), None)
