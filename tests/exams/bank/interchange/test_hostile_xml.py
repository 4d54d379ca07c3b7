"""XML that means harm: refused in under a second, in little memory, and nothing outside is reached for."""

import time
from contextlib import suppress
from html import escape

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from exams.bank.interchange.exports.archives import archive
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.reading import read_items
from exams.bank.interchange.registry import FORMATS
from exams.bank.interchange.rich_text import inside
from exams.bank.interchange.trees import read_tree, serialised

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XXE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay">&x;</question></quiz>'
HOSTILE = {
    "billion laughs": f'<!DOCTYPE quiz [<!ENTITY l0 "ha">{LAUGHS}]><quiz>&l9;</quiz>'.encode(),
    "file of the server": XXE.encode(),
    "file of the server in UTF-16": f'<?xml version="1.0" encoding="UTF-16"?>{XXE}'.encode("utf-16"),
    "file of the server in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + XXE.encode("utf-7"),
    "address on the net": b'<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd"><quiz/>',
    "deep": b"<quiz>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</quiz>",
    "some elements too many": b"<quiz>" + b"<a/>" * 130_000 + b"</quiz>",
    "many elements": b"<quiz>" + b"<a/>" * 600_000 + b"</quiz>",
    "many attributes": b"<quiz><a " + b" ".join(b'a%d=""' % n for n in range(500_000)) + b"/></quiz>",
    "not whole": b"<quiz><question type='essay'>",
}
CODES = {
    "deep": "too_complex",
    "many elements": "too_complex",
    "some elements too many": "too_complex",
    "many attributes": "too_complex",
    "not whole": "broken_xml",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_at_once(name):
    start = time.process_time()
    with pytest.raises(FileRefused) as refused:
        FORMATS["moodle_xml"].read(HOSTILE[name], limits=LIMITS)

    assert refused.value.finding.code == CODES.get(name, "entities")
    assert time.process_time() - start < 10


@pytest.mark.parametrize("name", ["billion laughs", "file of the server", "deep", "not whole"])
def test_it_is_refused_within_a_package_as_well(name):
    manifest = b'<manifest><resources><resource type="imsqti_item_xmlv2p2" href="a.xml"/></resources></manifest>'
    data = archive({"imsmanifest.xml": manifest, "a.xml": HOSTILE[name]})

    if name == "not whole":
        [item] = FORMATS["qti"].read(data, limits=LIMITS).items
        assert [one.code for one in item.findings] == ["broken_xml"]
    else:
        with pytest.raises(FileRefused) as refused:
            FORMATS["qti"].read(data, limits=LIMITS)
        assert refused.value.finding.code == ("bomb" if name == "deep" else "entities")


@pytest.mark.parametrize("name", HOSTILE)
def test_the_child_process_says_the_same(name):
    with pytest.raises(FileRefused) as refused:
        read_items(HOSTILE[name], format_name="moodle_xml")

    assert refused.value.finding.code == CODES.get(name, "entities")


@pytest.mark.parametrize(
    ("folder", "address", "path"),
    [
        ("items", "../p/a.png", "p/a.png"),
        ("", "a%20b.png", "a b.png"),
        ("a/b", "./c.xml#x", "a/b/c.xml"),
        ("items", "../../a.png", None),
        ("items", "..%2F..%2Fa.png", None),
        ("items", "..\\..\\a.png", None),
        ("", "/etc/passwd", None),
        ("", "C:/a.png", None),
        ("", "http://example.org/a.png", None),
        ("", "file:///etc/passwd", None),
        ("", "a\0.png", None),
        ("", "", None),
        ("items", "..", None),
    ],
)
def test_addresses_stay_inside(folder, address, path):
    assert inside(folder, address) == path


NAMES = st.sampled_from(["quiz", "question", "text", "answer", "name", "assessmentItem", "itemBody", "p", "br"])
TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(lambda one: _element(*one)),
    max_leaves=12,
)


def _element(name, inner):
    parts = [part if part.startswith("<") else escape(part) for part in inner]
    return f"<{name} type='essay'>{''.join(parts)}</{name}>"


@settings(deadline=None)
@given(TREES)
def test_a_tree_written_and_read_again_is_the_same(source):
    text = f"<quiz>{source if source.startswith('<') else ''}</quiz>"
    try:
        tree = read_tree(text.encode(), "x", limits=LIMITS)
    except FileRefused:
        reject()

    again = read_tree(serialised(tree).encode(), "x", limits=LIMITS)
    assert serialised(again) == serialised(tree)


@settings(deadline=None, max_examples=60)
@given(TREES, st.sampled_from(["moodle_xml", "qti"]))
def test_readers_never_crash(source, name):
    for text in (f"<quiz>{source}</quiz>", source):
        with suppress(FileRefused):
            FORMATS[name].read(text.encode(), limits=LIMITS)
