"""What a single line of an examiner's text is: a heading, a number, options, labels, a list of answers. No Django here."""

import re
import unicodedata
from dataclasses import dataclass

from exams.bank.interchange.examiner_text.vocabulary import KINDS, LABELS, Kind, Label, alternatives, kind_of
from exams.bank.interchange.parsing import Place, PlaceKind

_KIND = f"(?:{alternatives(KINDS)})"
_CHINESE_NUMBER = "[一二三四五六七八九十]{1,3}"
_HEADING = re.compile(
    rf"""^(?:第?{_CHINESE_NUMBER}(?:部分|大题|题)?[、.．,，:：\s]*|[（(]{_CHINESE_NUMBER}[)）]\s*|[IVXⅠ-Ⅻ]{{1,4}}[、.．\s]\s*)?
    (?P<kind>{_KIND})
    (?P<rest>\s*(?:[（(【\[:：。.,，、].*|共\s*\d.*|每[小]?题.*|部分)?)$""",
    re.VERBOSE,
)
_NUMBERED_HEADING = re.compile(
    rf"^(?:第{_CHINESE_NUMBER}(?:部分|大题|题)?[、.．,，:：\s]*|{_CHINESE_NUMBER}[、.．]\s*|[（(]{_CHINESE_NUMBER}[)）]\s*)"
)
_LONGEST_HEADING = 200
_TAG = re.compile(rf"^\s*(?:[【\[［〔]\s*({_KIND})\s*[】\]］〕]|[（(]\s*({_KIND})\s*[)）])\s*")
_BEFORE_NUMBER = r"^\s*(?P<mark>[（(]\s*(?:[√×✓✗✔✘]|对|错|正确|错误|[A-HＡ-ＨTF])?[A-HＡ-Ｈ]{0,5}\s*[)）]\s*)?"
_NUMBER = re.compile(
    _BEFORE_NUMBER
    + r"""(?:
    (?P<dot>[0-9０-９]{1,4})\s*[.．、。](?![0-9０-９])
    |(?P<colon>[0-9０-９]{1,4})\s*[,，:：](?![0-9０-９])
    |[（(]\s*(?P<paren>[0-9０-９]{1,4})\s*[)）][.．、]?
    |(?P<half>[0-9０-９]{1,4})\s*[)）]
    |[【\[［](?P<bracket>[0-9０-９]{1,4})[】\]］]
    |第\s*(?P<word>[0-9０-９]{1,4})\s*题[:：.．、]?
    |(?P<bare>[0-9０-９]{1,4})[ \t\u3000]+(?=[^\s0-9０-９.,，、%％\-—~～至:：]))\s*(?P<rest>.*)$""",
    re.VERBOSE | re.DOTALL,
)
_LETTER = "A-HＡ-Ｈ"
_OPTION = re.compile(
    rf"""^\s*(?:[（(【\[]\s*(?P<paren>[{_LETTER}a-h])\s*[)）】\]][.．、:：]?
    |(?:选项)?\s*(?P<dot>[{_LETTER}a-h])\s*[.．、:：)）。,，]
    |(?P<space>[{_LETTER}])[ \t\u3000]+(?=\S))\s*(?P<rest>.*)$""",
    re.VERBOSE | re.DOTALL,
)
_BEFORE_OPTION = r"(?:(?<=[\s。？?！!；;，,、：:)）】])|(?<=[\u4e00-\u9fff%％\d]))"
_LABEL = alternatives(LABELS)
_FIRST_LABEL = re.compile(
    rf"^\s*(?:[【\[［〔(（]\s*(?P<bracket>{_LABEL})\s*[】\]］〕)）]\s*[:：]?|(?P<colon>{_LABEL})\s*[:：])\s*"
)
_LATER_LABEL = re.compile(
    rf"[【\[［〔]\s*(?P<bracket>{_LABEL})\s*[】\]］〕]\s*[:：]?\s*|(?<=[\s。；;，,.])(?P<colon>{_LABEL})\s*[:：]\s*"
)
_ONE = "√|×|✓|✗|✔|✘|正确|错误|对|错|[A-HTFＡ-Ｈ]"
_KEY = r"[A-HＡ-Ｈ](?:[\s,，、;；]*[A-HＡ-Ｈ])*|√|×|✓|✗|✔|✘|对|错|正确|错误|[TF]"
_SHORT_ANSWER = re.compile(
    rf"^\s*(?:正确|参考|标准)?答案\s*(?:是|为|应为|应是|选|\s)?\s*[:：]?\s*(?=(?:{_KEY})\s*[。.]?\s*$)"
)
_ANSWERS_TITLE = re.compile(
    r"^\s*[【\[《〈]?\s*(?:.{0,30}[》】\s])?(?:试题|习题|题库|本章|练习)?(?:参考|标准)?答案(?:及|与|和)?(?:解析|评分标准|说明|要点|部分)?"
    r"\s*[】\]]?\s*[:：]?\s*$"
)
_RANGE = re.compile(
    rf"(?<![\d.])(?P<from>\d{{1,4}})\s*(?:[-—–－~～至]|\.{{2,3}})+\s*(?P<to>\d{{1,4}})\s*题?\s*[:：.．、)）]?\s*"
    rf"(?P<keys>(?:{_ONE})(?:[\s,，、;；/|]*(?:{_ONE}))*)(?![A-Za-z\u4e00-\u9fff])"
)
_SINGLE = re.compile(
    r"(?<![\d.])[（(]?(?P<number>\d{1,3})\s*[)）]?\s*[.．、:：]?\s*(?:答案)?[:：]?\s*[（(]?\s*"
    r"(?P<key>[A-HＡ-Ｈ](?:[,，、]?[A-HＡ-Ｈ])*|√|×|✓|✗|✔|✘|对|错|正确|错误|[TF])\s*[)）]?(?![A-Za-z\u4e00-\u9fff])"
)
_FILLING = re.compile(r"[\s,，、;；。.|/]*")
_ASKS = re.compile(
    r"[？?]|[（(][\s\u3000]*[)）]|_{2,}|^(?:简述|试述|论述|什么是|何谓|如何|怎样|怎么|为什么|请|说明|阐述|分析|列举|写出|谈谈|根据|结合|比较|试)"
)


