"""Styles apply to their intended widgets: a selector with a misspelled type fails silently."""

import importlib
import pkgutil
import re
from pathlib import Path

import textual.widgets
from textual.widget import Widget

import tui

STYLES = Path(tui.__file__).parent / "styles"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTORS = re.compile(r"([^{}]+)\{")
TYPE = re.compile(r"(?<![\w.#:$-])[A-Z]\w*")


def _widgets(kind: type[Widget]) -> set[str]:
    return {kind.__name__}.union(*(_widgets(sub) for sub in kind.__subclasses__()))


def test_every_type_selector_names_a_widget() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        importlib.import_module(module.name)
    known = _widgets(Widget)
    used = {
        name
        for path in STYLES.glob("*.tcss")
        for selectors in SELECTORS.findall(COMMENT.sub("", path.read_text()))
        for name in TYPE.findall(selectors)
    }
    assert used
    assert not {name for name in used - known if not hasattr(textual.widgets, name)}
