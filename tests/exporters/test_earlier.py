"""The folder of an earlier submission: found by vendor and platform, and never a reason to fail."""

from pathlib import Path, PurePosixPath

import pytest

from checklists.model.draft import Draft
from exporters.disk.earlier import find_earlier

NEBULA = Draft(name="Nebula", checklist="1.36", metadata={"vendorName": "Nebula Works", "platformName": "Nebula"})
PRODUCT = 'metadata:\n  kubernetesVersion: v1.35\n  platformName: "nebula"\n  vendorName: "Nebula Works"\n'


def submitted(clone: Path, folder: str, product: str = PRODUCT) -> None:
    (clone / folder).mkdir(parents=True)
    (clone / folder / "PRODUCT.yaml").write_text(product)


def test_the_newest_earlier_folder_of_the_product_is_found(tmp_path: Path) -> None:
    submitted(tmp_path, "v1.34/nebula")
    submitted(tmp_path, "v1.35/nebula-platform")
    submitted(tmp_path, "v1.35/aurora", PRODUCT.replace("Nebula", "Aurora"))
    submitted(tmp_path, "v1.36/nebula")
    earlier = find_earlier(tmp_path, NEBULA)
    assert earlier is not None
    assert earlier.root == PurePosixPath("v1.35/nebula-platform")


@pytest.mark.parametrize("name", ["a" * 3000, "file", "file/below", "missing"])
def test_a_destination_that_cannot_be_read_has_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    assert find_earlier(tmp_path / name, NEBULA) is None
