import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.errors import ProgramDataError
from checklists.model.checklist import TextTrust
from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from checklists.program.stamp import NAME as STAMP
from checklists.program.stamp import encode_stamp

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
LANDSCAPE = (
    "landscape:\n  - category:\n    name: CNCF Members\n    subcategories:\n      - items: [{name: Nebula (member)}]\n"
)


@pytest.fixture
def fill(tmp_path: Path, program_dir: Path) -> Callable[..., Path]:
    """Create a folder in the program repository's layout."""

    def make(name: str, *minors: str, members: str | None = None) -> Path:
        folder = tmp_path / name
        (folder / "docs").mkdir(parents=True)
        for minor in minors:
            file = f"docs/AIConformance-{minor}.yaml"
            shutil.copyfile(program_dir / file, folder / file)
        if members:
            (folder / "landscape.yml").write_text(members)
        return folder

    return make


def data(
    tmp_path: Path,
    *,
    explicit: Path | None = None,
    near: Path | None = None,
    cache: Path | None = None,
    bundled: Path | None = None,
) -> ProgramData:
    return load_program_data(SearchPath(explicit, (near,) if near else (), cache or tmp_path / "no cache", bundled))


def stamp(folder: Path, when: datetime) -> None:
    times = {p.relative_to(folder).as_posix(): when for p in folder.rglob("*.y*ml")}
    (folder / STAMP).write_bytes(encode_stamp(times))


def test_without_program_data_only_the_catalog_is_used(tmp_path: Path) -> None:
    program = data(tmp_path)
    assert program.minors() == MINORS
    assert program.template("1.36") is None
    assert program.members() is None
    assert program.age(NOW) is None
    checklist = program.checklist("1.36")
    assert checklist.template is None
    assert "aiconform program sync" in " ".join(checklist.notices)
    assert {origin.where for origin in program.describe()} == {None}


def test_each_minor_comes_from_the_first_place_that_has_it(tmp_path: Path, fill: Callable[..., Path]) -> None:
    program = data(
        tmp_path,
        explicit=fill("named", "1.33"),
        near=fill("clone", "1.33", "1.34") / "v1.34" / "not yet there",
        cache=fill("cache", "1.33", "1.34", "1.35", members=LANDSCAPE),
        bundled=fill("bundled", "1.33", "1.34", "1.35", "1.36", members=LANDSCAPE.replace("Nebula", "Old")),
    )
    found = {origin.what: origin.where for origin in program.describe()}
    assert found == {
        "checklist 1.33": str(tmp_path / "named"),
        "checklist 1.34": str(tmp_path / "clone"),
        "checklist 1.35": f"{tmp_path / 'cache'} (downloaded)",
        "checklist 1.36": "the copy that came with aiconform",
        "checklist 1.37": None,
        "member list": f"{tmp_path / 'cache'} (downloaded)",
    }
    members = program.members()
    assert members is not None
    assert members.names == {"Nebula"}
    checklist = program.checklist("1.34")
    assert checklist.source == str(tmp_path / "clone")
    assert checklist.notices == ()
    assert {r.trust for r in checklist.requirements} == {TextTrust.KNOWN}
    template = (tmp_path / "clone/docs/AIConformance-1.34.yaml").read_bytes()
    assert (checklist.template or "").encode() == template


def test_the_configured_folder_defines_the_members(tmp_path: Path, fill: Callable[..., Path]) -> None:
    program = data(
        tmp_path, explicit=fill("named", "1.36", members=LANDSCAPE), cache=fill("cache", members=LANDSCAPE[:-1])
    )
    members = program.members()
    assert members is not None
    assert members.source == str(tmp_path / "named")


def test_a_clone_is_found_from_any_folder_inside_it(tmp_path: Path, fill: Callable[..., Path]) -> None:
    clone = fill("clone", "1.36")
    inside = clone / "v1.36" / "nebula" / "evidence"
    inside.mkdir(parents=True)
    for near in (clone, inside, inside / "new", clone / "docs"):
        assert data(tmp_path, near=near).origin("1.36").where == str(clone)
    assert data(tmp_path, near=tmp_path).origin("1.36").where is None


