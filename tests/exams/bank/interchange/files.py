"""Documents, workbooks and packages for the tests of their readers."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from openpyxl import Workbook
from PIL import Image


def png(colour="red", size=(60, 40)):
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def docx(*fill):
    """A document that each of `fill` adds to; a text is a paragraph."""
    document = Document()
    for one in fill:
        if callable(one):
            one(document)
        else:
            document.add_paragraph(one)
    return saved(document)


def xlsx(*rows, title="试题"):
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def saved(document):
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data, *, add=None, replace=None, drop=()):
    """A package with files added, replaced or dropped; a value may be a function of the old bytes."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename in drop:
                continue
            content = old.read(entry.filename)
            change = (replace or {}).get(entry.filename)
            if change is not None:
                content = change(content) if callable(change) else change
            new.writestr(entry.filename, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()
