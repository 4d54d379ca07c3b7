"""The form of a marker's judgement: a level for each criterion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.bank.item_types.rubric import Criterion, Guide


@dataclass(frozen=True)
class Judged:
    """A text to judge: its guide, what was written, and the fields of its criteria (none for a blank text)."""

    guide: Guide
    text: str
    fields: list[tuple[Criterion, forms.BoundField]]


class MarkingForm(forms.Form):
    """Radio buttons for each criterion of each text that was written."""

    def __init__(self, *args: Any, guides: Sequence[Guide], texts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pairs = list(zip(guides, texts, strict=True))
        for number, (guide, text) in enumerate(self._pairs):
            for place, criterion in enumerate(guide.rubric.criteria if text else ()):
                self.fields[_name(number, place)] = forms.TypedChoiceField(
                    label=criterion.name,
                    coerce=int,
                    choices=[(level.points, level.text) for level in criterion.levels],
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Please choose a level.")},
                )

    def judged(self) -> Iterator[Judged]:
        """The texts in their order."""
        for number, (guide, text) in enumerate(self._pairs):
            criteria = enumerate(guide.rubric.criteria if text else ())
            yield Judged(guide, text, [(criterion, self[_name(number, place)]) for place, criterion in criteria])

    def credits(self) -> list[Fraction]:
        """The valid form as one exact credit a text."""
        return [
            guide.rubric.credit(
                [self.cleaned_data[_name(number, place)] for place, _one in enumerate(guide.rubric.criteria)]
            )
            if text
            else Fraction(0)
            for number, (guide, text) in enumerate(self._pairs)
        ]


def _name(number: int, place: int) -> str:
    return f"text-{number}-criterion-{place}"
