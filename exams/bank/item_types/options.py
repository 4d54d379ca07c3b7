"""Options of the choice types: their shape and the rules that all of them keep."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import letters
from exams.bank.item_types.editor import Mark, Rows, Text, gettext_noop
from exams.bank.item_types.questions import Alternative, ChoiceQuestion
from exams.bank.item_types.text import OptionText, plain_text


class Option(BaseModel):
    """One option; its id is its place: "a" is the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: OptionText
    correct: bool = False


def all_different(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Refuse two options that read the same."""
    seen = {plain_text(option.text).casefold() for option in options}
    if len(seen) != len(options):
        raise PydanticCustomError("options_repeat", "Two options read the same")
    return options


def count_correct(options: Sequence[Option]) -> int:
    """How many options are correct."""
    return sum(option.correct for option in options)


def option_texts(options: Sequence[Option]) -> dict[str, str]:
    """Texts by id, in authored order."""
    return dict(zip(letters(len(options)), (option.text for option in options), strict=True))


def key_ids(options: Sequence[Option]) -> list[str]:
    """Ids of the correct options."""
    pairs = zip(letters(len(options)), options, strict=True)
    return [option_id for option_id, option in pairs if option.correct]


def with_keys(options: Sequence[Option], keys: Collection[str]) -> tuple[Option, ...]:
    """The same options, with these ids as the correct ones."""
    pairs = zip(letters(len(options)), options, strict=True)
    return tuple(option.model_copy(update={"correct": option_id in keys}) for option_id, option in pairs)


def distractor_ids(options: Sequence[Option]) -> list[str]:
    """Ids of the options that are not correct."""
    pairs = zip(letters(len(options)), options, strict=True)
    return [option_id for option_id, option in pairs if not option.correct]


def shown_options(
    texts: dict[str, str], chosen: Collection[str], order: Sequence[str], *, is_lettered: bool = True
) -> list[dict[str, Any]]:
    """Options in the order shown, lettered by their place in it."""
    return [
        {
            "id": option,
            "letter": chr(ord("A") + place) if is_lettered else "",
            "text": texts[option],
            "chosen": option in chosen,
        }
        for place, option in enumerate(order or texts)
    ]


def option_rows(*, most: int, is_single: bool) -> Rows:
    """The form's rows of options, with a mark beside each."""
    return Rows(
        "options",
        gettext_noop("Options"),
        (Text("text", gettext_noop("Option")),),
        help=gettext_noop("Mark what is correct. Rows left empty do not count."),
        most=most,
        mark=Mark("correct", gettext_noop("correct"), is_single=is_single),
        is_lettered=True,
    )


def to_choice(stem: str, explanation: str, options: Sequence[Option], *, is_multiple: bool) -> ChoiceQuestion:
    """A choice body as exchange formats know it."""
    alternatives = tuple(Alternative(option.text, option.correct) for option in options)
    return ChoiceQuestion(stem=stem, general=explanation, alternatives=alternatives, is_multiple=is_multiple)


def from_choice(question: ChoiceQuestion) -> dict[str, Any]:
    """The raw body that both choice types share."""
    return {
        "stem": question.stem,
        "explanation": question.general,
        "options": [{"text": one.text, "correct": one.is_key} for one in question.alternatives],
    }
