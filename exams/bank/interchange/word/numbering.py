"""The numbers and letters that Word puts before paragraphs of a list; they stand in no text. No Django here."""

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographTraditional",
    "ideographZodiac",
}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = 26
_TEN = 10
_CIRCLES = 20
_LEVELS = 9


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class _List:
    """One way of numbering and where its counters stand; several lists of a document may share it."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document: each paragraph is asked once, in order."""

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def label(self, number_id: str, level: int) -> str:
        """What Word shows before the next paragraph of that list and level; empty for none."""
        counted = self._lists.get(self._list_of.get(number_id, ""))
        if counted is None or level not in counted.levels:
            return ""
        for restarted, start in self._restarts.pop(number_id, {}).items():
            counted.counters[restarted] = start - 1
        here = counted.levels[level]
        counted.counters[level] = counted.counters.get(level, here.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            counted.counters.pop(deeper, None)
        if here.format == "bullet":
            return "- "
        return self._filled(counted, here.text)

    def _filled(self, counted: _List, text: str) -> str:
        for place in range(_LEVELS):
            if f"%{place + 1}" in text:
                level = counted.levels.get(place, _Level())
                number = counted.counters.get(place, level.start)
                text = text.replace(f"%{place + 1}", written(number, level.format))
        return text

    def _read(self, root: Any) -> None:
        for abstract in root.iterchildren(qn("w:abstractNum")):
            found = _List()
            for level in abstract.iterchildren(qn("w:lvl")):
                found.levels[int(level.get(qn("w:ilvl"), "0"))] = _Level(
                    start=_number(level, "w:start", 1),
                    format=_value(level, "w:numFmt", "decimal"),
                    text=_value(level, "w:lvlText", ""),
                )
            self._lists[abstract.get(qn("w:abstractNumId"), "")] = found
        for number in root.iterchildren(qn("w:num")):
            number_id = number.get(qn("w:numId"), "")
            self._list_of[number_id] = _value(number, "w:abstractNumId", "")
            for override in number.iterchildren(qn("w:lvlOverride")):
                if override.find(qn("w:startOverride")) is not None:
                    level = int(override.get(qn("w:ilvl"), "0"))
                    self._restarts.setdefault(number_id, {})[level] = _number(override, "w:startOverride", 1)


def written(number: int, form: str) -> str:
    """A number as Word writes it in that format."""
    if form in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("A") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in _CHINESE:
        return _chinese(number, _DIGITS, "十")
    if form == "chineseLegalSimplified":
        return _chinese(number, _LEGAL, "拾")
    if form in _CIRCLED and 1 <= number <= _CIRCLES:
        return chr(ord("①") + number - 1)
    return str(number)


def _chinese(number: int, digits: str, ten: str) -> str:
    if not 0 <= number < _TEN * _TEN:
        return str(number)
    tens, ones = divmod(number, _TEN)
    if not tens:
        return digits[ones]
    return f"{digits[tens] if tens > 1 else ''}{ten}{digits[ones] if ones else ''}"


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _value(parent: Any, name: str, default: str) -> str:
    child = parent.find(qn(name))
    return default if child is None else str(child.get(qn("w:val"), default))


def _number(parent: Any, name: str, default: int) -> int:
    value = _value(parent, name, str(default))
    return int(value) if value.isdecimal() and len(value) <= _LEVELS else default
