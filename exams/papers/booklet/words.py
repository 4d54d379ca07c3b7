"""What stands on a printed paper beside its questions, as Chinese examiners word it. No Django here.

Like the items it is Chinese, whatever the reader's language.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from exams.bank.item_types.responses import ResponseKind

# Behind a question's number or an option's letter; what is written on.
POINT, _GAP = "\N{FULLWIDTH FULL STOP}", "\N{FULLWIDTH LOW LINE}"
BLANK = _GAP * 6
_DIGITS = "零一二三四五六七八九十"
BOOKLET, SHEET, KEY = "试卷", "答题卡", "参考答案与评分标准"
SEALED = "启用前严格保密"
FOR_MARKERS = "内部资料，仅供阅卷使用"
SPECIMEN = "样卷　未发布"
REST_IN_BOOKLET = "其余各小题请在试卷上作答。"
BY_RUBRIC = "见评分标准"
NOTICES, END, ANSWER, NUMBER = "注意事项", "（试卷结束）", "答：", "准考证号"
BOX = ("得分", "评卷人")
NUMBERS, ANSWERS, REASON, MODEL_ANSWER, NO_CREDIT = "题号", "答案", "解析", "参考答案", "不得分的情形："
RUBRIC_COLUMNS = ("评分项", "点数", "答卷表现")
SEAL = (
    f"单位{_GAP * 12}　　姓名{_GAP * 8}　　准考证号{_GAP * 12}",
    "密封线内请勿答题，密封线外请勿写姓名或作标记",
    f"{'…' * 16}密{'…' * 16}封{'…' * 16}线{'…' * 16}",
)
SHEET_FIELDS = f"姓名{_GAP * 8}　单位{_GAP * 12}　考场号{_GAP * 4}　座位号{_GAP * 4}　缺考 [　]"
SHEET_RULES = "用 2B 铅笔将所选的方框涂满涂黑，修改时用橡皮擦净；保持卡面清洁，不折叠。缺考标记由监考人员填涂。"
# What a candidate blackens for a statement that holds and for one that does not.
HOLDS = MappingProxyType({True: "√", False: "×"})

_ASKED: Mapping[ResponseKind, str] = MappingProxyType(
    {
        ResponseKind.ONE: "每题的备选项中只有一个最符合题意，请在答题卡上将所选选项的字母涂黑。",
        ResponseKind.MANY: "每题的备选项中有两个或两个以上符合题意，请在答题卡上将所选选项的字母全部涂黑。",
        ResponseKind.FLAG: "请判断各题的说法：正确的在答题卡上涂“√”，错误的涂“×”。",
        ResponseKind.TEXT: "请将结果写在“答”后的横线上。",
        ResponseKind.TEXTS: "请将答案写在题中的横线上。",
        ResponseKind.PARTS: "请先阅读材料，再逐题作答。",
    }
)


def ordinal(number: int) -> str:
    """一, 二 … 十九: the number of a section."""
    return _DIGITS[number] if number < len(_DIGITS) else f"十{_DIGITS[number - 10]}"


def plain(number: Decimal) -> str:
    """1.5 and 100, not 1.50 and 1E+2."""
    return f"{number.normalize():f}"


def section_heading(
    *, number: int, title: str, numbers: tuple[int, int], marks_each: Decimal | None, total: Decimal
) -> str:
    """一、单项选择题（第1题～第60题。每题1分，共60分。）; without the marks of each where they differ."""
    first, last = numbers
    which = f"第{first}题" if first == last else f"第{first}题～第{last}题"
    each = f"每题{plain(marks_each)}分，" if marks_each is not None and first != last else ""
    return f"{ordinal(number)}、{title}（{which}。{each}共{plain(total)}分。）"


def asked(kind: ResponseKind, *, is_written: bool, on_sheet: bool, is_order: bool, policy: str) -> str:
    """What the candidate does in a section; `policy` says how several choices are marked."""
    if kind == ResponseKind.PARTS:
        written = "有选项的小题涂在答题卡上，其余写在题后。" if on_sheet else ""
        return f"{_ASKED[kind]}{written}"
    if is_written:
        return "请在题后的横线上作答，字迹清楚，条理分明。"
    if kind == ResponseKind.TEXTS and on_sheet and is_order:
        return "请排出先后次序：在答题卡第（1）行涂排在第一位的字母，第（2）行涂第二位的，依此类推。"
    if kind == ResponseKind.TEXTS and on_sheet:
        return "请在答题卡上为每一行涂黑所选的字母。"
    return f"{_ASKED[kind]}计分办法：{policy}。" if kind == ResponseKind.MANY else _ASKED[kind]


def notices(*, has_sheet: bool, has_space: bool) -> list[str]:
    """注意事项, as far as the paper needs them."""
    given = "密封线内" + ("和答题卡上" if has_sheet else "")
    lines = [f"答题前，请在{given}规定的位置填写姓名、准考证号和单位；不得在其他位置写姓名或作任何标记。"]
    if has_sheet:
        lines.append("有选项的题在答题卡上作答：用 2B 铅笔将所选字母涂满涂黑，修改时用橡皮擦净，写在试卷上无效。")
    if has_space:
        lines.append("其余各题用黑色字迹的签字笔直接写在本试卷留出的位置，写在密封线内或草稿纸上无效。")
    lines.append("试卷代号印在每页页脚；请先核对代号、页数和题数，缺页、重页或印刷不清时举手报告监考人员。")
    lines.append(f"考试结束，请将试卷{'、答题卡' if has_sheet else ''}和草稿纸放在桌上，经监考人员清点后方可离场。")
    return lines


def code_line(*, code: str, count: int, total: Decimal, minutes: int | None) -> str:
    """Which booklet, how many questions, marks and minutes."""
    time = f" {minutes} " if minutes else _GAP * 3
    return f"试卷代号 {code}　　共 {count} 题　　满分 {plain(total)} 分　　考试时间{time}分钟"


def score_rows(totals: Sequence[Decimal]) -> list[list[str]]:
    """The table of scores: sections and the whole; scores and markers are left to be written."""
    columns = [*[ordinal(number) for number in range(1, len(totals) + 1)], "总分"]
    marks = [plain(total) for total in (*totals, sum(totals, Decimal(0)))]
    empty = [""] * len(columns)
    return [["题号", *columns], ["满分", *marks], ["得分", *empty], ["阅卷人", *empty]]


def question_note(marks: str, shortest: int) -> str:
    """（5分，不少于 300 字）; empty where there is nothing to say."""
    said = [f"{marks}分"] if marks else []
    said += [f"不少于 {shortest} 字"] if shortest else []
    return f"（{'，'.join(said)}）" if said else ""


def document_head(document: Mapping[str, Any]) -> str:
    """1. 会议改期（便笺，前台 小何，周一 8:25）."""
    said = [document[name] for name in ("kind", "sender", "date") if document[name]]
    return f"{document['number']}{POINT}{document['title']}（{'，'.join(said)}）"


def in_booklet(runs: Sequence[tuple[str, str]]) -> str:
    """What the answer sheet says of the questions that it does not hold: from which to which, section by section."""
    joined: list[tuple[str, str]] = []
    for first, last in runs:
        goes_on = bool(joined) and int(joined[-1][1]) + 1 == int(first)
        joined.append((joined.pop()[0] if goes_on else first, last))
    which = [f"第 {first} 题" if first == last else f"第 {first} 题至第 {last} 题" for first, last in joined]
    return f"{'、'.join(which)}请在试卷上作答。"


def key_facts(order: str, policy: str) -> str:
    """What a marker has to know of the whole."""
    return f"{order}。多项选择题计分办法：{policy}。"


def keywords(listed: Sequence[str]) -> str:
    """What a marker looks for."""
    return f"关键词：{'；'.join(listed)}"


def rubric_head(label: str, total: int) -> str:
    """The head of a rubric."""
    return f"{label}　评分标准（共 {total} 点）"


def trace_line(*, who: str, at: str, trace: str, digest: str) -> str:
    """Who printed it when: it stands on every page, so that a leaked one tells where it came from."""
    frozen = f"卷面摘要 {digest[:12]}" if digest else "未发布"
    return f"{who} 于 {at} 打印\n追踪码 {trace}　{frozen}"


def slot_words(slot: int) -> str:
    """Where a question stands in the paper as authored."""
    return f"原卷第 {slot} 题"


def part_label(number: int) -> str:
    """（1）: a question of a case, a row of a list."""
    return f"（{number}）"


def scaled(points: int, marks: Fraction) -> str:
    """How the points of a rubric become the marks of the paper; empty where they are the same."""
    if points == marks:
        return ""
    return f"评分标准按 {points} 点计，本题满分 {in_marks(marks)}，得分 = 所得点数 ÷ {points} × {in_marks(marks)}。"


def in_marks(marks: Fraction) -> str:
    """7.5 分, and 10/3 分 where no decimal says it."""
    return f"{marks_in_words(marks) if has_two_decimals(marks) else marks} 分"


def has_two_decimals(marks: Fraction) -> bool:
    """Whether two decimals say the marks exactly."""
    return (marks * 100).denominator == 1


def marks_in_words(marks: Fraction) -> str:
    """7.5; for marks that two decimals say."""
    return plain(Decimal((marks * 100).numerator) / 100)


def order_words(*, order: int, seed: int) -> str:
    """How the order of a booklet came about."""
    if order == 1:
        return "题目与选项按原卷次序"
    return f"与原卷题目相同，题目与选项的次序由组卷种子 {seed} 另行排定"
