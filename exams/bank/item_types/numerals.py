"""Numbers as people write them: Arabic or Chinese digits, thousands separators, 万 and 亿."""

import re
from decimal import Decimal

_DIGITS = {
    "零": 0,
    "\u3007": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = "万亿"
_MYRIADS = 100_000_000
_POINT = "点"
_CHINESE_NUMBER = re.compile(f"[{''.join(_DIGITS)}{''.join(_UNITS)}{_GROUPS}]+")
ARABIC_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def plain_number(text: str) -> str | None:
    """A text that is wholly a number, in plain Arabic digits without idle zeros; None for any other text."""
    if _CHINESE_NUMBER.fullmatch(text):
        value = _chinese_value(text)
        return None if value is None else str(value)
    if _POINT in text:
        return _chinese_decimal(text)
    plain = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    return _without_idle_zeros(Decimal(plain)) if ARABIC_NUMBER.fullmatch(plain) else None


def myriads(text: str) -> str | None:
    """5.9万 → 59000: Arabic digits before 万 or 亿; None for any other text."""
    power = {"万": 4, "亿": 8}.get(text[-1:])
    plain = plain_number(text[:-1]) if power else None
    # Written into the text, not multiplied: that would round to the context's digits.
    return None if plain is None else _without_idle_zeros(Decimal(f"{plain}E{power}"))


def _without_idle_zeros(number: Decimal) -> str:
    if not number:
        return "0"
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _chinese_decimal(text: str) -> str | None:
    """三点一四 → 3.14."""
    whole, _point, part = text.partition(_POINT)
    if not part or not all(char in _DIGITS for char in part) or not _CHINESE_NUMBER.fullmatch(whole):
        return None
    value = _chinese_value(whole)
    digits = "".join(str(_DIGITS[char]) for char in part)
    return None if value is None else _without_idle_zeros(Decimal(f"{value}.{digits}"))


def _chinese_value(text: str) -> int | None:
    """一百二十 → 120, 二〇二六 → 2026, 十二 → 12; None for a run of number words that is no number."""
    if not any(char in _UNITS or char in _GROUPS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        else:
            # 亿 counts everything before it (一万亿), 万 only what follows the last 亿.
            section += digit or 0
            total = (total + section) * _MYRIADS if char == "亿" else total + section * 10_000
            section, digit = 0, None
    return total + section + (digit or 0)
