"""The config file: theme, glyphs and keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from checklists.files.atomic_file import read_bounded
from checklists.text import clean_line

LIMIT = 100_000
"""Maximum bytes that are read."""
SHOWN = 4
"""Maximum number of faults in the message."""


class GlyphSet(StrEnum):
    """The characters of signs and borders."""

    AUTO = "auto"
    """Unicode, unless the locale is not UTF-8."""
    UNICODE = "unicode"
    ASCII = "ascii"


@dataclass(frozen=True)
class Settings:
    """The values of the config file, with defaults for missing entries."""

    theme: str = ""
    glyphs: GlyphSet = GlyphSet.AUTO
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys of each action by its id, separated by commas."""


@dataclass(frozen=True)
class SettingsRead:
    """The result of reading a config file."""

    path: Path
    settings: Settings = Settings()
    faults: tuple[str, ...] = ()
    """Why entries are ignored."""
    broken: str = ""
    """Why the whole file is ignored."""

    @property
    def trouble(self) -> tuple[str, str] | None:
        """The error with the next step; None without one."""
        if self.broken:
            return f"The config file is not used: {self.broken}.", f"Correct {self.path}."
        if not self.faults:
            return None
        more = f"; and {len(self.faults) - SHOWN} more" if len(self.faults) > SHOWN else ""
        ignored = "1 setting is ignored" if len(self.faults) == 1 else f"{len(self.faults)} settings are ignored"
        return f"{ignored}: {'; '.join(self.faults[:SHOWN])}{more}.", f"Correct {self.path}."


def read_settings(path: Path) -> SettingsRead:
    """Read the config file; a missing file means the defaults."""
    try:
        text = read_bounded(path, LIMIT).decode()
    except FileNotFoundError:
        return SettingsRead(path)
    except (OSError, UnicodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeError) else error.strerror or "it is unreadable"
        return SettingsRead(path, broken=reason[:1].lower() + reason[1:])
    import tomllib

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return SettingsRead(path, broken=f"it is not valid TOML ({clean_line(str(error), limit=80)})")
    settings, faults = parse_settings(document)
    return SettingsRead(path, settings, faults)


def parse_settings(document: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """Return the usable settings of a document, and why other entries are ignored."""
    theme, glyphs, keys = "", GlyphSet.AUTO, dict[str, str]()
    faults: list[str] = []
    for name, value in document.items():
        match name, value:
            case "theme", str():
                theme = value
            case "glyphs", str() if value in list(GlyphSet):
                glyphs = GlyphSet(value)
            case "glyphs", _:
                faults.append(f"glyphs has to be {', '.join(GlyphSet)}")
            case "keys", Mapping():
                for action, chosen in _flat(value):
                    if isinstance(chosen, str) and chosen.strip():
                        keys[action] = chosen
                    else:
                        faults.append(f'keys.{_shown(action)} has to be a text like "ctrl+n"')
            case (("theme" | "keys"), _):
                faults.append(f"{name} has to be a {'text' if name == 'theme' else 'table'}")
            case _:
                faults.append(f"{_shown(name)} is not a setting")
    return Settings(theme, glyphs, keys), tuple(faults)


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield the entries of nested tables; TOML nests an unquoted `wizard.next`."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _shown(name: str) -> str:
    return clean_line(name, limit=40)
