"""Which format a file is, its encoding, and what is refused: in words, quickly and before it is unpacked."""

import os
import signal
import subprocess
import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings

from exams.bank.interchange import reading
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.reading import read_items
from exams.bank.interchange.registry import FORMATS, recognise
from exams.bank.interchange.words import refusal_in_words
from tests.exams.bank.interchange.files import docx, png, repacked, xlsx

PAGE = "一、判断题\n1. 客户满意是客户忠诚的基础。（√）\n"
GIFT = "::一::甲{=乙 ~丙}"
WORKBOOK = xlsx(["题干", "答案"], ["对吗", "对"])
DOCUMENT = docx("1. 对吗（√）")


@pytest.mark.parametrize(
    ("data", "filename", "name"),
    [
        (PAGE.encode(), "a.txt", "chinese_text"),
        (GIFT.encode(), "a.txt", "gift"),
        (b"Q\nA. x\nB. y\nANSWER: A", "a.txt", "aiken"),
        (DOCUMENT, "a.docx", "docx"),
        # Told by the content, whatever the name says.
        (WORKBOOK, "a.docx", "xlsx"),
        (b"schema: items/1\nbank: C001.4\nitems: []", "a.yaml", "bank_yaml"),
    ],
)
def test_a_format_is_told_by_the_content(data, filename, name):
    assert recognise(data, filename).name == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_are_read_right(encoding):
    _format, batch = read_items(PAGE.encode(encoding), filename="a.txt")

    assert [item.question.stem for item in batch.items] == ["客户满意是客户忠诚的基础。"]


def test_documents_are_read_in_a_child_and_have_bodies():
    found, batch = read_items(DOCUMENT)

    assert found.name == "docx"
    assert [(item.item_type, item.body["answer"]) for item in batch.items] == [("true_false", True)]


# What a refusal may cost here and in the child, start of Python and libraries included: generous, and told by the
# processor, since the clock on the wall only tells how busy the machine is.
CPU_SECONDS = 10


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """However busy the machine, the child is ended by its own limits and not by our waiting."""
    monkeypatch.setattr(reading, "SECONDS", 600)


def cpu_seconds():
    """Of this process and of the children that it has waited for."""
    return sum(os.times()[:4])


def refusal(data, filename="", name="auto"):
    begun = cpu_seconds()
    with pytest.raises(FileRefused) as refused:
        read_items(data, filename=filename, format_name=name)
    return refused.value.finding.code, refusal_in_words(refused.value), cpu_seconds() - begun


def bomb(size):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return buffer.getvalue()


