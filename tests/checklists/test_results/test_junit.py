"""`junit.xml`: suites as test tools write them, and hostile XML."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.test_results.junit import MAX_PROLOG
from tests.checklists.test_results.result_files import outcomes
from tests.examples import examples

P, F, S = "passed", "failed", "skipped"
NO_RESULT = "It has no test result."
CASE = '<testcase name="TestA"/>'


def suite(inside: str) -> str:
    return f"<testsuites><testsuite>{inside}</testsuite></testsuites>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (suite(CASE), {"TestA": P}),
        (f"<testsuite>{CASE}</testsuite>", {"TestA": P}),
        (f"<testsuites>{CASE}</testsuites>", {"TestA": P}),
        (f"<testsuite><testsuite><testsuite>{CASE}</testsuite></testsuite></testsuite>", {"TestA": P}),
        (suite('<testcase name="TestA"><failure/></testcase>'), {"TestA": F}),
        (suite('<testcase name="TestA"><error message="x">y</error></testcase>'), {"TestA": F}),
        (suite('<testcase name="TestA"><skipped/></testcase>'), {"TestA": S}),
        (suite('<testcase name="TestA"><skipped/><failure/></testcase>'), {"TestA": F}),
        (suite('<testcase name="TestA"><failure/><skipped/></testcase>'), {"TestA": F}),
        (suite('<testcase name="TestA"><system-out><failure/></system-out></testcase>'), {"TestA": P}),
        (suite('<testcase name="TestA"><Failure/></testcase>'), {"TestA": P}),
        (suite('<testcase name="TestA"><failure/></testcase>' + CASE), {"TestA": F}),
        (suite(CASE + '<testcase name="TestA"><failure/></testcase>'), {"TestA": F}),
        (
            f"<testsuite><testsuite>{CASE}</testsuite><testcase name='TestA'><skipped/></testcase></testsuite>",
            {"TestA": P},
        ),
        (
            f"<testsuite><testsuite><testcase name='TestA'><skipped/></testcase></testsuite>{CASE}</testsuite>",
            {"TestA": S},
        ),
        (
            f"{suite(CASE)[:-13]}<testsuite><testcase name='TestA'><skipped/></testcase></testsuite></testsuites>",
            {"TestA": S},
        ),
        (suite("<testcase/>"), {"": P}),
        (suite('<testcase name="Test&lt;A&#x41;&amp;"/>'), {"Test<AA&": P}),
        (suite(f"<properties>{CASE}</properties>"), NO_RESULT),
        (f"<testsuite><testsuites>{CASE}</testsuites></testsuite>", NO_RESULT),
        (f"<testsuite><testcase name='a'>{CASE}</testcase></testsuite>", {"a": P}),
        ("<j:testsuite xmlns:j='urn:j'><j:testcase name='TestA'/></j:testsuite>", {"TestA": P}),
        (f"<report>{CASE}</report>", {"TestA": P}),
        (f"<testcase name='TestB'>{CASE}</testcase>", {"TestA": P}),
        (f"<report><testsuite>{CASE}</testsuite></report>", {"TestA": P}),
        (f"<report><suite>{CASE}</suite></report>", NO_RESULT),
        ("<html><body>404</body></html>", NO_RESULT),
        (suite(CASE + "<testcase name='TestA'><skipped/></testcase>"), {"TestA": S}),
        (suite(""), NO_RESULT),
        ("<testsuites/>", NO_RESULT),
        ('<?xml version="1.0" encoding="utf-8"?>\n<!-- made by us -->\n<?style x?>' + suite(CASE), {"TestA": P}),
        ('\n  \t<?xml version="1.0"?>' + suite(CASE), {"TestA": P}),
        ("\ufeff<?xml version='1.0' encoding='UTF-8'?>" + suite(CASE), {"TestA": P}),
        ("made by our pipeline:\n" + suite(CASE), {"TestA": P}),
        (suite(CASE) + "\n<<& what comes behind", {"TestA": P}),
        ('<!DOCTYPE testsuites SYSTEM "http://127.0.0.1:9/junit.dtd">\n' + suite(CASE), {"TestA": P}),
        (suite("<![CDATA[<testcase name='no'/>]]>" + CASE), {"TestA": P}),
        ("<t xmlns:j='urn:j'><testcase j:name='TestA'/></t>", {"TestA": P}),
        ("<t xmlns:j='urn:j'><testcase j:name='TestB' name='TestA' j:named='TestC'/></t>", {"TestA": P}),
        (suite('<testcase name="Test&#xD83D;&#xDE00;"/>'), {"Test\ufffd\ufffd": P}),
        (suite('<testcase name="Test&#55357;&#x1F600;"/>'), {"Test\ufffd\U0001f600": P}),
    ],
)
def test_cases_of_suites(tmp_path: Path, xml: str, expected: dict[str, str] | str) -> None:
    assert outcomes(tmp_path, "junit.xml", xml) == expected


@pytest.mark.parametrize("before", range(1, 9))
def test_half_a_surrogate_pair_is_read_across_chunks(tmp_path: Path, before: int) -> None:
    start = "<t><testcase name='TestA'><failure>"
    xml = f"{start}{'x' * (MAX_PROLOG - len(start) - before)}&#xD83D;</failure></testcase>{CASE}</t>"
    assert outcomes(tmp_path, "junit.xml", xml) == {"TestA": F}


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("", "Invalid XML on line 1"),
        ("PASS\n", "Invalid XML"),
        (suite(CASE)[:-3], "Invalid XML on line 1"),
        (suite(CASE).replace("</testsuite>", "", 1), "Invalid XML"),
        (suite(f"\n\n{CASE}<a b=></a>"), "Invalid XML on line 3"),
        (suite(f"{CASE}\x1b[31m"), "Invalid XML"),
        (suite(f"{CASE}\x00"), "Invalid XML"),
        (suite("<testcase name='&nbsp;'/>"), "Invalid XML"),
        (f'<!DOCTYPE a [<!ENTITY e0 "x">{BOMB}]>' + suite("<testcase name='&e9;'/>"), "declarations"),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + suite("<testcase name='a'>&x;</testcase>"),
            "declar",
        ),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>' + suite(CASE), "declarations"),
        ('<!DOCTYPE a SYSTEM "x.dtd">' + suite("<testcase name='&x;'/>"), "Invalid XML"),
        (suite('<!DOCTYPE a [<!ENTITY e0 "x">]>' + CASE), "Invalid XML"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + suite(CASE), "UTF-8"),
        ("<?xml version='1.1'?>" + suite(CASE), "XML 1.0"),
    ],
)
def test_invalid_xml_is_rejected(tmp_path: Path, xml: str, says: str) -> None:
    said = outcomes(tmp_path, "junit.xml", xml)
    assert isinstance(said, str) and says in said


def test_too_deep_or_too_long_xml_is_rejected(tmp_path: Path) -> None:
    long_name = f'<testcase name="{"x" * (2**24 + 2**20)}"/>'
    for xml, says in (
        ("<testsuites>" + "<testsuite>" * 100_000, "nested deeper"),
        (suite(CASE + "<a>" * 100_000), "nested deeper"),
        (suite(long_name), "longer than 16 MiB"),
        ("<!-- " + "x" * 2**21, "Invalid XML"),
    ):
        said = outcomes(tmp_path, "junit.xml", xml)
        assert isinstance(said, str) and says in said


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_rejected(tmp_path: Path, encoding: str) -> None:
    said = outcomes(tmp_path, "junit.xml", suite('<testcase name="Tést"/>').encode(encoding))
    assert isinstance(said, str)


TREE = st.recursive(
    st.sampled_from(
        [CASE, "<testcase name='b'><failure/></testcase>", "text", "<!-- c -->", "<other/>", "<a>", "</a>", "&"]
    ),
    lambda inner: st.tuples(st.sampled_from(["testsuite", "testcase", "x"]), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@settings(max_examples=examples(80), deadline=None)
@given(TREE)
def test_any_tree_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, xml: str) -> None:
    folder = tmp_path_factory.mktemp("junit")
    found = outcomes(folder, "junit.xml", f"<testsuites>{xml}</testsuites>")
    assert isinstance(found, str) or found
