"""Certificate numbers and verification codes: how they are made, and read back from what people type.

A number is `PX26-000123-W8`: PX for 培训, two digits of the year, a six-digit serial, two check characters by
ISO 7064 MOD 1271-36 over everything before them. Two letters and ten places: nothing like the one letter and
21 digits of a state certificate. The check finds every single wrong character and every swap of neighbours.
Anyone can count numbers up, so a number alone proves and reveals nothing; the code is the secret: 26 characters
of Crockford's base 32 (no I, L, O, U), 130 random bits.
"""

import re
import secrets
import unicodedata

PREFIX = "PX"
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26
LAST_SERIAL = 999_999

_ALPHANUMERICS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(rf"{PREFIX}([0-9ILO]{{2}})([0-9ILO]{{6}})([0-9A-Z]{{2}})")
_CODE = re.compile(rf"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
_LOOKALIKES = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def check_characters(body: str) -> str:
    """The two characters that make `body` + them, read in base 36, leave 1 when divided by 1271."""
    remainder = (1 - int(body, 36) * 36**2) % 1271
    return _ALPHANUMERICS[remainder // 36] + _ALPHANUMERICS[remainder % 36]


def make_number(*, year: int, serial: int) -> str:
    """The number of the `serial`-th certificate of `year`."""
    if not 0 < serial <= LAST_SERIAL:
        raise ValueError(f"serial {serial} does not fit six digits")
    head, tail = f"{PREFIX}{year % 100:02d}", f"{serial:06d}"
    return f"{head}-{tail}-{check_characters(head + tail)}"


def read_number(text: str) -> str | None:
    """`text` as a canonical number, whatever its case, width, hyphens, O for 0 and I for 1; None when it cannot be one."""
    match = _NUMBER.fullmatch(_plain(text))
    if match is None:
        return None
    year, serial, check = match[1].translate(_LOOKALIKES), match[2].translate(_LOOKALIKES), match[3]
    right = check_characters(PREFIX + year + serial)
    if check.translate(_LOOKALIKES) != right.translate(_LOOKALIKES):
        return None
    return f"{PREFIX}{year}-{serial}-{right}"


def make_code() -> str:
    """130 bits nobody can guess."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str | None:
    """`text` as a canonical code, I and L read as 1 and O as 0; None when it cannot be one."""
    code = _plain(text).translate(_LOOKALIKES)
    return code if _CODE.fullmatch(code) else None


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
