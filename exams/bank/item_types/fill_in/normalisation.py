"""When two written answers are the same: width, case, spaces, punctuation, percent signs and digits do not count."""

import unicodedata

from exams.bank.item_types.numerals import ARABIC_NUMBER, plain_number

_PERCENT_WORD = "百分号"
_PERCENT_PREFIX = "百分之"


def normalise(text: str) -> str:
    """The form that is compared; two answers are the same when their forms are equal."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    stripped = _strip_punctuation(folded.replace("−", "-").replace(_PERCENT_WORD, "%"))
    if stripped.startswith(_PERCENT_PREFIX):
        share = plain_number(stripped.removeprefix(_PERCENT_PREFIX))
        return stripped if share is None else f"{share}%"
    number = plain_number(stripped.removesuffix("%"))
    if number is None:
        return stripped
    return f"{number}%" if stripped.endswith("%") else number


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]) and not ARABIC_NUMBER.match(text, start):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(char: str) -> bool:
    return char != "%" and unicodedata.category(char)[0] in "PZC"
