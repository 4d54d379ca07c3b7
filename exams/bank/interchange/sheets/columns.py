"""The columns of a table of items, by every name that examiners give them. Tables only; no Django here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from exams.bank.interchange.examiner_text.vocabulary import Label

LETTERS = "ABCDEFGH"
# Columns of the template in their order; names are ours, words what stands in the head.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "kind": "题型",
        "stem": "题干",
        **{f"option_{letter}": f"选项{letter}" for letter in LETTERS},
        "answer": "答案",
        "explanation": "解析",
        "difficulty": "难度",
        "cognitive": "认知层次",
        "point": "知识点",
        "facts": "条目",
        "tags": "标签",
        "marks": "分值",
        "rubric": "评分标准",
        "key": "编号",
        "data": "数据",
    }
)
_SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": ("题型", "类型", "题目类型", "试题类型"),
        "stem": ("题干", "题目", "试题", "题目内容", "试题内容", "问题", "内容", "试题题干", "题目描述"),
        "options": ("选项", "备选项", "备选答案", "可选项"),
        "answer": ("答案", "正确答案", "参考答案", "标准答案", "答案选项", "正确选项"),
        "explanation": ("解析", "答案解析", "试题解析", "题目解析", "详解", "答案说明"),
        "difficulty": ("难度", "难易度", "难易程度", "难度系数", "难度等级", "试题难度"),
        "cognitive": ("认知层次", "认知", "认知水平", "能力层次", "考查层次", "考核层次"),
        "point": ("知识点", "考点", "鉴定点", "考查点", "考核点", "鉴定点代码", "所属知识点"),
        "facts": ("条目", "大纲条目"),
        "tags": ("标签", "关键词"),
        "marks": ("分值", "分数", "得分"),
        "rubric": ("评分标准", "评分要点", "采分点"),
        "key": ("编号", "试题编号"),
        "data": ("数据",),
        # Counts the rows, and no more.
        "nothing": ("序号", "题号", "no", "no."),
    }
)
_NAMES: Mapping[str, str] = MappingProxyType({word: name for name, words in _SYNONYMS.items() for word in words})
_OPTION = re.compile(r"(?:选项|备选项|备选答案|答案选项)?([a-h])(?:选项|项)?|(?:选项|备选项|备选答案)([1-8])")
_BRACKET = re.compile(r"[（(].*?[)）]|[*＊:：]")
# So many names make a row the head of a table.
_FEW = 2
# Columns that are labels of an item as they stand.
LABELLED: Mapping[str, Label] = MappingProxyType(
    {
        name: name
        for name in (
            "answer",
            "explanation",
            "difficulty",
            "cognitive",
            "point",
            "facts",
            "tags",
            "marks",
            "rubric",
            "key",
        )
    }
)


def column_of(head: str) -> str:
    """The name of the column with that head; empty for an unknown one."""
    word = _BRACKET.sub("", unicodedata.normalize("NFKC", head).casefold())
    word = "".join(word.split())
    option = _OPTION.fullmatch(word)
    if option:
        return f"option_{option[1].upper() if option[1] else LETTERS[int(option[2]) - 1]}"
    return _NAMES.get(word, "")


def columns_of(row: Sequence[str]) -> dict[int, str] | None:
    """Place → name if the row is the head of a table of items; else None. Of two columns of a name the first counts."""
    found: dict[int, str] = {}
    for place, head in enumerate(row):
        name = column_of(head)
        if name and name not in found.values():
            found[place] = name
    is_head = len(found) >= _FEW and ("data" in found.values() or {"stem", "answer"} <= set(found.values()))
    return found if is_head else None
