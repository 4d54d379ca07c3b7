"""Cloze texts: answers in braces within the text, {1:SHORTANSWER:=A~%50%B#feedback}. No Django here."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from exams.bank.interchange.labels import exact
from exams.bank.interchange.rich_text import gap_sign

_GAP = re.compile(
    r"\{(?P<weight>\d{0,4}):(?P<kind>NUMERICAL|NM|SHORTANSWER(?:_C)?|SAC?|MWC?|"
    r"(?:MULTICHOICE|MULTIRESPONSE)(?:_[A-Z]{1,2})?|MC[A-Z]{0,2}|MR[A-Z]{0,2}):"
    r"(?P<answers>(?:\\.|[^{}\\]){1,4000})\}",
    re.DOTALL,
)
_PARTED = re.compile(r"((?:\\.|[^~\\])*)(?:~|$)", re.DOTALL)
_SHARE = re.compile(r"(?:%(?P<percent>-?\d{1,3}(?:\.\d{1,5})?)%|(?P<whole>=))?(?P<rest>.*)", re.DOTALL)
_FEEDBACK = re.compile(r"((?:\\.|[^#\\])*)(?:#(.*))?", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_WORDS = {"SHORTANSWER", "SHORTANSWER_C", "SA", "SAC", "MW", "MWC"}
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Gap:
    """A gap with the answers that earn all its marks; `options` are what the candidate would choose from."""

    accepted: tuple[str, ...]
    options: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)
    # Something that is not kept: "weights", "feedback", "wildcard", "case".
    lost: frozenset[str] = frozenset()


@dataclass
class Cloze:
    """A text with a sign (rich_text.gap_sign) where each of its gaps was."""

    text: str
    gaps: list[Gap] = field(default_factory=list)


def read_cloze(text: str) -> Cloze:
    """The text with its gaps numbered; what is no gap stays as it is."""
    cloze = Cloze("")

    def numbered(found: re.Match[str]) -> str:
        cloze.gaps.append(_gap(found["kind"], found["answers"]))
        return gap_sign(len(cloze.gaps))

    cloze.text = _GAP.sub(numbered, text)
    return cloze


def write_gap(accepted: Sequence[str]) -> str:
    """A gap that takes any of these, as HTML."""
    return "{1:SHORTANSWER:" + "~".join(f"={_escaped(one)}" for one in accepted) + "}"


def _gap(kind: str, answers: str) -> Gap:
    lost: set[str] = set()
    accepted: list[str] = []
    options: list[str] = []
    tolerance = Decimal(0)
    for part in _PARTED.finditer(answers):
        if not part[1].strip():
            continue
        share = _SHARE.match(part[1].strip())
        text, feedback = _FEEDBACK.match(share["rest"] if share else "").groups()  # type: ignore[union-attr]  # matches anything
        lost |= {"feedback"} if feedback and feedback.strip() else set()
        percent = _WHOLE if share and share["whole"] else Decimal(share["percent"] or 0) if share else Decimal(0)
        written = _plain(text)
        options.append(written)
        if percent == _WHOLE and written != "*":
            if kind in {"NUMERICAL", "NM"}:
                written, _sign, span = written.partition(":")
                tolerance = exact(span) or Decimal(0)
            accepted.append(written.strip())
        elif percent > 0:
            lost.add("weights")
    is_choice = kind not in {*_WORDS, "NUMERICAL", "NM"}
    if kind in {"SHORTANSWER_C", "SAC", "MWC"}:
        lost.add("case")
    if not is_choice and any("*" in one for one in accepted):
        lost.add("wildcard")
    return Gap(tuple(dict.fromkeys(accepted)), tuple(options) if is_choice else (), tolerance, frozenset(lost))


def _plain(text: str) -> str:
    """What is written in a gap holds no markup of ours."""
    return " ".join(re.sub(r"\\(.)", r"\1", html.unescape(_TAG.sub("", text))).split())


def _escaped(text: str) -> str:
    return html.escape(re.sub(r"([\\}~#/\"{])", r"\\\1", " ".join(text.split())), quote=False)
