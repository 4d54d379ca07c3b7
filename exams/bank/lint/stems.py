"""Stems: what is asked, and how plainly."""

import re
from collections.abc import Iterator

from exams.bank.item_types.questions import ChoiceQuestion
from exams.bank.item_types.text import runs
from exams.bank.lint.subjects import Finding, Subject

LONGEST_STEM = 400
# Negatives that turn the question around. 不满意, 不同, 不断 and their like are words of the matter, not of the question.
_NEGATIVE = re.compile(
    "不(?:属于|是|正确|对|包括|应|能|宜|该|恰当|符合|准确|合适|妥|可取|需要|合理|成立|得)|错误|有误|不当|欠妥|除.{1,12}(?:外|以外)"
)
# 对不对, 合不合理 and 不是……而是……, 而不是…… ask for both sides: nothing is turned around.
_BOTH_SIDES = re.compile("(.)不\\1|不是.{1,40}而是|而不是")
_QUESTION = re.compile("哪|下列|以下|什么|怎样|是否")
# A stem that says whose list it follows.
_NAMES_ITS_LIST = re.compile(
    "[二三四五六七八九十](?:个|项|步|种|条|类)|章|课程|模型|按照?.{1,16}[，,的]|教材|口径|体系|所讲|《|本节|标准"
)


def negative_is_marked(subject: Subject) -> Iterator[Finding]:
    """A negative in the question itself is easily overread: it stands in bold or underlined."""
    if not isinstance(subject.question, ChoiceQuestion):
        return
    for negative in _negatives(_asked(subject.stem)):
        marked = (run.text for run in runs(subject.body.stem) if run.kind in {"bold", "underline"})
        if not any(text and (text in negative or negative in text) for text in marked):
            yield Finding("negative_unmarked", ("stem",), {"words": negative})


def no_double_negative(subject: Subject) -> Iterator[Finding]:
    """Two negatives in one question test reading, not service."""
    found = _negatives(_asked(subject.stem))
    if isinstance(subject.question, ChoiceQuestion) and len(found) > 1:
        yield Finding("double_negative", ("stem",), {"words": "、".join(found)})


def is_short_enough(subject: Subject) -> Iterator[Finding]:
    """A long stem costs the slow reader marks; shared material belongs to a case."""
    if (
        subject.question is not None
        and isinstance(subject.question, ChoiceQuestion)
        and len(subject.stem) > LONGEST_STEM
    ):
        yield Finding("stem_long", ("stem",), {"count": len(subject.stem), "most": LONGEST_STEM})


def names_its_list(subject: Subject) -> Iterator[Finding]:
    """Where the syllabus has several lists on one topic, only the stem can say which one counts."""
    if subject.competes and not _NAMES_ITS_LIST.search(subject.stem):
        yield Finding("list_unnamed", ("stem",), {"topic": subject.competes})


def _asked(stem: str) -> str:
    """The sentence that asks: the last one with a question word, else the last one."""
    sentences = [part for part in re.split("[。？！?!；]", stem) if part.strip()]
    asking = [part for part in sentences if _QUESTION.search(part)]
    return (asking or sentences or [""])[-1]


def _negatives(sentence: str) -> list[str]:
    return [found.group() for found in _NEGATIVE.finditer(_BOTH_SIDES.sub("", sentence))]
