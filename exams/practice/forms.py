"""What trainees choose: what to practise, how long, which part of their book."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import RowField
from accounts.models import User
from courses.models import ChapterPage, KnowledgePoint
from exams.bank.presentation import type_label
from exams.practice.models import LEAST_MINUTES, MOST_MINUTES, Grade, Mode
from exams.practice.queries.book import Shelf, chapters_in_book, types_in_book
from exams.practice.queries.exam_misses import ExamMiss
from exams.practice.queries.pool import chapters_to_practise, points_to_practise, types_to_practise
from exams.practice.services.sessions import MOST, USUAL

# What the form of a new round offers; reviews and similar questions have buttons of their own.
OFFERED = (Mode.CHAPTER, Mode.POINT, Mode.TYPE, Mode.RANDOM, Mode.WEAKEST)
USUAL_COUNTS = (5, 10, 20, 50)


class TaughtSelect(forms.Select):
    """Its options, but for the empty one, are words of the course: they stay in the language that it is written in."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"] |= {"lang": "zh-Hans", "translate": "no"}
        return option


class RoundForm(forms.Form):
    """What a round is made of. A chapter narrows every kind."""

    mode = forms.ChoiceField(
        label=_("What to practise"), choices=[(one.value, one.label) for one in OFFERED], initial=Mode.RANDOM
    )
    chapter = RowField(
        label=_("Chapter"),
        queryset=ChapterPage.objects.none(),
        required=False,
        empty_label=_("All chapters"),
        widget=TaughtSelect,
    )
    point = forms.ModelChoiceField(
        label=_("Knowledge point"),
        queryset=KnowledgePoint.objects.none(),
        required=False,
        empty_label=_("Any point"),
        widget=TaughtSelect,
    )
    item_type = forms.ChoiceField(label=_("Type of question"), required=False)
    count = forms.TypedChoiceField(
        label=_("Number of questions"),
        coerce=int,
        choices=[(number, number) for number in USUAL_COUNTS if number <= MOST],
        initial=USUAL,
    )

    def __init__(self, *args: Any, trainee: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supplies = chapters_to_practise(trainee)
        chapters = cast("forms.ModelChoiceField[ChapterPage]", self.fields["chapter"])
        chapters.queryset = ChapterPage.objects.filter(pk__in=[one.chapter.pk for one in supplies]).order_by("path")
        points = cast("forms.ModelChoiceField[KnowledgePoint]", self.fields["point"])
        points.queryset = points_to_practise()
        types = cast("forms.ChoiceField", self.fields["item_type"])
        types.choices = [("", _("Any type")), *((name, type_label(name)) for name in types_to_practise())]

    def clean(self) -> dict[str, Any]:
        """Each kind needs what it is called after."""
        cleaned = super().clean() or {}
        for mode, field, text in (
            (Mode.CHAPTER, "chapter", _("Please choose a chapter.")),
            (Mode.POINT, "point", _("Please choose a knowledge point.")),
            (Mode.TYPE, "item_type", _("Please choose a type of question.")),
        ):
            if cleaned.get("mode") == mode and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, text)
        # The other kinds do not ask for a point, whatever stands in the field.
        if cleaned.get("mode") != Mode.POINT:
            cleaned["point"] = None
        return cleaned


class MinutesForm(forms.Form):
    """Minutes a day."""

    minutes = forms.IntegerField(label=_("Minutes a day"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES)


class GradeForm(forms.Form):
    """How well an answer came."""

    grade = forms.TypedChoiceField(choices=Grade.choices, coerce=int)


class MissGradeForm(GradeForm):
    """The same of a question of an exam, with how often it had been graded when it was put."""

    reviews = forms.IntegerField(min_value=0)


class ShelfForm(forms.Form):
    """Which part of the book; what is not understood counts as not chosen."""

    shelf = forms.ChoiceField(label=pgettext_lazy("book", "Show"), choices=Shelf.choices, required=False)
    chapter = RowField(
        label=_("Chapter"),
        queryset=ChapterPage.objects.none(),
        required=False,
        empty_label=_("All chapters"),
        widget=TaughtSelect,
    )
    item_type = forms.ChoiceField(label=_("Type of question"), required=False)

    def __init__(self, *args: Any, trainee: User, misses: Sequence[ExamMiss], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapters = cast("forms.ModelChoiceField[ChapterPage]", self.fields["chapter"])
        chapters.queryset = chapters_in_book(trainee, also={one.point.chapter_id for one in misses})
        types = cast("forms.ChoiceField", self.fields["item_type"])
        there = sorted({*types_in_book(trainee), *(one.item_type for one in misses if one.item_type)})
        types.choices = [("", _("Any type")), *((name, type_label(name)) for name in there)]

    @property
    def chosen(self) -> dict[str, Any]:
        """Shelf, chapter (its key) and type."""
        self.is_valid()
        chapter = self.cleaned_data.get("chapter")
        return {
            "shelf": self.cleaned_data.get("shelf") or Shelf.OPEN.value,
            "chapter": chapter.pk if chapter else None,
            "item_type": self.cleaned_data.get("item_type") or "",
        }
