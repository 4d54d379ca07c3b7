"""PDF objects as bytes, and a file made of them: one revision, one classic cross-reference table, no clock, no chance."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
COMPRESSION = 6
# Compressing less than this saves nothing worth its time.
WORTH_COMPRESSING = 200


def text_string(text: str) -> bytes:
    """A text string as UTF-16 with its mark, in hexadecimal."""
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()


def number_text(number: float) -> bytes:
    """A number with six places at most and no exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".").encode() or b"0"


def stream_object(content: bytes, entries: bytes = b"", *, compress: bool = True) -> bytes:
    """A stream with `entries` in its dictionary."""
    if compress and len(content) > WORTH_COMPRESSING:
        content = zlib.compress(content, COMPRESSION)
        entries += b" /Filter /FlateDecode"
    return b"<<%s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


@dataclass(frozen=True)
class FixedObjects:
    """Objects that are the same in many files, written out once: their bytes and where each begins among them."""

    blob: bytes
    rows: Mapping[int, bytes]

    @classmethod
    def write(cls, objects: Mapping[int, bytes]) -> "FixedObjects":
        """The head of the file with these objects behind it."""
        parts, rows, place = [HEADER], {}, len(HEADER)
        for number, body in objects.items():
            rows[number] = _row(place)
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            place += len(parts[-1])
        return cls(b"".join(parts), rows)


def write_file(fixed: FixedObjects, objects: Mapping[int, bytes], *, root: int, info: int) -> bytes:
    """The whole file. Its identifier follows from its content. Numbers must run on from 1 without a gap."""
    parts, rows, place = [fixed.blob], dict(fixed.rows), len(fixed.blob)
    for number, body in objects.items():
        rows[number] = _row(place)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        place += len(parts[-1])
    size = len(rows) + 1
    body = b"".join(parts)
    identifier = hashlib.sha256(body).hexdigest()[:32].encode()
    table = b"".join(rows[number] for number in range(1, size))
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, root, info, identifier, identifier, place)
    )


def _row(place: int) -> bytes:
    return b"%010d 00000 n \n" % place
