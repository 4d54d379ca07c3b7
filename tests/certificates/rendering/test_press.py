"""Certificates from a plate: the same as set one by one, apart from each other, and true to what they claim."""

import subprocess
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops

from certificates.payload import ComponentScore
from certificates.rendering import certificate as printing
from certificates.rendering.certificate import Setting, Verification, print_certificate, render_certificate
from certificates.rendering.layouts import LAYOUTS
from certificates.rendering.sheet import sheet_of
from certificates.rendering.slots import Texts
from courses.printing.qr import qr_code, qr_svg
from tests.certificates.samples import VERIFY_URL, checked_as_3b, fonts_of, make_payload
from tests.factories.certificates import portrait_bytes

CREDENTIAL = b'{"type": ["VerifiableCredential"]}'
NAMES = [
    "张三",
    "欧阳·买买提",
    "𬭎㛃𠅤䶮",
    "王𮧵",
    "阿卜杜热合曼·买买提吐尔逊",
    "Maximiliana Konstantinopoulou-Feather von Hohenlohe",
]
SCORES = (
    ComponentScore("理论知识", Decimal("100.00"), Decimal("60.00")),
    ComponentScore("操作技能", Decimal("7.25"), Decimal("60.00")),
)


def payload_of(name="张三", **changes):
    return make_payload(name=name, layout_version=2, **changes)


def render(name="张三", *, url=VERIFY_URL, **changes):
    return render_certificate(
        payload_of(name, **changes), photo=portrait_bytes(), verify_url=url, credential=CREDENTIAL
    )


def set_alone(payload):
    """The page as WeasyPrint sets it for this person."""
    portrait = printing._portrait(portrait_bytes())
    modules = len(qr_code(VERIFY_URL).matrix)
    sheet = sheet_of(payload, None)
    setting = Setting(sheet, portrait, modules, has_credential=False)
    texts = Texts(payload, sheet.name_lines, Verification(VERIFY_URL))
    return setting.typeset(texts, qr_svg(VERIFY_URL), portrait_bytes())


@pytest.fixture
def picture(tmp_path) -> Callable[[bytes], Image.Image]:
    def draw(pdf: bytes) -> Image.Image:
        path = tmp_path / "page.pdf"
        path.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-png", "-r", "150", "-singlefile", path, tmp_path / "page"], check=True)
        return Image.open(tmp_path / "page.png").convert("L")

    return draw


def said_by(tool: str, pdf: bytes, tmp_path: Path, *options: str) -> str:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_plate_gives_the_same_picture_as_setting_each_alone(name, picture):
    payload = payload_of(name, components=SCORES, number="PX26-001111-8M")
    pressed = picture(render(name, components=SCORES, number="PX26-001111-8M"))
    difference = ImageChops.difference(pressed, picture(set_alone(payload))).histogram()
    # Letters stand up to a pixel apart at the end of a long line: WeasyPrint cuts off thousandths there.
    assert sum(difference[64:]) <= 0.004 * sum(difference)
    if name == "张三":
        assert sum(difference[1:]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_poppler_reads_name_number_and_scores_and_knows_the_fonts(name, tmp_path):
    pdf = render(name, components=SCORES)
    words = said_by("pdftotext", pdf, tmp_path, "-layout")
    for expected in (*LAYOUTS["completion", 2].name_lines(name), "PX26-000123-8M", "100", "7.25", "JEF0", "QNVN"):
        assert expected in words
    listed = said_by("pdffonts", pdf, tmp_path).splitlines()[2:]
    allowed = {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold", "BabelStone-Han"}
    assert {line.split()[0].partition("+")[2] for line in listed} <= allowed
    # Embedded, cut, and readable as text.
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)
    assert "No syntax or stream encoding errors" in said_by("qpdf", pdf, tmp_path, "--check")


def test_the_qr_code_leads_to_the_address(picture):
    for code in ("JEF0SVNZZ8A2YCEB5CAZQNVNAA", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"):
        url = f"https://kefu.example.cn/verify/{code}/"
        assert [found.text for found in zxingcpp.read_barcodes(picture(render(url=url)))] == [url]


def test_the_same_person_gives_the_same_bytes_whoever_came_before():
    first = render("张三")
    render("李四", number="PX26-000999-11")
    printing._plates.clear()
    render("王五")
    assert render("张三") == first


def test_nothing_of_another_person_is_in_a_file():
    render("赵铁柱", number="PX26-000777-00", url="https://kefu.example.cn/verify/OTHEROTHEROTHEROTHEROTHER0/")
    with pikepdf.open(BytesIO(render("张三"))) as document:
        everything = b"".join(
            raw_or_read(one) if isinstance(one, pikepdf.Stream) else one.unparse(resolved=True)
            for one in document.objects
        )
    for trace in ("赵".encode(), "赵".encode("utf-16-be").hex().encode(), b"000777", b"OTHEROTHER"):
        assert trace not in everything


def raw_or_read(stream: pikepdf.Stream) -> bytes:
    return stream.read_raw_bytes() if "/DCTDecode" in str(stream.get("/Filter")) else stream.read_bytes()


def test_pikepdf_approves_it_as_pdf_a_once_it_is_called_3b():
    """Its checker knows 3b only, and takes PDF/UA's schema for an unknown one: the label is changed for it."""
    pdf = render()
    report = checked_as_3b(pdf)
    assert (report.verdict, report.findings) == ("pass", [])


def test_it_says_what_it_is_to_machines_and_to_who_cannot_see():
    with pikepdf.open(BytesIO(render())) as document:
        packet = document.Root.Metadata.read_bytes().decode()
        root = document.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
            "zh-Hans",
            True,
            True,
        )
        assert str(document.docinfo.Title) == "培训合格证书 PX26-000123-8M"
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "张三 · 客户服务改进" in packet


def test_the_credential_is_attached_as_it_was_given():
    with pikepdf.open(BytesIO(render())) as document:
        assert document.attachments["credential.json"].get_file().read_bytes() == CREDENTIAL
        assert str(document.Root.AF[0].AFRelationship) == "/Data"
    without = render_certificate(payload_of(), photo=portrait_bytes(), verify_url=VERIFY_URL)
    with pikepdf.open(BytesIO(without)) as document:
        assert dict(document.attachments) == {}


def test_a_name_is_never_markup_nor_breaks_the_file(tmp_path):
    name = "<b>)三(&\\"
    assert name in said_by("pdftotext", render(name), tmp_path)


def test_a_design_that_moves_with_its_scores_is_set_one_by_one():
    payload = make_payload(components=SCORES, layout_version=1)
    pdf = render_certificate(payload, photo=portrait_bytes(), verify_url=VERIFY_URL)
    assert fonts_of(pdf) == {"Noto-Serif-CJK-SC TrueType", "Noto-Serif-CJK-SC-Bold TrueType"}


def test_words_that_look_like_a_slot_are_printed_as_they_are(tmp_path):
    assert "客户─服务" in said_by("pdftotext", render(course_title="客户─服务"), tmp_path)
    assert "张─三" in said_by("pdftotext", render("张─三"), tmp_path)


def test_a_rendering_says_what_it_takes_to_print_it_again():
    rendering = print_certificate(payload_of("王𮧵"), photo=portrait_bytes(), verify_url=VERIFY_URL)
    assert rendering.layout == "completion-2"
    assert set(rendering.fonts) == {"NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "BabelStoneHan.ttf"}
    assert all(version.startswith("Version") for version in rendering.fonts.values())
    assert len(rendering.sha256) == 64
