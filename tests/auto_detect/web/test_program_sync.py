import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auto_detect.web.program_sync import PROGRAM_URL, FileResult, SyncOutcome, SyncReport, sync
from checklists.catalog.catalog import MINORS
from checklists.program.locations import REQUEST_TEMPLATE
from checklists.program.program_data import LANDSCAPE, SearchPath, checklist_file, load_program_data
from exporters.request.confirmations import find_template
from tests.local_web import NOT_HUNG, Answer, LocalWeb, dripping, local_web, raw, redirect, silent, truncated, whole

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
EVERYTHING = sorted([LANDSCAPE, *map(checklist_file, MINORS)])
TEXT = checklist_file("1.36")


@pytest.fixture(scope="module")
def small_program(program_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a program folder with the real checklists and a short landscape, because every sync parses it."""
    folder = tmp_path_factory.mktemp("program")
    (folder / LANDSCAPE).write_text(members(720, before=900))
    for name in map(checklist_file, MINORS):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(program_dir / name, folder / name)
    return folder


@pytest.fixture
def web(small_program: Path) -> Iterator[LocalWeb]:
    with local_web(small_program) as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "program"


@pytest.fixture
def filled(cache: Path, web: LocalWeb) -> Path:
    run(cache, web)
    return cache


def run(cache: Path, web: LocalWeb, *, timeout: float = 30, now: datetime = NOW) -> SyncReport:
    return sync(cache, base_url=web.url, timeout=timeout, now=now)


def outcomes(report: SyncReport) -> dict[str, str]:
    return {result.file: result.outcome for result in report.files}


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def data_only(folder: Path) -> dict[str, bytes]:
    """Return every file except the stamp, which records when files were verified."""
    return {name: data for name, data in content(folder).items() if name != "synced.json"}


@pytest.mark.loopback
def test_everything_is_fetched_verified_and_dated(cache: Path, program_dir: Path) -> None:
    reported: list[FileResult] = []
    with local_web(program_dir) as web:
        report = sync(cache, base_url=web.url + "/", timeout=30, now=NOW, report=reported.append)
    assert outcomes(report) == dict.fromkeys(EVERYTHING, "new")
    assert sorted(reported, key=lambda result: result.file) == list(report.files)
    assert report.source == web.url
    assert data_only(cache) == {name: (program_dir / name).read_bytes() for name in EVERYTHING}
    program = load_program_data(SearchPath(None, (), cache, None))
    assert program.age(NOW) == timedelta(0)
    assert not program.stale(NOW + timedelta(days=7), timedelta(days=7))
    assert {program.checklist(minor).notices for minor in MINORS} == {()}


@pytest.mark.parametrize(
    ("path", "form", "kept"),
    [
        ("PULL_REQUEST_TEMPLATE.md", b"<!-- read this -->\n- [ ] Terms\n", True),
        ("pull_request_template.md", b"- [ ] Terms\n", True),
        ("PULL_REQUEST_TEMPLATE.md", b"<!DOCTYPE html><p>Not found", False),
        ("PULL_REQUEST_TEMPLATE.md", b" \n", False),
    ],
)
def test_the_form_for_pull_requests_is_fetched_where_the_program_has_one(
    cache: Path, web: LocalWeb, path: str, form: bytes, kept: bool
) -> None:
    web.answers[f"/.github/{path}"] = whole(form)
    assert outcomes(run(cache, web)) == dict.fromkeys((*EVERYTHING, *([REQUEST_TEMPLATE] if kept else ())), "new")
    if kept:
        assert (cache / REQUEST_TEMPLATE).read_bytes() == form
        program = load_program_data(SearchPath(None, (), cache, None))
        assert find_template(program.folders) == form.decode()


def test_a_second_sync_finds_nothing_new_and_counts_as_verified(filled: Path, web: LocalWeb) -> None:
    before = data_only(filled)
    later = NOW + timedelta(days=30)
    report = run(filled, web, now=later)
    assert outcomes(report) == dict.fromkeys(EVERYTHING, "unchanged")
    assert data_only(filled) == before
    assert load_program_data(SearchPath(None, (), filled, None)).age(later) == timedelta(0)


def test_a_damaged_cache_is_repaired(filled: Path, web: LocalWeb) -> None:
    before = data_only(filled)
    (filled / TEXT).write_text("damaged")
    (filled / LANDSCAPE).unlink()
    assert outcomes(run(filled, web)) == {**dict.fromkeys(EVERYTHING, "unchanged"), TEXT: "updated", LANDSCAPE: "new"}
    assert data_only(filled) == before


def altered(text: str) -> str:
    return text.replace("Support the", "Ignore the")


TEXT_FAULTS: list[tuple[str, Callable[[str], Answer], SyncOutcome, str]] = [
    ("altered", lambda text: whole(altered(text).encode()), SyncOutcome.REFUSED, "The text of ai_inference"),
    (
        "softer",
        lambda text: whole(text.replace("MUST", "SHOULD", 1).encode()),
        SyncOutcome.REFUSED,
        "ai_inference is SHOULD",
    ),
    ("shorter", lambda text: whole(text[: text.rindex("    - id:")].encode()), SyncOutcome.REFUSED, "is missing from"),
    ("cut", lambda text: whole(text[: text.rindex(" level") - 9].encode()), SyncOutcome.REFUSED, "not YAML"),
    (
        "cut at its end",
        lambda text: whole(text[: text.rindex("      notes")].encode()),
        SyncOutcome.REFUSED,
        "no field notes",
    ),
    (
        "other minor",
        lambda text: whole(text.replace("v1.36", "v1.35").encode()),
        SyncOutcome.REFUSED,
        "Kubernetes v1.35",
    ),
    ("truncated", lambda text: truncated(text.encode()), SyncOutcome.REFUSED, "was interrupted"),
    ("too large", lambda text: whole(text.encode() + b"#" * 300_000), SyncOutcome.REFUSED, "is larger than"),
    ("a page", lambda _: whole(b"<!DOCTYPE html><html>Log in</html>"), SyncOutcome.REFUSED, "cannot be used"),
    ("not YAML", lambda _: whole(b"metadata: [\n"), SyncOutcome.REFUSED, "not YAML"),
    ("not text", lambda _: whole(b"\xff\xfe\x00\x01"), SyncOutcome.REFUSED, "is not UTF-8 text"),
    ("empty", lambda _: whole(b""), SyncOutcome.REFUSED, "the file is empty"),
    ("gone", lambda _: whole(b"", 404), SyncOutcome.FAILED, "does not exist (404)."),
    ("broken", lambda _: whole(b"", 500), SyncOutcome.FAILED, "500 Internal Server Error"),
    ("a circle", lambda _: redirect(f"/{TEXT}"), SyncOutcome.FAILED, "redirects more than"),
    ("hung up", lambda _: raw(b""), SyncOutcome.FAILED, "did not respond like a web server"),
]


HAD = [pytest.param(*fault[1:], True, id=f"{fault[0]}-had") for fault in TEXT_FAULTS]
NEW = [
    pytest.param(*fault[1:], False, id=f"{fault[0]}-new", marks=pytest.mark.slow if number else ())
    for number, fault in enumerate(TEXT_FAULTS)
]


@pytest.mark.parametrize(("make", "outcome", "said", "had"), HAD + NEW)
def test_a_bad_checklist_is_reported_and_affects_no_other(
    cache: Path, web: LocalWeb, make: Callable[[str], Answer], outcome: SyncOutcome, said: str, had: bool
) -> None:
    text = (web.root or Path()).joinpath(TEXT).read_text()
    if had:
        run(cache, web)
    before = data_only(cache) if had else {}
    web.answers[f"/{TEXT}"] = make(text)
    report = run(cache, web, now=NOW + timedelta(days=3))
    assert outcomes(report) == {**dict.fromkeys(EVERYTHING, "unchanged" if had else "new"), TEXT: outcome}
    (bad,) = report.not_refreshed
    assert said in bad.reason
    after = data_only(cache)
    assert after.get(TEXT) == before.get(TEXT)
    if had:
        assert after == before
        assert load_program_data(SearchPath(None, (), cache, None)).origin("1.36").dated == NOW, (
            "this attempt verified nothing"
        )


def members(count: int, *, before: int = 1) -> str:
    """Return a landscape with that many members, and entries of another category before them."""
    tools = _category("Provisioning", "Tool {} of another category", before)
    return f"landscape:{tools}{_category('CNCF Members', 'Vendor {} (member)', count)}\n"


def _category(name: str, entry: str, count: int) -> str:
    items = "".join(f"\n          - item:\n            name: {entry.format(number)}" for number in range(count))
    return f"\n  - category:\n    name: {name}\n    subcategories:\n      - items:{items}"


LIST_FAULTS: list[tuple[str, Callable[[str], Answer], SyncOutcome, str]] = [
    ("shrunk", lambda _: whole(members(300).encode()), SyncOutcome.REFUSED, "has 300 members, the previous"),
    ("no members", lambda text: whole(text.replace("CNCF Members", "X").encode()), SyncOutcome.REFUSED, "no category"),
    ("cut", lambda text: whole(text[: len(text) // 2].encode()), SyncOutcome.REFUSED, "no category"),
    (
        "broken after the members",
        lambda text: whole(text.encode() + b"\n  - ["),
        SyncOutcome.REFUSED,
        "not readable as YAML",
    ),
    ("truncated", lambda text: truncated(text.encode()), SyncOutcome.REFUSED, "was interrupted"),
    (
        "too large",
        lambda text: whole(text.encode() + b"#" * 8_000_000),
        SyncOutcome.REFUSED,
        "is larger than 8,000,000",
    ),
    ("a page", lambda _: whole(b"<!DOCTYPE html><html>Log in</html>"), SyncOutcome.REFUSED, "not a landscape"),
    ("gone", lambda _: whole(b"", 404), SyncOutcome.FAILED, "does not exist (404)."),
]


@pytest.mark.parametrize(("make", "outcome", "said"), [f[1:] for f in LIST_FAULTS], ids=[f[0] for f in LIST_FAULTS])
def test_a_bad_member_list_changes_nothing_and_is_explained(
    filled: Path, web: LocalWeb, make: Callable[[str], Answer], outcome: SyncOutcome, said: str
) -> None:
    before = data_only(filled)
    web.answers[f"/{LANDSCAPE}"] = make((web.root or Path()).joinpath(LANDSCAPE).read_text())
    report = run(filled, web)
    assert outcomes(report) == {**dict.fromkeys(EVERYTHING, "unchanged"), LANDSCAPE: outcome}
    assert said in report.not_refreshed[0].reason
    assert data_only(filled) == before


def test_members_may_come_and_go(filled: Path, web: LocalWeb) -> None:
    web.answers[f"/{LANDSCAPE}"] = whole(members(400).encode())
    assert outcomes(run(filled, web))[LANDSCAPE] == "updated"
    found = load_program_data(SearchPath(None, (), filled, None)).members()
    assert found is not None
    assert len(found.names) == 400


@pytest.mark.parametrize("answer", [silent, dripping(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n")], ids=["silent", "slow"])
def test_a_server_that_does_not_answer_costs_no_more_than_the_time_limit(
    filled: Path, web: LocalWeb, answer: Answer
) -> None:
    before = content(filled)
    web.answers["*"] = answer
    started = time.monotonic()
    report = run(filled, web, timeout=0.6)
    assert time.monotonic() - started < NOT_HUNG
    assert outcomes(report) == dict.fromkeys(EVERYTHING, "failed")
    assert all("did not arrive" in result.reason for result in report.files)
    assert content(filled) == before


def test_a_slow_file_does_not_delay_others(cache: Path, web: LocalWeb) -> None:
    web.answers[f"/{TEXT}"] = silent
    report = run(cache, web, timeout=1.5)
    assert outcomes(report) == {**dict.fromkeys(EVERYTHING, "new"), TEXT: "failed"}


@pytest.mark.loopback
def test_an_absent_server_leaves_no_files(cache: Path) -> None:
    with local_web() as web:
        pass
    report = run(cache, web)
    assert not report.refreshed
    assert not cache.exists()


def test_a_catch_all_page_leaves_no_files(cache: Path, web: LocalWeb) -> None:
    web.answers["*"] = whole(b"<!DOCTYPE html><html>Welcome to our hotel</html>")
    report = run(cache, web)
    assert not report.refreshed
    assert not cache.exists()


def newer(web: LocalWeb, minor: str) -> bytes:
    text = (web.root or Path()).joinpath(checklist_file("1.37")).read_text()
    return text.replace("v1.37", f"v{minor}").encode()


def test_newer_checklists_are_found_up_to_the_first_gap(cache: Path, web: LocalWeb) -> None:
    for minor in ("1.38", "1.39", "1.41"):
        web.answers[f"/{checklist_file(minor)}"] = whole(newer(web, minor))
    report = run(cache, web)
    assert outcomes(report) == dict.fromkeys([*EVERYTHING, checklist_file("1.38"), checklist_file("1.39")], "new")
    assert load_program_data(SearchPath(None, (), cache, None)).minors() == (*MINORS, "1.38", "1.39")


def test_the_same_checklist_for_every_minor_is_rejected(cache: Path, web: LocalWeb) -> None:
    web.answers[f"/{checklist_file('1.38')}"] = whole(newer(web, "1.37"))
    report = run(cache, web)
    assert outcomes(report)[checklist_file("1.38")] == "refused"
    assert not (cache / checklist_file("1.38")).exists()


def test_endless_checklists_are_limited(cache: Path, web: LocalWeb) -> None:
    for number in range(38, 60):
        web.answers[f"/{checklist_file(f'1.{number}')}"] = whole(newer(web, f"1.{number}"))
    assert len(run(cache, web).files) == len(EVERYTHING) + 10


def test_an_unwritable_cache_is_reported(tmp_path: Path, web: LocalWeb) -> None:
    (tmp_path / "file").write_text("in the way")
    report = run(tmp_path / "file" / "cache", web)
    assert outcomes(report) == dict.fromkeys(EVERYTHING, "failed")
    assert all("cannot be written: not a directory" in result.reason for result in report.files)
    assert all(result.hint for result in report.files)


def test_a_failed_write_leaves_the_old_file(filled: Path, web: LocalWeb) -> None:
    resource = pytest.importorskip("resource", reason="needs a limit on file sizes")
    (filled / TEXT).write_text("older")
    before = content(filled)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        report = run(filled, web)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert outcomes(report) == {**dict.fromkeys(EVERYTHING, "unchanged"), TEXT: "failed"}
    assert "cannot be written: file too large" in report.not_refreshed[0].reason
    assert content(filled) == before


def test_credentials_of_a_mirror_are_not_written_down(cache: Path, web: LocalWeb) -> None:
    report = sync(cache, base_url=web.url.replace("//", "//me:secret@"), timeout=30, now=NOW)
    assert report.source == web.url
    assert report.refreshed
    assert not any(b"me:secret" in written for written in content(cache).values())


def test_without_a_mirror_the_programs_repositories_are_requested(
    cache: Path, web: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", web.url)
    report = sync(cache, base_url=None, timeout=30, now=NOW)
    assert set(web.requests) == {"raw.githubusercontent.com:443"}
    assert report.source == PROGRAM_URL
    assert outcomes(report) == dict.fromkeys(EVERYTHING, "failed")
    reasons = {file.reason for file in report.files}
    assert reasons == {"The proxy cannot be reached, or rejected the request to raw.githubusercontent.com."}
