"""Labels and label selectors; labels that no detector reads keep only a pseudonymous value, to be compared."""

import msgspec

from auto_detect.objects.core import Meta, Object, keep_keys, kept_key
from auto_detect.text_kinds import LabelValue, Name, Word


class LabeledMeta(Meta, frozen=True):
    """ObjectMeta with all labels, for objects that selectors select."""

    own_labels: dict[Word, LabelValue] = {}

    def __post_init__(self) -> None:
        """Move labels that Meta would drop to `own_labels`."""
        own = {key: value for key, value in self.labels.items() if not kept_key(key)}
        if own:
            msgspec.structs.force_setattr(self, "own_labels", {**self.own_labels, **own})
        Meta.__post_init__(self)

    @property
    def all_labels(self) -> dict[str, str]:
        """All labels, for comparison with a selector."""
        return {**self.own_labels, **self.labels}


class LabelRequirement(Object, frozen=True):
    """metav1 LabelSelectorRequirement on a label that detectors read."""

    key: Word = ""
    operator: Word = ""
    values: list[Name] = []


class KeptLabelRequirement(Object, frozen=True):
    """metav1 LabelSelectorRequirement on any other label."""

    key: Word = ""
    operator: Word = ""
    values: list[LabelValue] = []


class Selector(Object, frozen=True):
    """metav1 LabelSelector; requirements on labels that no detector reads are separate, as in `LabeledMeta`."""

    match_labels: dict[Word, Name] = {}
    match_expressions: list[LabelRequirement] = []
    own_labels: dict[Word, LabelValue] = {}
    own_expressions: list[KeptLabelRequirement] = []

    def __post_init__(self) -> None:
        """Move requirements on other labels to the `own` fields."""
        own = {key: value for key, value in self.match_labels.items() if not kept_key(key)}
        foreign = [demand for demand in self.match_expressions if not kept_key(demand.key)]
        if own:
            msgspec.structs.force_setattr(self, "own_labels", {**self.own_labels, **own})
            keep_keys(self, "match_labels", self.match_labels)
        if foreign:
            apart = [KeptLabelRequirement(demand.key, demand.operator, demand.values) for demand in foreign]
            msgspec.structs.force_setattr(self, "own_expressions", [*self.own_expressions, *apart])
            known = [demand for demand in self.match_expressions if kept_key(demand.key)]
            msgspec.structs.force_setattr(self, "match_expressions", known)

    @property
    def requirements(self) -> list[LabelRequirement | KeptLabelRequirement]:
        """All requirements in one form."""
        exact = [
            LabelRequirement(key, "In", [value]) for key, value in {**self.match_labels, **self.own_labels}.items()
        ]
        return [*exact, *self.match_expressions, *self.own_expressions]
