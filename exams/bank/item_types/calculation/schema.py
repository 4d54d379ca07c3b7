"""Body of a calculation."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.calculation.expression import ExpressionRefused, Undefined, read_expression
from exams.bank.item_types.calculation.parameters import SAMPLES, Numbers, Parameter, corners, draws
from exams.bank.item_types.quantities import Tolerance, Unit, half_up
from exams.bank.item_types.text import StemWithValues, value_names

Parameters = tuple[Parameter, ...]
# The sample of draws on which a body is tried: any seed, always the same.
_TRIAL_SEED = 20_260


class Body(ItemBody):
    """A stem with {{parameters}}, and the expression whose value answers it, rounded half up to `decimals`."""

    stem: StemWithValues
    explanation: StemWithValues
    parameters: Annotated[Parameters, Field(min_length=1, max_length=6)]
    tolerance: Tolerance = "0"
    unit: Unit = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    expression: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]

    @field_validator("parameters")
    @classmethod
    def _are_those_of_the_texts(cls, parameters: Parameters, info: ValidationInfo) -> Parameters:
        names = [one.name for one in parameters]
        if len(set(names)) != len(names):
            raise PydanticCustomError("parameter_repeats", "Two parameters have one name")
        for field in ("stem", "explanation"):
            for name in value_names(info.data.get(field, "")):
                if name not in names:
                    raise _about("parameter_unknown", name)
        for name in names:
            if "stem" in info.data and name not in value_names(info.data["stem"]):
                raise _about("parameter_unshown", name)
        return parameters

    @field_validator("expression")
    @classmethod
    def _has_a_value_for_every_draw(cls, text: str, info: ValidationInfo) -> str:
        try:
            expression = read_expression(text)
        except ExpressionRefused as refused:
            raise PydanticCustomError(refused.code, _MESSAGES[refused.code], {"what": refused.what}) from refused
        if "parameters" not in info.data:
            return text
        parameters: Parameters = info.data["parameters"]
        names = {one.name for one in parameters}
        for name in sorted(expression.names - names):
            raise _about("parameter_unknown", name)
        for name in sorted(names - expression.names):
            raise _about("parameter_unused", name)
        if "decimals" in info.data and "tolerance" in info.data:
            _try_out(text, parameters, info.data["decimals"], info.data["tolerance"])
        return text

    def numbers_of(self, drawn: Mapping[str, str]) -> Numbers:
        """Drawn parameters as numbers."""
        return {one.name: Fraction(drawn[one.name]) for one in self.parameters}

    def key_for(self, numbers: Numbers) -> Fraction:
        """The key for these numbers, rounded; raises Undefined."""
        return half_up(read_expression(self.expression).value(numbers), self.decimals)


_MESSAGES = {
    "expression_too_long": "The expression is longer or deeper than is read here",
    "expression_unreadable": "This is no expression: numbers, parameters, + - * / ** ( ), min, max, round, abs",
    "expression_not_allowed": "“{what}” is not allowed in an expression",
    "expression_arguments": "{what} has too few or too many arguments",
    "expression_undefined": "For {what} the expression has no value, or one that is too long",
    "parameter_unknown": "There is no parameter “{what}”",
    "parameter_unused": "The expression does not use the parameter “{what}”",
    "parameter_unshown": "The stem does not show the parameter “{what}”",
    "key_constant": "One answer would be right for every draw: the key varies too little",
}


def _about(code: str, what: str) -> PydanticCustomError:
    return PydanticCustomError(code, _MESSAGES[code], {"what": what})


def _try_out(text: str, parameters: Parameters, decimals: int, tolerance: str) -> None:
    """Refuse what fails at a corner or in a sample, and a key that one answer meets for every draw."""
    fault = _fault(text, parameters, decimals, Fraction(tolerance))
    if fault:
        raise _about(*fault)


@lru_cache(maxsize=4096)
def _fault(text: str, parameters: Parameters, decimals: int, tolerance: Fraction) -> tuple[str, str] | None:
    expression, keys = read_expression(text), set()
    for numbers in (*corners(parameters), *draws(parameters, _TRIAL_SEED, SAMPLES)):
        try:
            keys.add(half_up(expression.value(numbers), decimals))
        except Undefined:
            return "expression_undefined", ", ".join(f"{name} = {value}" for name, value in numbers.items())
    return None if max(keys) - min(keys) > 2 * tolerance else ("key_constant", "")