@dataclass(frozen=True)
class Line:
    """A line with its number in the file; `is_block`: a table, several lines that stand together."""

    number: int
    text: str
    unit: PlaceKind = "line"
    is_block: bool = False

    @property
    def place(self) -> Place:
        return Place(self.unit, str(self.number))

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Heading:
    """The heading of a section: what kind of questions follow."""

    kind: Kind
    word: str


@dataclass(frozen=True)
class Numbered:
    """The beginning of a numbered line; `mark` is what stood in brackets before the number."""

    number: int
    style: str
    rest: str
    mark: str = ""


@dataclass(frozen=True)
class LetteredText:
    """An option."""

    index: int
    text: str


_ANSWER_BRACKET = re.compile(rf"[（(]\s*(?:{_KEY})\s*[)）]")
_ANY_OPTION = re.compile(rf"(?:(?<=^)|{_BEFORE_OPTION})[{_LETTER}]\s*[.．、:：)）]\s*")
_ANY_OPTION_IN_BRACKETS = re.compile(rf"[（(【\[]\s*[{_LETTER}]\s*[)）】\]][.．、:：]?\s*")
_LONG_SPACE = re.compile(r"[ \t\u3000]{20,}")


def split_lines(text: str) -> list[Line]:
    """Lines of a plain text; lines of a table in our markup stay together."""
    lines: list[Line] = []
    for number, given in enumerate(text.split("\n"), 1):
        # Nobody means so many spaces, and patterns would walk up and down them.
        line = _LONG_SPACE.sub(" " * 20, given)
        is_row = line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 1
        if is_row and lines and lines[-1].is_block:
            lines[-1] = Line(lines[-1].number, f"{lines[-1].text}\n{line.strip()}", is_block=True)
        else:
            lines.append(Line(number, line.strip() if is_row else line.rstrip(), is_block=is_row))
    return lines


def read_heading(text: str) -> Heading | None:
    """“一、单选题（每题 1 分，共 20 分）”, “判断题：”; None for any other line."""
    text = text.strip().replace("**", "")
    found = _HEADING.match(text) if len(text) <= _LONGEST_HEADING else None
    if found is None:
        return None
    # Without a number before it, a sentence that begins with the word may be a stem; the rest of a heading is a bracket.
    is_plain = not _NUMBERED_HEADING.match(text)
    rest = found["rest"].strip()
    if is_plain and rest and not re.match(r"^(?:[（(【\[]|[:：]\s*$|[:：]?\s*(?:共|每)|部分$)", rest):
        return None
    if re.search(r"[A-D]\s*[.、．]|答案", rest) and not rest.startswith(("（", "(")):
        return None
    return Heading(KINDS[found["kind"]], found["kind"])


def heading_with_answers(text: str) -> tuple[Heading, str] | None:
    """“一、单选题 1.A 2.B”: a heading and the answers on its line."""
    found = re.match(rf"^\s*(?:{_CHINESE_NUMBER}[、.．]\s*)?({_KIND})\s*[:：]?\s*(?=\d)", text)
    if found is None or not answers_in(text[found.end() :]):
        return None
    return Heading(KINDS[found[1]], found[1]), text[found.end() :]


def read_tag(text: str) -> tuple[Kind, str]:
    """“【单选题】…”: the kind that begins an item, and the rest."""
    found = _TAG.match(text)
    return (kind_of(found[1] or found[2]), text[found.end() :]) if found else ("", text)


