"""What the candidates of the demonstration answer: as much as each of them knows, the same in every demonstration."""

from collections.abc import Callable
from random import Random
from typing import Any

from exams.bank.item_types import get_item_type
from exams.bank.item_types.base import Drawn, Response, ResponseKind
from exams.papers.queries import FrozenItem

# Slot on the paper, what is asked there, and what was drawn for the candidate.
Answering = Callable[[FrozenItem, Drawn], Response]

WHOLE, PART, NOTHING = 2, 1, 0
WEAKEST, STRONGEST = 35, 97
HARDNESS = 22
# As wide as the middle between knowing all and knowing nothing is.
HALF_KNOWN = 40
SENTENCE = "。"


def missing_each(wrong_every: int) -> Answering:
    """Everything right but each item of a slot that `wrong_every` divides."""
    return lambda item, drawn: answer_to(item, drawn, is_right=item.slot % wrong_every != 0)


def knowing(name: str) -> Answering:
    """As somebody answers who knows as much as this name has by lot."""
    return lambda item, drawn: _as_known(item, drawn, knowledge(name, item.slot), drawn_by(name, item.slot, "choice"))


def knowledge(name: str, slot: int) -> int:
    """WHOLE, PART or NOTHING of what is asked in a slot, by lot: who is able knows more, of a hard question less."""
    able = drawn_by(name).randint(WEAKEST, STRONGEST)
    need = 50 + drawn_by(slot).randint(-HARDNESS, HARDNESS)
    luck = able - need + drawn_by(name, slot).randint(-30, 30)
    return WHOLE if luck > 0 else PART if luck > -HALF_KNOWN else NOTHING


def answer_to(item: FrozenItem, drawn: Drawn, *, is_right: bool) -> Response:
    """A response of any type of item that earns everything, or nothing."""
    kind = get_item_type(item.item_type)
    return (kind.right_response if is_right else kind.wrong_response)(item.content, drawn)


def _as_known(item: FrozenItem, drawn: Drawn, known: int, dice: Random) -> Response:
    kind = get_item_type(item.item_type)
    right = kind.right_response(item.content, drawn)
    if known == WHOLE:
        return right
    if kind.response_kind == ResponseKind.ONE and (others := sorted({*kind.option_ids(item.content)} - {right})):
        return dice.choice(others)
    if kind.response_kind == ResponseKind.MANY and known == PART:
        return right[:-1] or right
    if kind.guides(item.content) and known == PART:
        return _half_of(right)
    return kind.wrong_response(item.content, drawn)


def _half_of(response: Any) -> Any:
    """The first sentences of whatever was written."""
    if isinstance(response, list):
        return [_half_of(one) for one in response]
    sentences = response.split(SENTENCE) if isinstance(response, str) else []
    return SENTENCE.join(sentences[: len(sentences) // 2]) + SENTENCE if len(sentences) > 2 else response  # noqa: PLR2004 -- two halves and what follows the last stop


def drawn_by(*seed: object) -> Random:
    """Dice that fall alike for the same words."""
    return Random("/".join(map(str, seed)))  # noqa: S311 -- a story, no secret