def test_a_minor_that_the_catalog_does_not_know_works_like_any_other(tmp_path: Path, fill: Callable[..., Path]) -> None:
    folder = fill("named", "1.37")
    text = (folder / "docs/AIConformance-1.37.yaml").read_text()
    new = "  accelerators:\n    - {id: brand_new, description: Do., level: MUST, status: '', evidence: [], notes: ''}\n"
    (folder / "docs/AIConformance-1.38.yaml").write_text(text.replace("1.37", "1.38").replace("  accelerators:\n", new))
    program = data(tmp_path, explicit=folder)
    assert program.minors() == (*MINORS, "1.38")
    checklist = program.checklist("1.38")
    brand_new = checklist.get("brand_new")
    assert brand_new is not None
    assert brand_new.description == "Do."
    assert brand_new.guidance is None
    assert checklist.notices


def test_minors_are_in_the_order_of_numbers(tmp_path: Path, fill: Callable[..., Path]) -> None:
    folder = fill("named", "1.37")
    for minor in ("1.100", "1.99", "2.0"):
        shutil.copyfile(folder / "docs/AIConformance-1.37.yaml", folder / f"docs/AIConformance-{minor}.yaml")
    (folder / "docs/AIConformance-1.98.yaml").write_text("not: a checklist\n")
    (folder / "docs/AIConformance-next.yaml").write_text("not: looked at\n")
    assert data(tmp_path, explicit=folder).minors() == (*MINORS, "1.99", "1.100", "2.0")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be used"),
        (b"spec: {}\n", "cannot be used"),
        (b"metadata: [\n", "not YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"#" * 300_000, "longer than"),
    ],
)
def test_a_broken_checklist_is_reported_and_skipped(
    tmp_path: Path, fill: Callable[..., Path], content: bytes, said: str
) -> None:
    named = fill("named", "1.35", "1.36")
    (named / "docs/AIConformance-1.36.yaml").write_bytes(content)
    program = data(tmp_path, explicit=named, cache=fill("cache", "1.36"))
    checklist = program.checklist("1.36")
    assert checklist.source == f"{tmp_path / 'cache'} (downloaded)"
    assert checklist.template is not None
    assert said in checklist.notices[0]
    assert str(named) in checklist.notices[0]
    assert program.origin("1.36").skipped == checklist.notices


def test_a_newer_checklist_that_cannot_be_used_is_named_with_its_reason(
    tmp_path: Path, fill: Callable[..., Path]
) -> None:
    named = fill("named", "1.37")
    newer = (named / "docs/AIConformance-1.37.yaml").read_text().replace("1.37", "1.38")
    (named / "docs/AIConformance-1.38.yaml").write_text(newer.replace("level: MUST", "level: MAY", 1))
    program = data(tmp_path, explicit=named)
    with pytest.raises(
        ProgramDataError, match=r'The checklist 1\.38 from .* the level of .* is "MAY", neither MUST'
    ) as no:
        program.checklist("1.38")
    assert "newer version of aiconform" in no.value.hint
    with pytest.raises(ProgramDataError, match=r"No checklist for Kubernetes 1\.39 is known"):
        program.checklist("1.39")


def test_an_unreadable_file_is_reported_and_skipped(tmp_path: Path, fill: Callable[..., Path]) -> None:
    unreadable = Path("/proc/self/mem")
    if not unreadable.exists():
        pytest.skip("needs a file that opens and does not read")
    named = fill("named", "1.35")
    (named / "docs/AIConformance-1.36.yaml").symlink_to(unreadable)
    assert "cannot be read: Input/output error" in data(tmp_path, explicit=named).checklist("1.36").notices[0]


def test_an_altered_text_is_used_and_reported(tmp_path: Path, fill: Callable[..., Path]) -> None:
    named = fill("named", "1.36")
    file = named / "docs/AIConformance-1.36.yaml"
    file.write_text(file.read_text().replace("Support the", "Ignore the"))
    checklist = data(tmp_path, explicit=named).checklist("1.36")
    assert TextTrust.DIFFERENT in {r.trust for r in checklist.requirements}
    assert str(named) in " ".join(checklist.notices)


@pytest.mark.parametrize(
    ("content", "times"), [(b"<html>", 1), (b"landscape: []\n", 1), (b"\xff", 1), (b"#", 9_000_000)]
)
def test_a_broken_member_list_is_reported_and_skipped(
    tmp_path: Path, fill: Callable[..., Path], content: bytes, times: int
) -> None:
    named = fill("named", "1.36")
    (named / "landscape.yml").write_bytes(content * times)
    program = data(tmp_path, explicit=named, cache=fill("cache", members=LANDSCAPE))
    members = program.members()
    assert members is not None
    assert members.names == {"Nebula"}
    assert str(named) in program.members_origin().skipped[0]