def read_number(text: str) -> Numbered | None:
    """The number that a line begins with."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    style = next(name for name in ("dot", "colon", "paren", "half", "bracket", "word", "bare") if found[name])
    return Numbered(
        int(unicodedata.normalize("NFKC", found[style])), style, found["rest"], (found["mark"] or "").strip()
    )


def asks(text: str) -> bool:
    """Whether it reads like a question rather than a point of an answer."""
    return _ASKS.search(text) is not None


def read_options(text: str) -> list[LetteredText]:
    """The options that a line begins with, one or several; empty for any other line."""
    found = _OPTION.match(text)
    if found is None:
        return []
    style = next(name for name in ("paren", "dot", "space") if found[name])
    first = _index(found[style])
    parts, rest = [], found["rest"]
    index = first
    while following := _following(rest, index + 1, style):
        parts.append(LetteredText(index, rest[: following.start()].strip()))
        rest, index = rest[following.end() :], index + 1
    # “A 甲” and “B 乙” on lines of their own are options; “A 公司…” alone may begin a sentence: the caller looks around.
    return [*parts, LetteredText(index, rest.strip())]


def options_within(text: str) -> tuple[str, list[LetteredText]]:
    """Options that stand behind a stem on its line, at least A and B; the stem and the options."""
    for style in ("dot", "paren"):
        start = _following(text, 0, style)
        if start is not None and start.start() > 0 and _following(text[start.end() :], 1, style):
            return text[: start.start()].rstrip(), read_options(text[start.start() :])
    return text, []


def is_spaced_option(text: str) -> bool:
    """“A 甲”: a letter, a space and some text, which may also begin a sentence."""
    found = _OPTION.match(text)
    return found is not None and found["space"] is not None


def split_labels(text: str) -> list[tuple[Label | None, str, str]]:
    """A line as its labelled parts: label, the word that stood there, and the text; None before the first label."""
    first = _FIRST_LABEL.match(text) or _SHORT_ANSWER.match(text)
    parts: list[tuple[Label | None, str, str]] = []
    label: Label | None = None
    word, start = "", 0
    if first:
        word = (
            (first.groupdict().get("bracket") or first.groupdict().get("colon") or "答案")
            if first.re is _FIRST_LABEL
            else "答案"
        )
        label, start = LABELS[word], first.end()
    for found in _LATER_LABEL.finditer(text, start):
        if found["colon"] in {"答", "题目", "分析", "解释", "提示", "备注", "年份"}:
            continue
        parts.append((label, word, text[start : found.start()].strip()))
        word = found["bracket"] or found["colon"]
        label, start = LABELS[word], found.end()
    return [*parts, (label, word, text[start:].strip())]


def is_answers_title(text: str) -> bool:
    """“参考答案”, “《…》参考答案及解析”: alone on its line."""
    return _ANSWERS_TITLE.match(text.strip().replace("**", "")) is not None


def answers_in(text: str) -> list[tuple[int, str]] | None:
    """A line that is nothing but numbers and keys: “1-5 ABCDA 6. ABD 7.√”; None for any other line."""
    found: list[tuple[int, str]] = []
    rest = text
    for span in _RANGE.finditer(text):
        keys = _keys_of_range(int(span["from"]), int(span["to"]), span["keys"])
        if keys is None:
            return None
        found += keys
        rest = rest.replace(span[0], " ", 1)
    for single in _SINGLE.finditer(rest):
        found.append((int(single["number"]), single["key"]))
    left = _SINGLE.sub(" ", rest)
    return sorted(found) if found and _FILLING.fullmatch(left) else None


def _keys_of_range(first: int, last: int, keys: str) -> list[tuple[int, str]] | None:
    """The key of each number; several letters each where spaces part them, else one letter each."""
    count = last - first + 1
    parted = [part for part in re.split(r"[\s,，、;；/|]+", keys) if part]
    single = re.findall(_ONE, keys)
    chosen = parted if len(parted) == count else single if len(single) == count else None
    return list(zip(range(first, last + 1), chosen, strict=True)) if chosen and count > 0 else None


def _following(text: str, index: int, style: str) -> re.Match[str] | None:
    """Where the option of that letter begins within a text, written as the one before."""
    if index > ord("H") - ord("A"):
        return None
    letter = chr(ord("A") + index)
    letters = f"{letter}{chr(ord('Ａ') + index)}"
    if style == "paren":
        return re.search(rf"[（(【\[]\s*[{letters}{letter.lower()}]\s*[)）】\]][.．、:：]?\s*", text)
    if style == "space":
        return re.search(rf"(?<=\s)[{letters}][ \t\u3000]+(?=\S)", text)
    return re.search(rf"{_BEFORE_OPTION}[{letters}]\s*[.．、:：)）]\s*|(?<=\s){letter.lower()}\s*[.．、)）]\s*", text)


def _index(letter: str) -> int:
    return ord(unicodedata.normalize("NFKC", letter).upper()) - ord("A")


def structure_spans(text: str) -> list[tuple[int, int]]:
    """Where a line only structures itself: its heading, number, letters of options, labels and answer in brackets."""
    if read_heading(text):
        return [(0, len(text))]
    spans = [(found.start(), found.end()) for found in _LATER_LABEL.finditer(text)]
    spans += [found.span() for found in (_FIRST_LABEL.match(text), _TAG.match(text)) if found]
    spans += [found.span() for found in _ANSWER_BRACKET.finditer(text)]
    number = read_number(text)
    start = len(text) - len(number.rest) if number else 0
    spans += [(0, start)] if start else []
    for pattern in (_ANY_OPTION, _ANY_OPTION_IN_BRACKETS):
        spans += [found.span() for found in pattern.finditer(text, start)]
    return spans
