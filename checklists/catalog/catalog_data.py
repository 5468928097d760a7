"""Data files of the catalog, each read once, on first use."""

from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import yaml

from checklists.decoders import convert
from checklists.errors import ProgramDataError
from checklists.model.checklist import Guidance, Level, minor_key

DATA = Path(__file__).parent.parent / "data"
"""The catalog's files; importing `importlib.resources` would cost as much as reading them."""
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Data = TypeVar("_Data", bound=msgspec.Struct)
_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]


class FrozenRequirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requirement of a published checklist, with a digest instead of its description."""

    id: _Text
    level: Level
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class FrozenChecklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Published checklist without the program's texts."""

    minor: _Text
    metadata: _Texts
    spec: dict[str, tuple[FrozenRequirement, ...]]


class RequirementNotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Guidance on a requirement, in the catalog's own words."""

    id: _Text
    title: _Text
    meaning: _Text
    counts: _Texts
    does_not_count: _Texts
    reviewer_asks: _Texts
    usual_evidence: _Texts
    how_to_prove: _Texts
    """Steps, in order."""
    kar: int | None
    automated_test: str | None
    program_test: str | None
    conditional: bool

    def guidance(self) -> Guidance:
        """Return the part that users see."""
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.how_to_prove, 1))
        fields = msgspec.structs.asdict(self) | {"how_to_prove": steps}
        return Guidance(**{name: fields[name] for name in Guidance.__struct_fields__})


def read(file: Path, shape: type[_Data]) -> _Data:
    """Read a data file of the package.

    Raises:
        ProgramDataError: A key is unknown or missing, or a text is empty.
    """
    try:
        return convert(yaml.load(file.read_bytes(), Loader=_Loader), shape)  # noqa: S506  both are safe loaders
    except (OSError, UnicodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ProgramDataError(
            f"aiconform's own data file {file.name} is damaged: {error}.", "Install aiconform again."
        ) from error


def minors() -> tuple[str, ...]:
    """Return the minors with a data file, ascending."""
    return tuple(sorted(_files("checklists"), key=minor_key))


@cache
def frozen_checklist(minor: str) -> FrozenChecklist | None:
    """Return the checklist of a minor, or None if the catalog has none."""
    return _load("checklists", minor, FrozenChecklist)


@cache
def requirement_notes(requirement_id: str) -> RequirementNotes | None:
    """Return the notes on a requirement, or None if the catalog has none."""
    return _load("requirements", requirement_id, RequirementNotes)


@cache
def _files(folder: str) -> dict[str, Path]:
    return {file.name.removesuffix(".yaml"): file for file in (DATA / folder).glob("*.yaml")}


def _load(folder: str, name: str, shape: type[_Data]) -> _Data | None:
    file = _files(folder).get(name)
    return read(file, shape) if file else None
