"""The shipped designs and what can be chosen in one: the same checks as every certificate, and nothing gets in."""

import json
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops

from certificates.payload import ComponentScore
from certificates.rendering import certificate as printing
from certificates.rendering.borders import border_svg
from certificates.rendering.certificate import render_certificate
from certificates.rendering.design import BORDERS, PALETTES, DesignSpec, Signature
from certificates.rendering.families import FAMILIES, FAMILY_CHOICES, Block, current_family
from certificates.rendering.proof import SPECIMENS, proof_pdf, proof_picture
from certificates.rendering.sheet import PrintedDesign, sheet_of
from certificates.services.designs import SHIPPED
from tests.certificates.samples import VERIFY_URL, checked_as_3b, fonts_of, make_payload, text_of
from tests.factories.certificates import portrait_bytes

NAMES = ["classic", "calm", "ledger"]
NOTO = {"Noto-Serif-CJK-SC TrueType", "Noto-Serif-CJK-SC-Bold TrueType"}
LONG = "欧阳·买买提·阿卜杜热合曼·吐尔逊·玉素甫江·艾力·托合提·努尔麦麦提·伊敏·卡"
LATIN = "Maximiliana Konstantinopoulou-Feather von Hohenlohe"
SCORES = (
    ComponentScore("理论知识", Decimal("86.50"), Decimal("60.00")),
    ComponentScore("操作技能", Decimal("100.00"), Decimal("60.00")),
    ComponentScore("综合评审", Decimal("7.25"), Decimal("60.00")),
)
SIGNED = (
    Signature("林致远", "主任", "Director"),
    Signature("钱书琴", "教务负责人", "Head of Training"),
    Signature("欧阳静怡", "考评组长", "Chief Assessor"),
)


def shipped(name, **changes):
    stored = json.loads(SHIPPED.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return replace(DesignSpec.from_json(stored["spec"]), **changes)


def png(size=(40, 40), mode="RGBA"):
    stream = BytesIO()
    Image.new(mode, size, (176, 42, 24, 120)[: len(mode)]).save(stream, "PNG")
    return stream.getvalue()


def render(spec, *, pictures=None, credential=b"{}", **changes):
    payload = make_payload(
        **{"components": SCORES, "title": spec.title, **changes}, layout=spec.layout, layout_version=spec.layout_version
    )
    return render_certificate(
        payload,
        photo=portrait_bytes(),
        verify_url=VERIFY_URL,
        credential=credential,
        design=PrintedDesign(spec, pictures or {}),
    )


def from_a_plate():
    return next(reversed(printing._plates.values())) is not None


def page_of(pdf, tmp_path, dpi=150):
    (tmp_path / "page.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(dpi), "-singlefile", tmp_path / "page.pdf", tmp_path / "page"], check=True
    )
    return Image.open(tmp_path / "page.png").convert("L")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("holder", ["张三", LONG, LATIN])
def test_a_shipped_design_holds_every_name_and_is_pressed(name, holder, tmp_path):
    pdf = render(shipped(name, signatures=SIGNED), name=holder)
    words = text_of(pdf).replace("\n", "")
    assert from_a_plate()
    assert holder.replace(" ", "") in words.replace(" ", "")
    assert "不是国家职业资格证书，也不是职业技能等级证书" in words
    assert "PX26-000123-8M" in words
    assert fonts_of(pdf) == NOTO
    assert len(pdf) < 230_000
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    assert zxingcpp.read_barcode(page_of(pdf, tmp_path)).text == VERIFY_URL


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("design", "award"),
    [
        ({}, {}),
        ({"shows_photo": True, "qr_place": "right", "signatures": SIGNED}, {"name": LONG}),
        ({"shows_photo": False}, {"components": (), "exam_title": "", "total": None}),
    ],
)
def test_every_design_is_archival_tagged_and_in_its_own_place(name, design, award, tmp_path):
    spec = shipped(name, **design)
    pdf = render(spec, **award)
    report = checked_as_3b(pdf)
    assert (report.verdict, report.findings) == ("pass", [])
    assert zxingcpp.read_barcode(page_of(pdf, tmp_path)).text == VERIFY_URL
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "zh-Hans"
    assert render(spec, **award) == pdf


@pytest.mark.parametrize("name", NAMES)
def test_a_plate_of_a_design_looks_like_setting_it_alone(name, tmp_path):
    spec = shipped(name, signatures=SIGNED)
    payload = make_payload(components=SCORES, layout=name, name="阿卜杜热合曼")
    alone = printing.set_alone(payload, photo=portrait_bytes(), verify_url=VERIFY_URL, design=PrintedDesign(spec))
    pressed = render(spec, title=payload.title, name="阿卜杜热合曼", credential=b"")
    # One after the other: both are drawn into the same file.
    difference = ImageChops.difference(page_of(alone, tmp_path), page_of(pressed, tmp_path)).histogram()
    assert sum(difference[64:]) <= 0.004 * sum(difference)


