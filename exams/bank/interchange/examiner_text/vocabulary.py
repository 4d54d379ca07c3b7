"""The words of Chinese examiners: kinds of questions, labels, keys, degrees of difficulty. Tables only; no Django here."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from exams.bank.interchange.parsing import ParsedItem
from exams.bank.item_types.editor import gettext_noop

Kind = Literal[
    "",
    "single",
    "multiple",
    "any",
    "choice",
    "judge",
    "blanks",
    "short",
    "long",
    "number",
    "case",
    "match",
    "order",
    "other",
]
Label = Literal[
    "answer",
    "explanation",
    "difficulty",
    "point",
    "cognitive",
    "kind",
    "tags",
    "facts",
    "marks",
    "rubric",
    "stem",
    "key",
    "other",
]

# Longer words before those that they begin with is the business of `alternatives`.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("单项选择题", "单项选择", "单选题", "单选"), "single"),
        **dict.fromkeys(("多项选择题", "多项选择", "多选题", "多选"), "multiple"),
        **dict.fromkeys(("不定项选择题", "不定项选择", "不定项"), "any"),
        **dict.fromkeys(("选择题",), "choice"),
        **dict.fromkeys(("判断改错题", "判断题", "判断", "是非题", "正误题", "对错题", "正误判断题"), "judge"),
        **dict.fromkeys(("填空题", "填空"), "blanks"),
        **dict.fromkeys(
            ("简答题", "简答", "问答题", "问答", "名词解释题", "名词解释", "术语解释", "简述题", "思考题"), "short"
        ),
        **dict.fromkeys(("论述题", "论述", "方案设计题", "方案设计", "设计题", "策划题", "写作题", "作文题"), "long"),
        **dict.fromkeys(("计算题", "计算", "数值题"), "number"),
        **dict.fromkeys(
            (
                *("案例分析题", "案例分析", "案例题", "材料分析题", "材料题", "综合分析题", "综合题", "综合应用题"),
                *("情景分析题", "情景题", "情境题", "实务题", "技能题"),
            ),
            "case",
        ),
        **dict.fromkeys(("匹配题", "配对题", "连线题"), "match"),
        **dict.fromkeys(("排序题",), "order"),
        **dict.fromkeys(("归类题", "分类题", "公文筐题", "公文筐", "改错题", "操作题", "口试题"), "other"),
    }
)
# What a source that is read again calls a kind.
KIND_WORDS: Mapping[Kind, str] = MappingProxyType(
    {
        "single": "单选题",
        "multiple": "多选题",
        "any": "不定项选择题",
        "choice": "选择题",
        "judge": "判断题",
        "blanks": "填空题",
        "short": "简答题",
        "long": "论述题",
        "number": "计算题",
        "case": "案例分析题",
        "match": "匹配题",
        "order": "排序题",
    }
)
LABELS: Mapping[str, Label] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *(
                    "答案",
                    "正确答案",
                    "参考答案",
                    "标准答案",
                    "答案要点",
                    "参考要点",
                    "参考解答",
                    "解答",
                    "答",
                    "正确选项",
                ),
                *("答题要点", "答案选项", "本题答案"),
            ),
            "answer",
        ),
        **dict.fromkeys(
            ("解析", "答案解析", "试题解析", "题目解析", "本题解析", "详解", "解释", "分析", "答案说明"), "explanation"
        ),
        **dict.fromkeys(("难度", "难易度", "难易程度", "难度系数", "难度等级"), "difficulty"),
        **dict.fromkeys(
            ("知识点", "考点", "鉴定点", "考查点", "考核点", "考察点", "考查知识点", "所属知识点", "相关知识点"),
            "point",
        ),
        **dict.fromkeys(("认知", "认知层次", "认知水平", "能力层次", "考查层次", "考核层次", "认知目标"), "cognitive"),
        **dict.fromkeys(("题型", "试题类型", "题目类型"), "kind"),
        **dict.fromkeys(("标签",), "tags"),
        **dict.fromkeys(("条目", "大纲条目"), "facts"),
        **dict.fromkeys(("分值", "本题分值", "分数"), "marks"),
        **dict.fromkeys(("评分标准", "评分要点", "评分细则", "采分点", "给分点", "得分点"), "rubric"),
        **dict.fromkeys(("题干", "题目"), "stem"),
        **dict.fromkeys(("编号", "试题编号"), "key"),
        **dict.fromkeys(
            ("来源", "出处", "题目来源", "年份", "命题人", "审题人", "章节", "所属章节", "备注", "提示"), "other"
        ),
    }
)
LABEL_WORDS: Mapping[Label, str] = MappingProxyType(
    {
        "answer": "答案",
        "explanation": "解析",
        "difficulty": "难度",
        "point": "知识点",
        "cognitive": "认知层次",
        "kind": "题型",
        "tags": "标签",
        "facts": "条目",
        "rubric": "评分标准",
        "stem": "题干",
        "key": "编号",
    }
)

TRUE_WORDS = frozenset(("√", "✓", "✔", "☑", "对", "正确", "是", "真", "T", "TRUE", "Y", "YES"))
FALSE_WORDS = frozenset(
    ("×", "✗", "✘", "✕", "╳", "☒", "X", "错", "错误", "否", "误", "假", "不对", "不正确", "F", "FALSE", "N", "NO")
)

_COGNITIVE = {
    **dict.fromkeys(("识记", "记忆", "了解", "知道", "remember"), "remember"),
    **dict.fromkeys(("理解", "领会", "熟悉", "understand"), "understand"),
    **dict.fromkeys(("应用", "运用", "掌握", "简单应用", "apply"), "apply"),
    **dict.fromkeys(("分析", "综合", "综合应用", "评价", "创造", "analyse"), "analyse"),
}
LEVEL_WORDS: Mapping[str, str] = MappingProxyType(
    {"remember": "识记", "understand": "理解", "apply": "应用", "analyse": "分析"}
)
_DIFFICULTY = {
    **dict.fromkeys(("易", "容易", "很易", "简单", "低", "1"), 1),
    **dict.fromkeys(("较易", "中等偏易", "偏易", "2"), 2),
    **dict.fromkeys(("中", "中等", "适中", "一般", "3"), 3),
    **dict.fromkeys(("较难", "中等偏难", "偏难", "4"), 4),
    **dict.fromkeys(("难", "很难", "困难", "高", "5"), 5),
}
# Shares of candidates who get it, from which on an item is this easy (content/README.md).
_SHARES = ((85, 1), (70, 2), (55, 3), (40, 4))
_SHARE = re.compile(r"(0?\.\d{1,2}|[01])(?:分)?|(\d{1,3})%")
_STARS = re.compile(r"[★⭐]{1,5}☆*")


def alternatives(words: Mapping[str, object]) -> str:
    """The words as a regular expression, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def folded(text: str) -> str:
    """Without width, case, spaces and closing punctuation."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split()).strip("。.,;:!，；：、()[]【】")


def truth(text: str) -> bool | None:
    """Whether a word says right or wrong; None for any other text."""
    word = folded(text)
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None


def take_difficulty(item: ParsedItem, text: str) -> None:
    """Note a degree of difficulty: 1 to 5, a word, stars, or the share of candidates who get it."""
    word = folded(text)
    stars = _STARS.fullmatch(word)
    share = _SHARE.fullmatch(word)
    if word in {name.upper() for name in _DIFFICULTY}:
        item.difficulty = _DIFFICULTY[word]
    elif stars:
        item.difficulty = sum(star in "★⭐" for star in stars[0])
    elif share:
        percent = int(share[2]) if share[2] else round(float(share[1]) * 100)
        item.difficulty = next((degree for least, degree in _SHARES if percent >= least), 5)
    else:
        item.warn("difficulty", gettext_noop("The difficulty “%(text)s” is not understood."), text=text[:40])


def take_cognitive(item: ParsedItem, text: str) -> None:
    """Note a cognitive level."""
    level = _COGNITIVE.get(folded(text).lower()) or _COGNITIVE.get(text.strip())
    if level is None:
        item.warn("cognitive", gettext_noop("The cognitive level “%(text)s” is not understood."), text=text[:40])
    else:
        item.cognitive = level


def kind_of(text: str) -> Kind:
    """The kind that a word names; empty for none."""
    return KINDS.get("".join(text.split()), "")


def tags_in(text: str) -> tuple[str, ...]:
    """Several tags with spaces or commas between, each once."""
    return tuple(dict.fromkeys(one for one in re.split(r"[\s,，;；、]+", text) if one))
