"""Words: OpenCC's characters of Taiwan (s2tw), corrected by overrides.yaml.

Not its vocabulary (s2twp): that would rename what the syllabus teaches, 數據分析法 to 資料分析法, and says 稽核 for 审核
and 釋出 for 发布. The words of software that do differ are listed; docs/adr/0009 has the whole reason.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml
from opencc import OpenCC

OVERRIDES = Path(__file__).with_name("overrides.yaml")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff“”‘’]")
_QUOTES = str.maketrans("“”‘", "「」『")
# One between letters is an apostrophe.
_CLOSING_QUOTE = re.compile(r"(?<![A-Za-z])’|’(?![A-Za-z])")
# All texts of some hundred lessons; a text met again costs a look-up.
_KEPT_TEXTS = 32_768


class Converter:
    """OpenCC with words of our own, the longest first; what stands between them is OpenCC's."""

    def __init__(self, overrides: Mapping[str, str]) -> None:
        self._opencc = OpenCC("s2tw")
        self._overrides = overrides
        longest_first = sorted(overrides, key=len, reverse=True)
        self._ours = re.compile(f"({'|'.join(map(re.escape, longest_first))})")

    def convert(self, text: str) -> str:
        if not _CHINESE.search(text):
            return text
        # Every second part is one of our words.
        parts = self._ours.split(_CLOSING_QUOTE.sub("』", text.translate(_QUOTES)))
        return "".join(
            self._overrides[part] if index % 2 else self._opencc.convert(part) for index, part in enumerate(parts)
        )


@lru_cache(maxsize=_KEPT_TEXTS)
def taught_words(text: str) -> str:
    """Content in traditional characters: the same words, as the syllabus has them."""
    return _taught().convert(text)


def interface_words(text: str) -> str:
    """A sentence of the interface in traditional characters, with the words that software uses there."""
    return _interface().convert(text)


@cache
def overrides() -> dict[str, dict[str, str]]:
    """Our words: `characters` corrects OpenCC everywhere, `interface` holds the words of software."""
    lists: dict[str, dict[str, str]] = yaml.load(OVERRIDES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return lists


@cache
def _taught() -> Converter:
    return Converter(overrides()["characters"])


@cache
def _interface() -> Converter:
    return Converter(overrides()["characters"] | overrides()["interface"])
