"""A payload to print, and a reader of what was printed."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
from pikepdf import pdfa

from certificates.payload import CertificatePayload, ComponentScore

CODE = "JEF0SVNZZ8A2YCEB5CAZQNVNAA"
VERIFY_URL = f"https://kefu.example.cn/verify/{CODE}/"
SAMPLE = CertificatePayload(
    layout="completion",
    layout_version=1,
    number="PX26-000123-8M",
    title="培训合格证书",
    name="张三",
    course_title="客户服务改进",
    exam_title="客户服务改进 理论考试",
    issuer="客户服务管理师学习与考试平台",
    components=(ComponentScore("理论知识", Decimal("86.50"), Decimal("60.00")),),
    total=Decimal("86.50"),
    hours=40,
    issued_on=date(2026, 11, 24),
    expires_on=None,
    photo_sha256="0" * 64,
)


def make_payload(**changes: object) -> CertificatePayload:
    return CertificatePayload(**{**{name: getattr(SAMPLE, name) for name in SAMPLE.__dataclass_fields__}, **changes})


def text_of(pdf: bytes) -> str:
    """The text of the first page as a reader copies it: glyphs through each font's own table."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        tables = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
        text, table = [], {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                table = tables[str(operands[0])]
            elif str(operator) in {"Tj", "TJ"}:
                strings = operands[0] if str(operator) == "TJ" else operands
                text += [_decoded(bytes(one), table) for one in strings if isinstance(one, pikepdf.String)]
            elif str(operator) == "ET":
                text.append("\n")
        return "".join(text)


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts in the file, without the mark of a subset, and whether each is embedded as TrueType."""
    with pikepdf.open(BytesIO(pdf)) as document:
        names = set()
        for font in document.pages[0].Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            embedded = "TrueType" if "/FontFile2" in descriptor else "other"
            names.add(f"{str(font.BaseFont).partition('+')[2]} {embedded}")
        return names


def checked_as_3b(pdf: bytes) -> pdfa.Report:
    """What pikepdf says: it knows 3b only, and takes PDF/UA's schema for an unknown one, so the label is changed for it."""
    start, end = pdf.index(b"<pdfaid:conformance>"), pdf.index(b"</pdfaExtension:schemas>")
    whole = pdf[start : end + len(b"</pdfaExtension:schemas>")]
    label = b"<pdfaid:conformance>B</pdfaid:conformance>"
    pdf = re.sub(rb' xmlns:(pdfuaid|pdfa[EPS]\w+)="[^"]*"', lambda found: b" " * len(found[0]), pdf)
    with pikepdf.open(BytesIO(pdf.replace(whole, label.ljust(len(whole))))) as document:
        return pdfa.check(document, "3b")


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(
        r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", "".join(re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL))
    )
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def _decoded(glyphs: bytes, table: dict[int, str]) -> str:
    return "".join(table[int.from_bytes(glyphs[place : place + 2], "big")] for place in range(0, len(glyphs), 2))
