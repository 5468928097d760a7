"""A snapshot keeps exactly what is read: each field of an object is used by the code."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import auto_detect
from auto_detect import objects
from auto_detect.objects.core import Object


def kinds(base: type[Object]) -> Iterator[type[Object]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_each_field_is_read_somewhere() -> None:
    for module in pkgutil.walk_packages(objects.__path__, f"{objects.__name__}."):
        importlib.import_module(module.name)
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(auto_detect.__path__[0]).rglob("*.py"))
    read = {*re.findall(r"\.([a-z_]+)\b", code), *re.findall(r"\"([a-z_]+)\"", code)}
    fields = {f"{kind.__name__}.{field}" for kind in kinds(Object) for field in kind.__struct_fields__}
    assert len(fields) > 200
    assert sorted(field for field in fields if field.partition(".")[2] not in read) == []
