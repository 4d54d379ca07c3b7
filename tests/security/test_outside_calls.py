"""The server opens no connection that somebody's text, picture or file asks for.

What a printed page may fetch by other schemes: tests/courses/printing/test_pdf.py.
"""

import socket

import pytest

from courses.printing.pdf import RenderingError, html_to_pdf
from exams.bank.interchange.parsing import FileRefused
from exams.bank.interchange.reading import read_items

AIMS = [
    "http://127.0.0.1:1/a",
    "https://169.254.169.254/latest/meta-data",
    "ftp://127.0.0.1/a",
    "file:///etc/passwd",
    "//evil.example/a",
]


@pytest.fixture
def calls(monkeypatch):
    """Every attempt to find or reach another host; it goes no further."""
    made = []

    def refuse(*args, **_kwargs):
        made.append(args)
        raise OSError("no way out of the test")

    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return made


@pytest.mark.parametrize(
    "page",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<p style="background: url({})">a</p>',
        "<style>@import url({}); p {{ background: url({}) }}</style><p>a</p>",
        '<object data="{}"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{}" width="9" height="9"/></svg>',
    ],
)
def test_a_printed_page_fetches_nothing(calls, page):
    with pytest.raises(RenderingError):
        html_to_pdf(f"<!DOCTYPE html><html lang='zh'><body>{page.format(AIMS[0], AIMS[0])}</body></html>", assets={})
    assert calls == []


IMPORTS = {
    "a.gift": '::一::题干 <img src="{}"> {{=对 ~错}}',
    "a.txt": "1. 题干 ![图]({})\nA. 甲\nB. 乙\n答案：A",
    "a.xml": '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "{}">]><quiz><question type="truefalse"><questiontext><text>&x;</text></questiontext></question></quiz>',
    "b.xml": '<?xml version="1.0"?><quiz><question type="truefalse"><name><text>a</text></name><questiontext format="html"><text><![CDATA[<img src="{}">]]></text></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>',
    "c.xml": '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a" title="a" adaptive="false" timeDependent="false"><itemBody><p><img src="{}" alt="a"/></p></itemBody></assessmentItem>',
}


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_fetches_nothing(calls, aim, name):
    try:
        _format, batch = read_items(IMPORTS[name].format(aim).encode(), filename=name)
    except FileRefused:
        batch = None
    assert calls == []
    assert "root:" not in str(batch)


@pytest.mark.django_db
@pytest.mark.parametrize("aim", ["http://127.0.0.1:1/watch?v=a", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"])
def test_an_address_that_an_editor_embeds_is_not_asked(client_of, calls, aim):
    answer = client_of("content_editor").post("/admin/embeds/chooser/upload/", {"embed-chooser-url": aim})
    assert answer.status_code == 200
    assert calls == []