def with_many_entries(count):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for number in range(count):
            package.writestr(f"word/{number}.xml", "")
        package.writestr("word/document.xml", "")
    return buffer.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]><l>&j;</l>"
)
HOSTILE = {
    "bomb": (bomb(80_000_000), "bomb"),
    "small bomb": (bomb(30_000_000), "bomb"),
    "many entries": (with_many_entries(4000), "too_many_entries"),
    "traversal": (repacked(DOCUMENT, add={"../../etc/passwd": "x"}), "outside"),
    "absolute": (repacked(DOCUMENT, add={"/etc/passwd": "x"}), "outside"),
    "backslashes": (repacked(DOCUMENT, add={"..\\..\\x": "x"}), "outside"),
    "drive": (repacked(DOCUMENT, add={"C:/x": "x"}), "outside"),
    "nested": (repacked(DOCUMENT, add={"word/embeddings/a.docx": "x"}), "nested"),
    "macros in a document": (repacked(DOCUMENT, add={"word/vbaProject.bin": "x"}), "macros"),
    "macros in a workbook": (repacked(WORKBOOK, add={"xl/vbaProject.bin": "x"}), "macros"),
    "entity in a document": (repacked(DOCUMENT, replace={"word/document.xml": ENTITY}), "entities"),
    "entity in a workbook": (
        repacked(WORKBOOK, replace={"xl/sharedStrings.xml": ENTITY, "xl/workbook.xml": ENTITY}),
        "entities",
    ),
    "a billion laughs": (repacked(DOCUMENT, replace={"word/styles.xml": LAUGHS}), "entities"),
    "entity in UTF-16": (
        repacked(
            DOCUMENT,
            replace={"word/document.xml": ENTITY.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")},
        ),
        "entities",
    ),
    "entity in UTF-7": (
        repacked(DOCUMENT, replace={"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/>'}),
        "entities",
    ),
    "cut off": (DOCUMENT[: len(DOCUMENT) // 2] + b"word/document.xml", "broken_package"),
    "not a document": (repacked(DOCUMENT, replace={"word/document.xml": b"<a/>"}), "broken_document"),
    "not XML": (repacked(WORKBOOK, replace={"xl/workbook.xml": b"\xff\xfe<"}), "broken_workbook"),
    "damaged part": (
        bytes(DOCUMENT[:200]) + bytes(byte ^ 255 for byte in DOCUMENT[200:260]) + bytes(DOCUMENT[260:]),
        "broken_part",
    ),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "old_office"),
    "PDF": (b"%PDF-1.7\n" + b"\0" * 100, "unknown"),
    "picture": (png(), "unknown"),
    "nothing": (b"  \n ", "empty"),
    "large": (b"1" * (LIMITS.file_bytes + 1), "too_large"),
    "no question": (b"hello world", "no_questions"),
    "wrong encoding": ("一、判断题".encode("utf-16-le")[:-1] + b"\xff\xff\x81", "unknown"),
    "half a character": (PAGE.encode("gb18030")[:-3] + b"\x81", "encoding"),
    "control characters": (PAGE.encode() + b"\x01\x02", "not_text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    data, code = HOSTILE[name]

    refused, sentence, seconds = refusal(data)

    assert refused == code
    assert sentence.endswith("。")
    assert "%(" not in sentence
    assert seconds < CPU_SECONDS


def test_a_workbook_that_lies_about_its_size_is_read_by_what_it_holds():
    def lie(sheet):
        return sheet.replace(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:XFD1048576"/>')

    data = repacked(WORKBOOK, replace={"xl/worksheets/sheet1.xml": lie})

    begun = cpu_seconds()
    _format, batch = read_items(data)
    assert len(batch.items) == 1
    assert cpu_seconds() - begun < CPU_SECONDS


def test_the_child_has_little_memory_and_writes_no_file(tmp_path):
    script = tmp_path / "greedy.py"
    script.write_text(
        "from exams.bank.interchange import process\n"
        "process.limit_resources(memory=process.MEMORY, cpu_seconds=process.CPU_SECONDS)\n"
        "try:\n    bytearray(150 * 1024 * 1024)\nexcept MemoryError:\n    print('no memory')\n"
        f"import os\ntry:\n    os.write(os.open({str(tmp_path / 'x')!r}, os.O_WRONLY | os.O_CREAT), b'x')\n"
        "except OSError:\n    print('no file')\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
    child = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, check=False)

    assert child.stdout.splitlines() == ["no memory", "no file"]


def test_the_child_is_ended_when_its_processor_time_is_spent(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(
        "from exams.bank.interchange import process\n"
        "process.CPU_SECONDS = 1\n"
        "process.limit_resources(memory=process.MEMORY, cpu_seconds=process.CPU_SECONDS)\n"
        "while True:\n    pass\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
    child = subprocess.run([sys.executable, str(script)], capture_output=True, env=environment, check=False)

    assert child.returncode in {-signal.SIGXCPU, -signal.SIGKILL}


def test_a_child_that_takes_too_long_is_a_refusal(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.01)

    assert refusal(DOCUMENT)[0] == "too_hard"


def test_every_format_says_what_it_is():
    for name, found in FORMATS.items():
        assert (found.name, bool(found.label), found.place > 0) == (name, True, True)
    assert len({found.place for found in FORMATS.values()}) == len(FORMATS)
