"""HTML to PDF behind closed doors."""

from io import BytesIO

import pikepdf
import pytest

from courses.printing.fonts import UnsetCharactersError
from courses.printing.pdf import Asset, ClosedFontConfiguration, RenderingError, html_to_pdf
from tests.certificates.samples import fonts_of, text_of

HEAD = '<html lang="zh-Hans"><title>证书</title><link rel="stylesheet" href="asset:faces.css">'
SONG = Asset(b'body { font-family: "Noto Serif CJK SC", "BabelStone Han" }', "text/css")
STYLED = HEAD + '<link rel="stylesheet" href="asset:song.css">'


def test_text_is_set_in_the_cut_fonts():
    pdf = html_to_pdf(f"{STYLED}<p>张三 𮧵</p>", assets={"song.css": SONG})
    assert text_of(pdf).strip() == "张三 𮧵"
    assert fonts_of(pdf) == {"Noto-Serif-CJK-SC TrueType", "BabelStone-Han TrueType"}


def test_same_input_gives_the_same_bytes():
    html = f"{STYLED}<p>张三</p>"
    first = html_to_pdf(html, assets={"song.css": SONG})
    html_to_pdf(f"{STYLED}<p>李四</p>", assets={"song.css": SONG})
    assert html_to_pdf(html, assets={"song.css": SONG}) == first


def test_file_says_that_it_is_tagged_pdf_a():
    with pikepdf.open(BytesIO(html_to_pdf(f"{STYLED}<p>张三</p>", assets={"song.css": SONG}))) as pdf:
        assert pdf.Root.MarkInfo.Marked == True  # noqa: E712 -- a PDF boolean
        assert str(pdf.Root.Lang) == "zh-Hans"
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")


@pytest.mark.parametrize(
    "reference",
    [
        '<img src="file:///etc/passwd" alt="">',
        '<img src="http://127.0.0.1:1/x.png" alt="">',
        '<img src="https://example.com/x.png" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<img src="asset:../../etc/passwd" alt="">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="ftp://example.com/x.css">',
    ],
)
def test_nothing_but_its_own_assets_is_fetched(reference):
    with pytest.raises(RenderingError, match="not an asset of this document"):
        html_to_pdf(f"{HEAD}{reference}<p>x</p>", assets={})


def test_a_character_without_a_font_stops_the_document():
    with pytest.raises(UnsetCharactersError, match=r"U\+2EBF0"):
        html_to_pdf(f"{STYLED}<p>王&#x2EBF0;</p>", assets={"song.css": SONG})


def test_a_missing_glyph_that_only_the_renderer_sees_stops_the_document():
    sneaky = Asset('p::before { content: "𰻞" }'.encode(), "text/css")
    with pytest.raises(RenderingError, match=r"notdef glyph .*\(U\+30EDE"):
        html_to_pdf(
            f'{STYLED}<link rel="stylesheet" href="asset:sneaky.css"><p>x</p>',
            assets={"song.css": SONG, "sneaky.css": sneaky},
        )


def test_no_font_of_the_machine_is_within_reach():
    """DejaVu is on every Debian; asked for, it must not come."""
    pdf = html_to_pdf(
        f'{HEAD}<link rel="stylesheet" href="asset:dejavu.css"><p>Abc</p>',
        assets={"dejavu.css": Asset(b'body { font-family: "DejaVu Sans", sans-serif }', "text/css")},
    )
    assert {name.rpartition(" ")[0] for name in fonts_of(pdf)} <= {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold"}
    assert ClosedFontConfiguration().font_map
