"""A score from events, versions and marks alone, by arithmetic of its own: nothing of the scoring code is used here."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import orjson

from exams.bank.models import ItemVersion
from exams.marking.models import Mark, MarkRecall
from exams.papers.models import PaperItem
from exams.sittings.models import AnswerEvent, Attempt


def answers_of(attempt: Attempt) -> dict[int, object]:
    """The last counted answer of each slot, read off the log."""
    answers: dict[int, object] = {}
    for event in AnswerEvent.objects.filter(attempt=attempt, disposition="counted", kind="answer").order_by("position"):
        answers[event.slot] = orjson.loads(event.payload)
    return answers


def right_letters(version: ItemVersion) -> set[str]:
    """Options are named by letters in the order in which they were written."""
    return {"abcdefgh"[place] for place, option in enumerate(version.body["options"]) if option.get("correct")}


def credit_of(version: ItemVersion, item_type: str, answer: object, policy: str) -> Fraction:
    """What the answer is worth of the item, from 0 to 1."""
    if answer is None:
        return Fraction(0)
    if item_type in {"single_choice", "true_false"}:
        is_right = (
            {answer} == right_letters(version) if item_type == "single_choice" else answer is version.body["answer"]
        )
        return Fraction(int(is_right))
    if item_type == "fill_in":
        blanks = version.body["blanks"]
        hit = sum(given.strip() in blank["accept"] for given, blank in zip(answer, blanks, strict=True))
        return Fraction(hit, len(blanks))
    key, chosen = right_letters(version), set(answer)
    if chosen == key:
        return Fraction(1)
    if policy == "missing_tolerated" and chosen and chosen < key:
        return Fraction(len(chosen), len(key))
    return Fraction(0)


def score_of(attempt: Attempt, *, moderated: Decimal = Decimal(0)) -> Fraction:
    """Out of 100. What people marked is taken from their last mark that was not recalled."""
    answers, policy = answers_of(attempt), attempt.paper.multiple_policy
    earned = possible = Fraction(0)
    for row in PaperItem.objects.filter(paper=attempt.paper).select_related("version__item"):
        marks = Fraction(str(row.marks))
        possible += marks
        given = Mark.objects.filter(attempt=attempt, slot=row.slot, marker__isnull=False)
        given = given.exclude(pk__in=MarkRecall.objects.values("mark")).order_by("round").last()
        if given:
            earned += marks * Fraction(given.credit_num, given.credit_den)
        else:
            earned += marks * credit_of(row.version, row.version.item.item_type, answers.get(row.slot), policy)
    exact = earned * 100 / possible + Fraction(str(moderated))
    return max(Fraction(0), min(Fraction(100), exact))


def half_up(value: Fraction) -> Decimal:
    """Two places."""
    return Decimal(int(value * 100 + Fraction(1, 2))) / 100


def passes(
    parts: Iterable[tuple[Fraction, Decimal, Decimal, Decimal]], wanted: int, total_pass_mark: Decimal | None
) -> tuple[bool, Fraction | None]:
    """(score, pass mark, weight, minimum) of each part → passed, and the weighted total where that decides."""
    rows = [tuple(map(Fraction, row)) for row in parts]
    if total_pass_mark is None:
        return len(rows) == wanted and not [row for row in rows if row[0] < row[1]], None
    if len(rows) < wanted:
        return False, None
    total = sum(row[0] * row[2] for row in rows) / sum(row[2] for row in rows)
    return total >= Fraction(total_pass_mark) and not [row for row in rows if row[0] < row[3]], total
