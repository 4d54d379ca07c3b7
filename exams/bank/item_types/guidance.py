"""A rubric as plain text, for exchange formats that know only that, and read back from it.

Written are words of the items' own language, since the text stands in other people's systems beside the item.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from exams.bank.item_types.rubric import Rubric

_KEYWORDS = "关键词："
_NO_CREDIT = "不得分："
_CRITERION = re.compile(r"[0-9]{1,2}\. (?P<name>.+)（(?P<points>[0-9]{1,3}) 分）")
_LEVEL = re.compile(r"- (?P<points>[0-9]{1,3}) 分：(?P<text>.+)")
_ENTRY = re.compile(r"- (?P<text>.+)")
# For guidance that is no rubric of ours.
_WHOLE = "整体评价"
_REACHED, _PARTLY, _MISSED = "达到参考答案的要求。", "部分达到。", "没有作答，或者答非所问。"


def write_guidance(rubric: Rubric, keywords: Sequence[str]) -> str:
    """The rubric and the keywords, a line each."""
    return "\n".join(_lines(rubric, keywords))


def _lines(rubric: Rubric, keywords: Sequence[str]) -> Iterator[str]:
    for number, criterion in enumerate(rubric.criteria, start=1):
        yield f"{number}. {criterion.name}（{criterion.points} 分）"
        for level in criterion.levels:
            yield f"- {level.points} 分：{level.text}"
    if rubric.no_credit:
        yield _NO_CREDIT
        yield from (f"- {line}" for line in rubric.no_credit)
    if keywords:
        yield f"{_KEYWORDS}{'；'.join(keywords)}"


def read_guidance(text: str) -> tuple[dict[str, Any], list[str]]:
    """Raw rubric and keywords of what `write_guidance` wrote; any other text becomes the top of one criterion."""
    criteria: list[dict[str, Any]] = []
    no_credit: list[str] | None = None
    keywords: list[str] = []
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        if found := _CRITERION.fullmatch(line):
            criteria.append({"name": found["name"], "points": int(found["points"]), "levels": []})
        elif criteria and no_credit is None and (found := _LEVEL.fullmatch(line)):
            criteria[-1]["levels"].append({"points": int(found["points"]), "text": found["text"]})
        elif criteria and line == _NO_CREDIT:
            no_credit = []
        elif no_credit is not None and (found := _ENTRY.fullmatch(line)):
            no_credit.append(found["text"])
        elif line.startswith(_KEYWORDS):
            keywords = line.removeprefix(_KEYWORDS).split("；")
        else:
            return _one_criterion(text), []
    if not criteria:
        return _one_criterion(""), keywords
    return {"criteria": criteria, "no_credit": no_credit or []}, keywords


def _one_criterion(text: str) -> dict[str, Any]:
    levels = ((10, " ".join(text.split())[:600] or _REACHED), (5, _PARTLY), (0, _MISSED))
    rows = [{"points": points, "text": words} for points, words in levels]
    return {"criteria": [{"name": _WHOLE, "points": 10, "levels": rows}]}
