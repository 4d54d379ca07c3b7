"""QTI packages: items by the manifest, pictures, shared texts, and what leads outside."""

import pytest

from exams.bank.interchange.exports.archives import archive
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.registry import FORMATS, recognise
from exams.bank.item_types.text import picture_key
from tests.exams.bank.interchange.files import png
from tests.exams.bank.interchange.qti_items import choices, codes, declared, in_version_3, item

PICTURE = png("blue")
MANIFEST = '<?xml version="1.0"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{}</resources></manifest>'


def resource(href, kind="imsqti_item_xmlv2p2", inner=""):
    return f'<resource identifier="r" type="{kind}" href="{href}">{inner}</resource>'


def package(*resources, **files):
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_png", ".png"): data for name, data in files.items()
    }
    made = {"imsmanifest.xml": MANIFEST.format("".join(resources)).encode()} if resources else {}
    return archive({**made, **{name: data.encode() if isinstance(data, str) else data for name, data in named.items()}})


def read_package(data):
    return FORMATS["qti"].read(data, limits=LIMITS)


SINGLE = item(f"<p>选<b>对</b>的</p>{choices('甲', '乙', '丙')}", declared("B"))
STATEMENT = item(choices("True", "False", prompt="日出东方"), declared("A"))


def test_items_come_in_the_order_of_the_manifest():
    data = package(resource("b.xml"), resource("items/a.xml"), b_xml=STATEMENT, items__a_xml=SINGLE)
    batch = read_package(data)

    assert [(one.place.kind, one.place.at) for one in batch.items] == [("file", "b.xml"), ("file", "items/a.xml")]
    assert recognise(data, "x.zip").name == "qti"


def test_without_a_manifest_every_file_that_is_an_item_is_read():
    batch = read_package(package(b_xml=SINGLE, a_xml=STATEMENT, other_xml="<x/>"))

    assert [one.place.at for one in batch.items] == ["a.xml", "b.xml"]


def test_pictures_of_the_package_are_kept_and_addresses_outside_lead_nowhere():
    shown = item(
        '<p><img src="../pictures/p.png" alt="图"/><object data="../pictures/p.png" type="image/png">物</object></p>'
        + choices("甲", "乙", "丙"),
        declared("A"),
    )
    outside = item(f'<p><img src="../../etc/passwd" alt="图"/>选</p>{choices("甲", "乙", "丙")}', declared("A"))
    data = package(
        resource("items/a.xml"),
        resource("items/b.xml"),
        items__a_xml=shown,
        items__b_xml=outside,
        pictures__p_png=PICTURE,
    )
    batch = read_package(data)

    key = picture_key(PICTURE)
    assert batch.pictures == {key: PICTURE}
    assert batch.items[0].question.stem == f"![图]({key})![物]({key})"
    assert codes(batch.items[1], "error") == ["lost"]


def test_a_shared_text_comes_before_the_stem():
    stimulus = '<qti-assessment-stimulus identifier="s"><qti-stimulus-body><p>材料</p></qti-stimulus-body></qti-assessment-stimulus>'
    text = in_version_3(SINGLE).replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref identifier="s" href="../s.xml"/><qti-item-body>'
    )
    batch = read_package(package(resource("items/a.xml", "imsqti_item_xmlv3p0"), items__a_xml=text, s_xml=stimulus))

    assert batch.items[0].question.stem == "材料\n\n选**对**的"


def test_what_the_manifest_says_of_an_item_is_kept():
    lom = (
        "<metadata><lom><general><keyword><string>知识点:B-D-A-001</string></keyword>"
        "<keyword><string>投诉</string></keyword></general>"
        "<educational><difficulty><value>difficult</value></difficulty></educational></lom></metadata>"
    )
    [found] = read_package(package(resource("a.xml", inner=lom), a_xml=SINGLE)).items

    assert (found.point, found.tags, found.difficulty) == ("B-D-A-001", ("投诉",), 4)


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("../a.xml", "outside"),
        ("/etc/passwd", "outside"),
        ("http://example.org/a.xml", "outside"),
        ("gone.xml", "part_missing"),
    ],
)
def test_an_item_outside_the_package_is_named_and_the_others_are_read(href, code):
    batch = read_package(package(resource(href), resource("a.xml"), a_xml=SINGLE))

    assert [codes(one, "error") for one in batch.items] == [[code], []]


def test_a_broken_item_does_not_keep_the_others_out():
    batch = read_package(package(resource("b.xml"), resource("a.xml"), a_xml=SINGLE, b_xml="<assessmentItem>"))

    assert [codes(one, "error") for one in batch.items] == [["broken_xml"], []]


def test_tests_are_named():
    batch = read_package(
        package(resource("t.xml", "imsqti_test_xmlv2p2"), resource("a.xml"), a_xml=SINGLE, t_xml="<x/>")
    )

    assert [one.code for one in batch.findings] == ["qti_tests"]


def test_qti_1_is_refused_with_what_to_do():
    for data in (
        b"<questestinterop/>",
        package(resource("a.xml", "imsqti_xmlv1p2"), a_xml="<questestinterop/>"),
    ):
        with pytest.raises(FileRefused) as refused:
            read_package(data)
        assert refused.value.finding.code == "qti1"
