"""The metadata fields of a submission."""

import re
from functools import cached_property

import msgspec

_EXAMPLE_MINOR = "1.36"


class MetadataField(msgspec.Struct, frozen=True, dict=True):
    """One field of a submission's `metadata`."""

    key: str
    """The template's spelling, in camelCase."""
    label: str
    purpose: str
    example: str
    required: bool = True

    def example_in(self, minor: str) -> str:
        """Return the example for that Kubernetes minor."""
        return self.example.replace(_EXAMPLE_MINOR, minor)

    @cached_property
    def snake_key(self) -> str:
        """Older spelling of the key; the program reads it if the camelCase key is missing."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.key).lower()


FIELDS: tuple[MetadataField, ...] = (
    MetadataField(
        "kubernetesVersion",
        "Kubernetes version",
        "The Kubernetes minor that the product is certified for; the submission's folder has the same minor.",
        "v1.36",
    ),
    MetadataField(
        "platformName",
        "Platform name",
        "The product's name as customers know it, without a version.",
        "Nebula Kubernetes Engine",
    ),
    MetadataField(
        "platformVersion",
        "Platform version",
        "The product's own version, not Kubernetes'. The certification covers this version.",
        "4.2.0",
    ),
    MetadataField(
        "vendorName",
        "Vendor",
        "The CNCF member that sells the product, spelled exactly as in the CNCF landscape.",
        "Nebula Works",
    ),
    MetadataField(
        "websiteUrl",
        "Website",
        "The product's public web page.",
        "https://nebula.example/kubernetes",
    ),
    MetadataField(
        "repoUrl",
        "Repository",
        "The source repository; expected for open-source products, otherwise empty.",
        "https://github.com/nebula-works/engine",
        required=False,
    ),
    MetadataField(
        "documentationUrl",
        "Documentation",
        "The start page of the product's documentation.",
        "https://docs.nebula.example/kubernetes",
    ),
    MetadataField(
        "productLogoUrl",
        "Logo",
        "A direct link to the logo (SVG, AI or EPS), which shows the product's name.",
        "https://nebula.example/press/nebula-kubernetes-engine.svg",
    ),
    MetadataField(
        "description",
        "Description",
        "One or two sentences about the product for readers who do not know it.",
        "A managed Kubernetes service with GPU nodes in four European regions.",
    ),
    MetadataField(
        "contactEmailAddress",
        "Contact email",
        "Address of the team that owns the certification. It becomes public.",
        "conformance@nebula.example",
    ),
    MetadataField(
        "k8sConformanceUrl",
        "Kubernetes conformance",
        "The product's folder in cncf/k8s-conformance: proof of Certified Kubernetes for this minor.",
        "https://github.com/cncf/k8s-conformance/tree/master/v1.36/nebula",
    ),
)
"""In the order of the templates."""


_BY_KEY = {field.key: field for field in FIELDS}


def metadata_field(key: str) -> MetadataField | None:
    """Return the field with that key; None for a key that the program does not check."""
    return _BY_KEY.get(key)
