"""What an item says of itself beside its text, as the tags that Moodle and QTI can carry: “难度:3”. No Django here."""

import re
from collections.abc import Iterable
from decimal import Decimal

from exams.bank.interchange.examiner_text.vocabulary import LEVEL_WORDS, take_cognitive, take_difficulty
from exams.bank.interchange.parsing import ParsedItem

POINT, FACT, DIFFICULTY, COGNITIVE, UNIT = "知识点", "条目", "难度", "认知", "单位"
# Far beyond any key.
_MOST_DIGITS = 30
# Keys of our own items; what else a file calls an id means nothing here.
_KEY = re.compile(r"[A-Z]-\d{3,}")


def tags_of(*, point: str, facts: Iterable[str], difficulty: int, cognitive: str, unit: str = "") -> list[str]:
    """The tags that say so."""
    tags = [f"{POINT}:{point}", *(f"{FACT}:{fact}" for fact in facts)]
    tags += [f"{DIFFICULTY}:{difficulty}", f"{COGNITIVE}:{LEVEL_WORDS.get(cognitive, cognitive)}"]
    return [*tags, f"{UNIT}:{unit}"] if unit else tags


def take_tags(item: ParsedItem, tags: Iterable[str]) -> str:
    """Note what tags say; those of no known beginning stay tags. Returns the unit of a number, if one is named."""
    unit, facts, others = "", list(item.facts), list(item.tags)
    for tag in (one.strip() for one in tags if one.strip()):
        name, _sign, value = tag.replace("：", ":", 1).partition(":")
        match name.strip():
            case "知识点":
                item.point = value.strip()
            case "条目":
                facts.append(value.strip())
            case "难度":
                take_difficulty(item, value)
            case "认知" | "认知层次":
                take_cognitive(item, value)
            case "单位":
                unit = value.strip()
            case _:
                others.append(tag)
    item.facts, item.tags = tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(others))
    return unit


def take_key(item: ParsedItem, name: str) -> None:
    """Keep an id that is one of our keys."""
    if _KEY.fullmatch(name.strip()):
        item.key = name.strip()


def exact(text: str) -> Decimal | None:
    """A finite number as it is written; None for anything else."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except ArithmeticError:
        return None
    # Whoever writes 1e999999 wants the digits, not the number.
    return number if number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS else None
