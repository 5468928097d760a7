"""The program's own template: known boxes are checked, every other box stays open with its reason."""

from pathlib import Path

import pytest

from exporters.request.confirmations import Confirmation, fill_template, find_template

KNOWN = (
    Confirmation("Member.", "vendorName"),
    Confirmation("Logo.", "logo", "The link is broken."),
    Confirmation("Terms.", "terms", "Only a person can confirm this."),
)


def test_boxes_are_ticked_or_left_open_with_the_reason() -> None:
    template = (
        "# Title\n\n* [ ] The `vendorName` is right\n- [x] The Logo is a vector\n"
        "  - [X] Something new\ntext [ ] no box\n"
    )
    assert fill_template(template, KNOWN) == (
        "# Title\n\n* [x] The `vendorName` is right\n"
        "- [ ] The Logo is a vector\n  - Open: The link is broken.\n"
        "  - [ ] Something new\n    - Open: Only a person can confirm this.\n"
        "text [ ] no box"
    )


def test_a_box_with_two_conditions_needs_both() -> None:
    filled = fill_template("- [ ] vendorName and logo\n", KNOWN)
    assert filled == "- [ ] vendorName and logo\n  - Open: The link is broken."


@pytest.mark.parametrize("name", [".github/PULL_REQUEST_TEMPLATE.md", "docs/pull_request_template.md"])
def test_the_template_is_found_in_githubs_folders(tmp_path: Path, name: str) -> None:
    assert find_template((tmp_path, tmp_path / "none")) is None
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(b"a\r\n- [ ] b\r\n")
    assert find_template((tmp_path,)) == "a\n- [ ] b\n"
    (tmp_path / name).write_bytes(b"\xff")
    assert find_template((tmp_path,)) is None
