"""Baked pictures, attachments and what hostile files hold."""

import json
import zlib
from io import BytesIO
from struct import pack

import pikepdf
import pytest
from defusedxml import ElementTree
from PIL import Image

from certificates.badges.carriers import Carrier, baked_png, baked_svg, read_carrier, read_document
from certificates.badges.picture import BadgeText, badge_png, badge_svg

DOCUMENT = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "客户 <服务> & “改进” ]]>", "n": 3}
CREDENTIAL = json.dumps(DOCUMENT, ensure_ascii=False).encode()
TEXT = BadgeText(title="培训合格证书", course="客户服务改进", issuer="平台")


def chunks(data):
    place = 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4])
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def with_chunk(picture, kind, content):
    end = len(picture) - 12
    chunk = pack("!I", len(content)) + kind + content + pack("!I", zlib.crc32(kind + content))
    return picture[:end] + chunk + picture[end:]


def pdf_with(attachments):
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in attachments.items():
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
    stream = BytesIO()
    document.save(stream, compress_streams=True)
    return stream.getvalue()


def test_a_baked_png_is_the_same_picture_with_the_credential_in_its_chunk():
    picture = badge_png(TEXT)
    baked = baked_png(picture, CREDENTIAL)
    before, after = Image.open(BytesIO(picture)), Image.open(BytesIO(baked))
    assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()
    texts = [content for kind, content in chunks(baked) if kind == b"iTXt"]
    assert texts == [b"openbadgecredential\x00\x00\x00\x00\x00" + CREDENTIAL]
    assert after.text["openbadgecredential"] == CREDENTIAL.decode()
    assert read_carrier(baked).document == DOCUMENT


def test_a_compressed_chunk_is_read_and_a_bomb_is_not():
    head = b"openbadgecredential\x00\x01\x00\x00\x00"
    small = with_chunk(badge_png(TEXT), b"iTXt", head + zlib.compress(CREDENTIAL))
    bomb = with_chunk(badge_png(TEXT), b"iTXt", head + zlib.compress(b'{"a":"' + b" " * 10_000_000 + b'"}'))
    assert (read_carrier(small).document, read_carrier(bomb).document) == (DOCUMENT, None)


def test_a_baked_svg_holds_the_credential_as_text():
    baked = baked_svg(badge_svg(TEXT), CREDENTIAL)
    found = ElementTree.fromstring(baked).findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert [json.loads(element.text) for element in found] == [DOCUMENT]
    assert read_carrier(baked).document == DOCUMENT


def test_an_svg_with_entities_is_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    assert read_carrier(bomb).document is None


def test_in_a_pdf_the_badge_is_found_among_other_attachments():
    found = read_carrier(pdf_with({"a.json": b'{"type": ["Other"]}', "credential.json": CREDENTIAL}))
    assert (found.carrier, found.document, found.number) == (Carrier.PDF, DOCUMENT, "")


def test_a_pdf_attachment_that_unpacks_without_end_is_refused():
    bomb = pdf_with({"credential.json": b'{"type": ["OpenBadgeCredential"], "a": "' + b" " * 5_000_000 + b'"}'})
    assert len(bomb) < 50_000
    assert read_carrier(bomb).document is None


@pytest.mark.parametrize("text", [b'{"a": 1, "a": 2}', b'{"a": 1.5}', b'{"a": NaN}', b"[1]", b"{", b'"text"'])
def test_json_that_programs_read_differently_is_refused(text):
    assert read_document(text) is None


def test_depth_and_size_have_an_end():
    assert read_document(b'{"a":' * 30 + b"1" + b"}" * 30) is not None
    assert read_document(b'{"a":' * 40 + b"1" + b"}" * 40) is None
    assert read_document(b'{"a": "' + b"x" * 65_000 + b'"}') is not None
    assert read_document(b'{"a": "' + b"x" * 66_000 + b'"}') is None


def test_an_attachment_in_no_packing_is_read_and_one_in_another_is_not():
    def packed(**packing):
        with pikepdf.open(BytesIO(pdf_with({"badge.json": CREDENTIAL}))) as document:
            stream = document.attachments["badge.json"].get_file().obj
            if packing:
                stream.write(b"\x80", filter=pikepdf.Name.RunLengthDecode)
            else:
                stream.write(CREDENTIAL)
            out = BytesIO()
            document.save(out, compress_streams=False)
            return read_carrier(out.getvalue())

    assert (packed().document, packed(filter="another").document) == (DOCUMENT, None)
