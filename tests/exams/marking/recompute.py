"""A score from events, versions and marks alone, by arithmetic of its own: nothing of the scoring code is used here."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import orjson

from exams.bank.models import ItemVersion
from exams.marking.models import KeyCorrection, Mark, MarkRecall
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


def number_in(text: str) -> Fraction:
    """What was written, with or without the per cent that the item asks for."""
    return Fraction(text.strip().removesuffix("%"))


def right_number(version: ItemVersion, values: dict[str, str]) -> Fraction:
    """As it stands in the body, or praised ÷ asked of the candidate's own numbers in per cent, to one decimal half up."""
    if "value" in version.body:
        return Fraction(version.body["value"])
    exact = Fraction(values["praised"]) / Fraction(values["asked"]) * 100
    return Fraction(int(exact * 10 + Fraction(1, 2)), 10)


def share_of_rows(key: list[str], answer: list[str]) -> Fraction:
    """Each letter of the key counts alike, by the share of its rows that were given it."""
    shares = []
    for letter in set(key):
        given = [answer[row] == letter for row, right in enumerate(key) if right == letter]
        shares.append(Fraction(sum(given), len(given)))
    return sum(shares, Fraction(0)) / len(shares)


def rows_of(version: ItemVersion, item_type: str) -> list[str]:
    """The letter of what belongs to each row."""
    rows, letter = {"matching": ("prompts", "match"), "classification": ("elements", "group")}[item_type]
    return [row[letter] for row in version.body[rows]]


def chosen_of(version: ItemVersion, answer: list[str], policy: str) -> Fraction:
    key, chosen = right_letters(version), set(answer)
    if chosen == key:
        return Fraction(1)
    return Fraction(len(chosen), len(key)) if policy == "missing_tolerated" and chosen < key else Fraction(0)


def share_of(version: ItemVersion, item_type: str, answer: list[str], policy: str) -> Fraction:
    """Of an answer with several parts: blanks always count one by one, all others as the policy has it."""
    if item_type == "fill_in":
        blanks = version.body["blanks"]
        hit = sum(given.strip() in blank["accept"] for given, blank in zip(answer, blanks, strict=True))
        return Fraction(hit, len(blanks))
    if item_type == "multiple_choice":
        return chosen_of(version, answer, policy)
    key = version.body["order"] if item_type == "ordering" else rows_of(version, item_type)
    if policy == "all_or_nothing":
        return Fraction(int(answer == key))
    if item_type == "ordering":
        return Fraction(sum(one == right for one, right in zip(answer, key, strict=True)), len(key))
    return share_of_rows(key, answer)


def is_right(version: ItemVersion, item_type: str, answer: object, values: dict[str, str]) -> bool:
    """Of an answer that is right or not."""
    if item_type == "single_choice":
        return {answer} == right_letters(version)
    if item_type == "true_false":
        return answer is version.body["answer"]
    return abs(number_in(answer) - right_number(version, values)) <= Fraction(version.body["tolerance"])


def credit_of(row: PaperItem, answer: object, *, policy: str, values: dict[str, str]) -> Fraction:
    """What the answer is worth of the item, from 0 to 1; `values` are what was drawn for the candidate."""
    item_type = row.version.item.item_type
    if answer is None:
        return Fraction(0)
    if item_type in {"single_choice", "true_false", "numeric", "calculation"}:
        return Fraction(int(is_right(row.version, item_type, answer, values)))
    return share_of(row.version, item_type, answer, policy)


def score_of(attempt: Attempt, *, moderated: Decimal = Decimal(0)) -> Fraction:
    """Out of 100. What people marked is taken from their last mark that was not recalled.

    A question that was made void is worth nothing; one that was given to everybody all of it; of one that is right or
    not an answer that a correction names is right, and where it replaces the key no other.
    """
    answers, policy = answers_of(attempt), attempt.paper.multiple_policy
    drawn = {entry["slot"]: entry.get("values", {}) for entry in attempt.snapshot.layout}
    in_force = KeyCorrection.objects.filter(state="in_force").values_list("version", "kind", "keys")
    corrected = {version: (kind, keys) for version, kind, keys in in_force}
    earned = possible = Fraction(0)
    for row in PaperItem.objects.filter(paper=attempt.paper).select_related("version__item"):
        kind, keys = corrected.get(row.version_id, ("", []))
        if kind == "void":
            continue
        marks = Fraction(str(row.marks))
        possible += marks
        answer = answers.get(row.slot)
        if kind == "full" or (keys and answer in keys):
            earned += marks
            continue
        if kind == "replace":
            continue
        given = Mark.objects.filter(attempt=attempt, slot=row.slot, marker__isnull=False)
        given = given.exclude(pk__in=MarkRecall.objects.values("mark")).order_by("round").last()
        if given:
            earned += marks * Fraction(given.credit_num, given.credit_den)
        else:
            earned += marks * credit_of(row, answer, policy=policy, values=drawn[row.slot])
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