def test_a_named_folder_without_checklists_is_refused(tmp_path: Path, fill: Callable[..., Path]) -> None:
    with pytest.raises(ProgramDataError, match="does not exist") as caught:
        data(tmp_path, explicit=tmp_path / "absent")
    assert "--program DIR" in caught.value.hint
    (tmp_path / "file").touch()
    with pytest.raises(ProgramDataError, match="is not a folder"):
        data(tmp_path, explicit=tmp_path / "file")
    with pytest.raises(ProgramDataError, match=r"The program folder .* has no checklist") as caught:
        data(tmp_path, explicit=tmp_path)
    assert "docs/AIConformance-" in caught.value.hint
    clone = fill("clone", "1.36")
    with pytest.raises(ProgramDataError) as caught:
        data(tmp_path, explicit=clone / "docs")
    assert str(clone) in caught.value.hint


def test_a_folder_name_cannot_steer_the_terminal(tmp_path: Path, fill: Callable[..., Path]) -> None:
    named = fill("red\x1b[31m", "1.36")
    assert data(tmp_path, explicit=named).origin("1.36").where == str(tmp_path / "red")


def test_downloads_are_dated_by_their_stamp_and_clones_by_their_files(
    tmp_path: Path, fill: Callable[..., Path]
) -> None:
    cache = fill("cache", *MINORS, members=LANDSCAPE)
    stamp(cache, NOW - timedelta(days=3))
    program = data(tmp_path, cache=cache)
    assert program.age(NOW) == timedelta(days=3)
    assert {origin.dated for origin in program.describe()} == {NOW - timedelta(days=3)}
    clone = fill("clone", "1.36")
    written = datetime(2026, 9, 1, tzinfo=UTC)
    os.utime(clone / "docs/AIConformance-1.36.yaml", (written.timestamp(), written.timestamp()))
    assert data(tmp_path, near=clone).origin("1.36").dated == written


@pytest.mark.parametrize(
    ("age", "stale"),
    [(timedelta(0), False), (WEEK, False), (WEEK + timedelta(seconds=1), True), (timedelta(days=-30), True)],
)
@pytest.mark.parametrize("place", ["cache", "bundled"])
def test_a_download_is_stale_after_its_time(
    tmp_path: Path, fill: Callable[..., Path], place: str, age: timedelta, stale: bool
) -> None:
    folder = fill("data", *MINORS, members=LANDSCAPE)
    stamp(folder, NOW - age)
    places = {"cache": folder} if place == "cache" else {"bundled": folder}
    assert data(tmp_path, **places).stale(NOW, WEEK) is stale


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"landscape.yml": "2026-09-10T00:00:00"}'])
def test_a_damaged_stamp_leaves_the_files_own_times(tmp_path: Path, fill: Callable[..., Path], content: bytes) -> None:
    cache = fill("cache", *MINORS, members=LANDSCAPE)
    (cache / STAMP).write_bytes(content)
    program = data(tmp_path, cache=cache)
    assert program.origin("1.36").dated is not None
    assert not program.stale(datetime.now(UTC), WEEK)


def test_configured_folders_and_clones_are_never_stale(tmp_path: Path, fill: Callable[..., Path]) -> None:
    folder = fill("mine", *MINORS, members=LANDSCAPE)
    later = datetime.now(UTC) + timedelta(days=900)
    assert not data(tmp_path, explicit=folder).stale(later, WEEK)
    assert not data(tmp_path, near=folder).stale(later, WEEK)


def test_missing_data_counts_as_stale(tmp_path: Path, fill: Callable[..., Path]) -> None:
    assert data(tmp_path).stale(NOW, WEEK)
    assert data(tmp_path, explicit=fill("named", *MINORS)).stale(NOW, WEEK)
    assert data(tmp_path, near=fill("clone", "1.36", members=LANDSCAPE)).stale(NOW, WEEK)
    named = fill("whole", "1.36", members=LANDSCAPE)
    assert not data(tmp_path, explicit=named).stale(NOW, WEEK), "a configured folder defines which checklists exist"


def test_the_folder_of_downloads_is_found_only_if_needed(tmp_path: Path, fill: Callable[..., Path]) -> None:
    found = list[Path]()

    def find() -> Path:
        found.append(fill("cache", "1.36", members=LANDSCAPE))
        return found[0]

    program = load_program_data(SearchPath(fill("named", "1.35", members=LANDSCAPE), (), find, None))
    assert program.template("1.35") is not None and program.members() is not None
    assert found == []
    assert program.template("1.36") is not None
    assert program.template("1.37") is None
    assert len(found) == 1
