"""Image formats, recognized by content."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.links.logo import Logo, LogoKind, sniff
from checklists.rules.logo import direct_link, shows_name
from tests.examples import examples

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
PATH = '<path d="M0 0L9 9"/>'
PNG = '<image href="data:image/png;base64,iVBOR"/>'
ILLUSTRATOR = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/'
    'svg11.dtd" [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;">' + PATH + "</svg>"
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", LogoKind.PNG),
        (b"\xff\xd8\xff\xe0", LogoKind.JPEG),
        (b"GIF89a", LogoKind.GIF),
        (b"RIFF....WEBPVP8", LogoKind.WEBP),
        (b"\x00\x00\x01\x00", LogoKind.ICON),
        (b"%!PS-Adobe-3.1 EPSF-3.0\n%%Creator: Adobe Illustrator", LogoKind.EPS),
        (b"\xc5\xd0\xd3\xc6....", LogoKind.EPS),
        (b"%!PS-Adobe-3.0\n%%Creator: Adobe Illustrator(R) 8", LogoKind.AI),
        (b"%!PS-Adobe-3.0\n%%Title: a letter", LogoKind.OTHER),
        (b"%PDF-1.6\n...<< /AIPrivateData1 5 0 R >>", LogoKind.AI),
        (b"%PDF-1.7\n", LogoKind.PDF),
        (b"\n<!DOCTYPE html><title>Sign in</title>", LogoKind.PAGE),
        (b"<!-- a --> <!-- b --><html>", LogoKind.PAGE),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', LogoKind.PAGE),
        (b'<?xml version="1.0"?><feed/>', LogoKind.OTHER),
        (b"<!---->" * 500 + b"x", LogoKind.SVG),
        (b"\x1f\x8b\x08", LogoKind.OTHER),
        (b"", LogoKind.OTHER),
        (b"version https://git-lfs.github.com/spec/v1\n", LogoKind.OTHER),
    ],
)
def test_the_format_is_recognized_by_content(data: bytes, kind: LogoKind) -> None:
    assert sniff(data).kind is kind


@pytest.mark.parametrize(
    ("inside", "logo"),
    [
        (PATH, Logo(LogoKind.SVG)),
        (PNG, Logo(LogoKind.SVG, shapes=False, bitmaps=True)),
        (PATH + PNG, Logo(LogoKind.SVG, bitmaps=True)),
        ('<image href="https://nebula.example/logo.svg"/>' + PATH, Logo(LogoKind.SVG)),
        ('<image href="logo.png"/>', Logo(LogoKind.SVG, shapes=False, bitmaps=True)),
        (
            f'<rect fill="url(#pattern0)"/><defs><pattern id="pattern0">{PATH}{PNG}</pattern></defs>',
            Logo(LogoKind.SVG, shapes=False, bitmaps=True),
        ),
        (f"<defs>{PATH}</defs><use href='#a'/>", Logo(LogoKind.SVG)),
        (f"<clipPath>{PATH}</clipPath>", Logo(LogoKind.SVG, shapes=False)),
        ("", Logo(LogoKind.SVG, shapes=False)),
        (
            "<title>The logo</title><text>Nebula <tspan>Engine</tspan></text><g><title>a part</title></g>",
            Logo(LogoKind.SVG, texts=("Nebula Engine",), title="The logo"),
        ),
    ],
)
def test_faults_in_an_svg_are_reported(inside: str, logo: Logo) -> None:
    assert sniff(SVG.format(inside).encode()) == logo


@pytest.mark.parametrize(
    "data",
    [
        ILLUSTRATOR.encode(),
        b"\xef\xbb\xbf" + SVG.format(PATH).encode(),
        SVG.format(PATH).encode("utf-16"),
        f"<svg>{PATH}</svg>".encode(),
        f'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:{PATH[1:]}</s:svg>'.encode(),
    ],
    ids=["doctype", "mark", "utf-16", "bare", "prefixed"],
)
def test_common_forms_of_svg_are_accepted(data: bytes) -> None:
    assert sniff(data) == Logo(LogoKind.SVG)


def doctype(entities: str, inside: str = "") -> bytes:
    return f"<!DOCTYPE svg [{entities}]>{SVG.format(inside)}".encode()


BOMB = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 9}">' for n in range(9))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (doctype(BOMB, "<text>&a8;</text>"), "declares entities"),
        (doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "<text>&a;</text>"), "declares entities"),
        (doctype('<!ENTITY % a SYSTEM "http://nebula.example/x.dtd"> %a;'), "declares entities"),
        (doctype(f'<!ENTITY a "{"x" * 300}">'), "declares entities"),
        (doctype("".join(f'<!ENTITY a{n} "x">' for n in range(200))), "declares entities"),
        (doctype('<!ENTITY a "x">', "&a;" * 20_000), "declares entities"),
        (SVG.format("<g>" * 500 + "</g>" * 500).encode(), "is nested more than 200 levels deep"),
        (SVG.format("<path>").encode(), "is broken: mismatched tag in line 1"),
        (SVG.format("&nothing;").encode(), "is broken: undefined entity"),
        (b'<?xml version="1.0" encoding="x-none"?><svg/>', "encoding"),
    ],
    ids=["bomb", "external", "parameter", "long", "many", "repeated", "deep", "broken", "undefined", "encoding"],
)
def test_harmful_xml_is_not_parsed(data: bytes, says: str) -> None:
    assert says in sniff(data).broken


def test_a_truncated_svg_is_reported_as_too_large() -> None:
    assert sniff(SVG.format(PATH).encode()[:-9], whole=False).broken == "is larger than 5 MiB"


@settings(max_examples=examples(60))
@given(st.sampled_from([b"", b"<svg>", b"<!DOCTYPE svg [", b"%PDF-", b"<?xml ", b"\xff\xfe<"]), st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(start: bytes, rest: bytes) -> None:
    assert sniff(start + rest).kind in LogoKind


@pytest.mark.parametrize(
    ("url", "direct"),
    [
        (
            "https://github.com/nebula/art/blob/main/logo.svg",
            "https://raw.githubusercontent.com/nebula/art/main/logo.svg",
        ),
        (
            "https://github.com/nebula/art/blob/main/a/b.svg?x=1#L1",
            "https://raw.githubusercontent.com/nebula/art/main/a/b.svg",
        ),
        ("https://github.com/nebula/art/blob/main/logo.svg?raw=true", ""),
        ("https://github.com/nebula/art/raw/main/logo.svg", ""),
        ("https://raw.githubusercontent.com/nebula/art/main/logo.svg", ""),
        ("https://gitlab.com/a/b/c/-/blob/main/logo.svg", "https://gitlab.com/a/b/c/-/raw/main/logo.svg"),
        (
            "https://git.nebula.example/a/b/-/blob/v1/logo.svg?ref_type=tags",
            "https://git.nebula.example/a/b/-/raw/v1/logo.svg",
        ),
        ("https://nebula.example/blob/main/logo.svg", ""),
    ],
)
def test_the_direct_link_of_a_file_page_is_found(url: str, direct: str) -> None:
    assert direct_link(url) == direct


@pytest.mark.parametrize(
    ("texts", "platform", "named"),
    [
        (("Nebula", "Engine"), "Nebula Engine", True),
        (("NEBULA",), "Nebula Kubernetes Engine", True),
        (("N e b u l a",), "Nebula", True),
        (("Quasar",), "Nebula Kubernetes Engine", False),
        (("K3",), "K3 Cloud", True),
        (("星云",), "星云平台", True),
        (("云",), "Nebula", False),
        (("...",), "Nebula", False),
    ],
)
def test_a_logo_names_the_product(texts: tuple[str, ...], platform: str, named: bool) -> None:
    assert shows_name(texts, platform) is named
