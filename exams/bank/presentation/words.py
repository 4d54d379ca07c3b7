"""Words for what the item types and policies name in code, and for what their schemas refuse."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from exams.bank.item_types import ITEM_TYPES, ItemType, get_item_type
from exams.bank.item_types.editor import Rows

Place = tuple[str | int, ...]

# What stands in a body and is no field of its form: the order comes of the elements' places.
_HEAD: Mapping[str, Promise] = MappingProxyType(
    {"stem": _("Stem"), "explanation": _("Explanation"), "order": _("The right order")}
)

POLICY_LABELS: Mapping[str, Promise] = MappingProxyType(
    {
        "all_or_nothing": _("All or nothing"),
        "missing_tolerated": _("Share of the keys found, nothing for any wrong option"),
        "per_option": _("Each option judged: a miss or a wrong option costs what a key earns"),
        "right_minus_wrong": _("Keys found minus wrong options"),
        "ripkey": _("Share of the keys found, nothing when too many are marked"),
    }
)

_REASONS: Mapping[str, Promise] = MappingProxyType(
    {
        "missing": _("This is missing."),
        "extra_forbidden": _("“%(field)s” is not a field of this type."),
        "string_type": _("This must be text."),
        "string_too_short": _("This is empty."),
        "string_too_long": _("This is longer than %(max_length)s characters."),
        "bool_type": _("This must be true or false."),
        "bool_parsing": _("This must be true or false."),
        "too_short": _("At least %(min_length)s are needed; here are %(actual_length)s."),
        "too_long": _("At most %(max_length)s are allowed; here are %(actual_length)s."),
        "tuple_type": _("This must be a list."),
        "model_type": _("This must be a list of named fields."),
        "model_attributes_type": _("This must be a list of named fields."),
        "bold_unbalanced": _("The ** marks do not come in pairs."),
        "blank_malformed": _("A blank is written as a number in double braces, such as {{1}}."),
        "blank_not_here": _("Only the stem of a fill-in item may hold blanks."),
        "value_not_here": _("Only the texts of a calculation may hold parameters."),
        "picture_without_words": _("A picture needs alternative text for those who cannot see it."),
        "decimal_parsing": _("This must be a number."),
        "decimal_type": _("This must be a number."),
        "options_repeat": _("Two options read the same."),
        "one_key": _("Exactly one option must be marked correct."),
        "several_keys": _("At least two options must be marked correct, and at least one must not."),
        "accept_empty": _("An accepted answer needs a letter, a word or a number."),
        "int_type": _("This must be a whole number."),
        "int_parsing": _("This must be a whole number."),
        "int_from_float": _("This must be a whole number."),
        "greater_than_equal": _("This must be %(ge)s or more."),
        "less_than_equal": _("This must be %(le)s or less."),
        "literal_error": _("This is none of the values allowed."),
        "string_pattern_mismatch": _("This holds a character that it may not hold."),
        "levels_not_falling": _("Levels fall in points, and the last one earns 0."),
        "levels_miss_the_top": _("The best level earns the criterion's points."),
        "model_too_long": _("The model answer is longer than the %(longest)s characters allowed."),
        "shortest_above_longest": _("%(shortest)s characters cannot be asked for where %(longest)s are allowed."),
        "part_type_unknown": _("No part can be of the type “%(type)s”."),
        "blanks_mismatch": _("The stem must hold each blank from 1 to %(count)s exactly once."),
        "number_malformed": _("This must be a number with digits and at most one point, such as 12.5."),
        "tolerance_negative": _("A tolerance is 0 or more."),
        "unit_is_number": _("A unit does not begin with a digit or a sign."),
        "letter_expected": _("One letter is needed here, such as b."),
        "match_unknown": _("Row %(number)s names “%(letter)s”, and there is no such option."),
        "match_repeats": _("An option belongs to one row at most."),
        "match_in_order": _("The options stand in the order of the rows, which gives the key away: please mix them."),
        "order_incomplete": _("Each element needs a place of its own: the numbers 1 to %(count)s, each once."),
        "order_given_away": _("The elements stand in their right order, which gives the key away: please mix them."),
        "group_empty": _("Nothing belongs to group %(letter)s."),
        "parameter_name": _(
            "The name has small letters, digits and _, at most 16, such as rate; words of the language are taken."
        ),
        "parameter_range": _("From “from” to “to” the steps must give between %(least)s and %(most)s values."),
        "parameter_repeats": _("Two parameters have one name."),
        "parameter_unknown": _("There is no parameter “%(what)s”."),
        "parameter_unused": _("The expression does not use the parameter “%(what)s”."),
        "parameter_unshown": _("The stem does not show the parameter “%(what)s”: write it as {{%(what)s}}."),
        "expression_too_long": _("The expression is too long or has too many brackets."),
        "expression_unreadable": _(
            "This is no expression of numbers, parameters, + - * / ** ( ), min, max, round, abs."
        ),
        "expression_not_allowed": _("“%(what)s” is not allowed in an expression."),
        "expression_arguments": _("%(what)s has too few or too many arguments."),
        "expression_undefined": _("For %(what)s the expression has no value, or one that is too long."),
        "key_constant": _("One answer would be right for every draw: the key must vary more."),
    }
)


def type_label(item_type: str) -> str:
    """The type's name for people, e.g. 单项选择题."""
    return gettext(get_item_type(item_type).label)


def type_choices() -> list[tuple[str, str]]:
    """(name, label) of every type, for forms and filters."""
    return [(name, gettext(item_type.label)) for name, item_type in ITEM_TYPES.items()]


def policy_label(policy: str) -> str:
    """The policy's name for people."""
    return str(POLICY_LABELS[policy])


def policy_choices() -> list[tuple[str, str]]:
    """(name, label) of every policy, for forms."""
    return [(name, str(label)) for name, label in POLICY_LABELS.items()]


def explain(error: ValidationError) -> list[tuple[Place, str]]:
    """Each refusal of a body as its place in the body and its reason in words.

    A list with a bad member is also reported as too short; only the member is named.
    """
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return [(detail["loc"], _reason(detail)) for detail in details if not _has_inner(detail["loc"], places)]


def path_in_words(kind: ItemType[Any], place: Place) -> str:
    """A place in a body as its form calls it: “Options B”, “Blanks 2”; empty for the whole."""
    if not place:
        return ""
    name, *rest = place
    if name in _HEAD:
        return str(_HEAD[str(name)])
    node = next((one for one in kind.editor if one.name == name), None)
    label = gettext(node.label) if node else str(name)
    number = next((part for part in rest if isinstance(part, int)), None)
    if number is None:
        return label
    is_lettered = isinstance(node, Rows) and node.is_lettered and number < 26  # noqa: PLR2004 -- letters
    return f"{label} {chr(ord('A') + number) if is_lettered else number + 1}"


def _has_inner(place: Place, places: list[Place]) -> bool:
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _reason(detail: ErrorDetails) -> str:
    words: dict[str, Any] = {**detail.get("ctx", {}), "field": detail["loc"][-1] if detail["loc"] else ""}
    template = _REASONS.get(detail["type"])
    return detail["msg"] if template is None else str(template) % words