def test_without_an_exam_the_sentence_leaves_it_out():
    words = text_of(render(shipped("calm"), components=(), exam_title="", total=None)).replace("\n", "")
    assert "参加“客户服务改进”培训，修满 40 学时，完成全部学习内容，准予结业。" in words
    assert "考核" not in words.replace("不是", "")


def test_photo_off_leaves_no_portrait_in_the_file():
    with pikepdf.open(BytesIO(render(shipped("ledger", shows_photo=False)))) as document:
        pictures = [
            one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    assert pictures == []


def test_pictures_of_seal_and_hand_are_printed_and_archival():
    picture = png()
    spec = shipped("ledger", seal="picture", seal_picture="a" * 64, signatures=(replace(SIGNED[0], picture="a" * 64),))
    pdf = render(spec, pictures={"a" * 64: picture})
    report = checked_as_3b(pdf)
    assert (report.verdict, report.findings) == ("pass", [])
    with pikepdf.open(BytesIO(pdf)) as document:
        sizes = {
            (one.Width, one.Height) for one in document.objects if isinstance(one, pikepdf.Stream) and "/Width" in one
        }
    assert (40, 40) in sizes


@pytest.mark.parametrize("text", ["<b>三</b>&", '"><img src=x>', "</style><script>x</script>"])
def test_markup_in_a_name_or_a_design_is_text(text):
    spec = shipped("classic", sentence=text, title=text[:20], signatures=(Signature(text, text),))
    pdf = render(spec, name=text, issuer=text, course_title=text)
    assert text_of(pdf).count(text) >= 4
    with pikepdf.open(BytesIO(pdf)) as document:
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys())
        assert "/Annots" not in document.pages[0]


@pytest.mark.parametrize(
    "change",
    [
        {"palette": "red; background: url(http://evil.example/)"},
        {"border": "http://evil.example/"},
        {"seal": "x"},
        {"qr_place": "x"},
        {"signatures": [{"name": "一", "role": ""}] * 4},
        {"style": "body {}"},
    ],
)
def test_a_stored_design_that_asks_for_what_there_is_not_is_refused(change):
    with pytest.raises((ValueError, TypeError)):
        DesignSpec.from_json({**shipped("classic").to_json(), **change})


def test_a_design_comes_back_as_it_was_stored():
    spec = shipped("ledger", signatures=SIGNED)
    assert DesignSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec
    assert replace(spec, palette="jade").digest != spec.digest


def test_plates_of_two_designs_are_kept_apart():
    first = render(shipped("classic"), name="李四")
    second = render(shipped("classic", palette="jade"), name="李四")
    assert first != second
    assert render(shipped("classic"), name="李四") == first


@pytest.mark.parametrize("border", BORDERS)
def test_a_border_is_drawn_in_the_palette_and_asks_for_nothing(border):
    drawn = border_svg(border, PALETTES["jade"], size=(297, 210), ornament="M1 1h2")
    assert ("#56806c" in drawn, "href" in drawn, "<text" in drawn) == (True, False, False)


def test_every_family_can_be_chosen_with_its_newest_version():
    assert [name for name, _label in FAMILY_CHOICES] == NAMES
    assert {name: current_family(name).version for name in NAMES} == {"classic": 2, "calm": 1, "ledger": 1}
    assert len(FAMILIES) == 4
    with pytest.raises(KeyError):
        current_family("unknown")


def test_a_paragraph_becomes_smaller_until_it_fits_and_never_too_small():
    block = Block(".text", 100, Decimal(20), Decimal(14), Decimal(7), Decimal(2))
    assert [block.fitted("字" * count) for count in (10, 50, 1000)] == [Decimal(14), Decimal("10.5"), Decimal(7)]
    assert block.fitted("字" * 50, Decimal(6)) == Decimal("9.5")


@pytest.mark.parametrize("kind", SPECIMENS)
def test_a_proof_is_of_nobody_and_leaves_no_plate(kind):
    before = list(printing._plates)
    pdf = proof_pdf(PrintedDesign(shipped("ledger")), kind=kind, issuer="某某中心", site="https://kefu.example.cn")
    assert "PX00-000000-XX" in text_of(pdf)
    assert list(printing._plates) == before


def test_a_proof_picture_has_the_sheet_s_measures():
    pdf = proof_pdf(PrintedDesign(shipped("calm")), kind="usual", issuer="某某中心", site="https://kefu.example.cn")
    with Image.open(BytesIO(proof_picture(pdf))) as picture:
        assert (picture.format, picture.size) == ("PNG", (910, 1287))


def test_a_sheet_depends_on_the_design_s_digest():
    payload = make_payload(layout="calm")
    assert sheet_of(payload, PrintedDesign(shipped("calm"))).key == shipped("calm").digest
