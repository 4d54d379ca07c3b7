"""What an answer says: letters of options, right or wrong, what goes into blanks, a number. No Django here."""

import re
import unicodedata
from decimal import Decimal

from exams.bank.interchange.examiner_text.vocabulary import folded, truth

_LETTERS = re.compile(
    r"^\s*[（(【\[]?\s*(?:选|应选|选择|为|是)?\s*(?P<letters>[A-H](?:[\s,、;和/&]*[A-H])*)(?![A-Za-z])\s*[)）】\]]?\s*(?:项|选项)?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_TRUTH = re.compile(r"^\s*[（(]?\s*(?P<word>[^\s。.,，;；:：！!（）()]{1,5})\s*[)）]?\s*(?P<rest>.*)$", re.DOTALL)
_INLINE_LETTERS = re.compile(r"[（(]\s*([A-HＡ-Ｈa-h](?:[\s,，、]*[A-HＡ-Ｈa-h])*)\s*[)）]")
_INLINE_TRUTH = re.compile(r"[（(]\s*([√×✓✗✔✘╳]|对|错|正确|错误|[TFYNXtfx])\s*[)）]")
_EMPTY_BRACKET = re.compile(r"[（(][\s\u3000_＿]*[)）]")
BLANK = re.compile(r"_{2,}|[＿﹍]{1,}|[（(][ \t\u3000_＿]*[)）]|【[ \t\u3000_]*】|\[[ \t\u3000_]+\]")
_COUNTED = re.compile(
    r"(?:^|(?<=[\s;；,，。]))(?:[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[.、．)）]|第?[一二三四五六七八九十\d]{1,2}空\s*[:：]?)\s*|[①②③④⑤⑥⑦⑧⑨⑩]\s*"
)
_OR = re.compile(r"\s*[/／|｜]\s*|\s+或者?\s+|[（(]或者?([^）)]{1,40})[)）]")
_NUMBER = re.compile(
    r"^\s*(?:约|≈|=)?\s*(?P<value>[+-]?\d{1,15}(?:,\d{3})*(?:\.\d{1,10})?)\s*(?:±\s*(?P<tolerance>\d{1,9}(?:\.\d{1,10})?))?\s*"
    r"(?P<unit>%|[^\s\d.,;。，；=±]{0,8})\s*[。.]?\s*$"
)
_SEPARATORS = (r"\n+", r"[；;]", r"、", r"[，,]", r"[ \t\u3000]{2,}", r"\s+")


def letters_of(text: str) -> tuple[list[int], str] | None:
    """The options that an answer names and what follows them; None if it names none."""
    found = _LETTERS.match(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    indexes = sorted({ord(letter) - ord("A") for letter in re.findall("[A-H]", found["letters"])})
    return indexes, found["rest"].strip().lstrip(".、:;,。，；： ").strip()


def truth_of(text: str) -> tuple[bool, str] | None:
    """Whether an answer says right, and what follows the word; None if it says neither."""
    whole = truth(text)
    if whole is not None:
        return whole, ""
    found = _TRUTH.match(text)
    holds = truth(found["word"]) if found else None
    return None if found is None or holds is None else (holds, found["rest"].strip().lstrip("。.,，;；:：！! ").strip())


def take_inline_letters(stem: str, count: int) -> tuple[str, list[int] | None]:
    """The stem with an empty bracket where its only key stood, and that key; None where there is none, or several."""
    found = list(_INLINE_LETTERS.finditer(stem))
    if len(found) != 1:
        return stem, None
    indexes = sorted(
        {
            ord(unicodedata.normalize("NFKC", one).upper()) - ord("A")
            for one in re.findall(r"[A-HＡ-Ｈa-h]", found[0][1])
        }
    )
    if not indexes or indexes[-1] >= count:
        return stem, None
    return f"{stem[: found[0].start()]}（　　）{stem[found[0].end() :]}", indexes


def take_inline_truth(stem: str) -> tuple[str, bool | None]:
    """A statement without its bracket for the mark, and the mark in it; None where it is empty or missing."""
    found = list(_INLINE_TRUTH.finditer(stem))
    for one in found[-1:]:
        is_at_edge = not stem[one.end() :].strip("。.．;；！! ") or not stem[: one.start()].strip()
        if is_at_edge:
            rest = f"{stem[: one.start()].rstrip()}{stem[one.end() :].lstrip()}"
            return rest.strip(), truth(one[1])
    edge = list(_EMPTY_BRACKET.finditer(stem))
    for one in (*edge[-1:], *edge[:1]):
        if not stem[one.end() :].strip("。.．;；！! ") or not stem[: one.start()].strip():
            return f"{stem[: one.start()].rstrip()}{stem[one.end() :].lstrip()}".strip(), None
    return stem, None


def widen_brackets(stem: str) -> str:
    """Empty brackets of one width: a browser would take most spaces out of them."""
    return _EMPTY_BRACKET.sub("（　　）", stem)


def number_blanks(stem: str) -> tuple[str, int]:
    """The stem with {{1}}, {{2}} … where its blanks stood, and how many there are."""
    count = 0

    def numbered(_found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{{{count}}}}}"

    return BLANK.sub(numbered, stem), count


def parts_of(answer: str, count: int) -> list[tuple[str, ...]] | None:
    """The accepted answers of each of so many blanks; None if the answer has another number of parts."""
    answer = answer.strip().rstrip("。")
    if count == 1:
        return [_variants(_COUNTED.sub("", answer, count=1) if _COUNTED.match(answer) else answer)]
    counted = [part.strip(" \t;；,，。\n") for part in _COUNTED.split(answer) if part and part.strip(" \t;；,，。\n")]
    if len(counted) == count and _COUNTED.search(answer):
        return [_variants(part) for part in counted]
    for separator in _SEPARATORS:
        parts = [part.strip() for part in re.split(separator, answer) if part.strip()]
        if len(parts) == count:
            return [_variants(part) for part in parts]
    return None


def count_parts(answer: str) -> int:
    """How many parts an answer seems to have, for the sentence that says so."""
    return next(
        (
            len(parts)
            for separator in _SEPARATORS
            if len(parts := [one for one in re.split(separator, answer) if one.strip()]) > 1
        ),
        1,
    )


def number_of(text: str) -> tuple[Decimal, Decimal, str] | None:
    """A number, its tolerance and its unit; None for any other text."""
    found = _NUMBER.match(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    return (
        Decimal(found["value"].replace(",", "")),
        Decimal(found["tolerance"] or 0),
        found["unit"],
    )


def option_named(text: str, options: list[str]) -> int | None:
    """The option that an answer repeats in words."""
    wanted = folded(text)
    return next((index for index, option in enumerate(options) if wanted and folded(option) == wanted), None)


def _variants(text: str) -> tuple[str, ...]:
    found = [part.strip().rstrip("。") for part in _OR.split(text) if part and part.strip()]
    return tuple(dict.fromkeys(found)) or (text,)
