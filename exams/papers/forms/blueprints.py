"""A blueprint as its maker writes it: head and rules, ranges with weights, cells."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ManyRowsField
from courses.models import Importance
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Bank, Cognitive
from exams.bank.presentation import policy_choices, type_choices, type_label
from exams.papers.models import Blueprint, BlueprintCell, BlueprintRange
from exams.papers.services.shapes import SHAPES, Shape

ANY = [("", pgettext_lazy("of a cell", "any"))]


class BlueprintForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The head of a blueprint and the rules that bind its papers."""

    class Meta:
        model = Blueprint
        fields: ClassVar = [
            "title",
            "code",
            "banks",
            "minutes",
            "multiple_policy",
            "one_per_point",
            "balance_keys",
            "max_uses",
            "max_age_days",
            "target_difficulty",
        ]
        field_classes: ClassVar = {"banks": ManyRowsField}
        widgets: ClassVar = {"banks": forms.CheckboxSelectMultiple, "multiple_policy": forms.RadioSelect}

    HEAD = ("title", "code", "banks", "minutes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = self.fields["multiple_policy"]
        self.fields["multiple_policy"] = forms.ChoiceField(
            label=policy.label, initial=policy.initial, choices=policy_choices, widget=forms.RadioSelect
        )

    def offer_banks(self, banks: QuerySet[Bank]) -> None:
        """Have these to choose from."""
        cast("forms.ModelMultipleChoiceField[Bank]", self.fields["banks"]).queryset = banks

    def head(self) -> list[forms.BoundField]:
        """The fields that say what it is."""
        return [self[name] for name in self.HEAD]

    def rules(self) -> list[forms.BoundField]:
        """The fields that bind its papers."""
        return [self[name] for name in self.fields if name not in self.HEAD]

    def rules_have_errors(self) -> bool:
        """Whether the part with the rules must be open."""
        return any(field.errors for field in self.rules())


class RangeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """One range of points and its weight."""

    class Meta:
        model = BlueprintRange
        fields: ClassVar = ["point_prefix", "weight"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point_prefix"].widget.attrs |= {"list": "point-ranges", "autocomplete": "off"}


class CellForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """One cell of a blueprint."""

    class Meta:
        model = BlueprintCell
        fields: ClassVar = [
            "point_prefix",
            "item_type",
            "difficulty_from",
            "difficulty_to",
            "cognitive",
            "importance",
            "count",
            "marks_each",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.fields["item_type"].label
        # The first type is what an untouched row sends; it must not look like a change.
        self.fields["item_type"] = forms.ChoiceField(label=label, choices=type_choices, initial=next(iter(ITEM_TYPES)))
        for name, choices in (("cognitive", Cognitive.choices), ("importance", Importance.choices)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=ANY + choices, required=False)
        self.fields["count"].required = self.fields["marks_each"].required = True
        self.fields["point_prefix"].help_text = ""
        self.fields["point_prefix"].widget.attrs |= {"list": "point-ranges", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lowest, highest = cleaned.get("difficulty_from"), cleaned.get("difficulty_to")
        if lowest and highest and lowest > highest:
            self.add_error("difficulty_to", _("The difficulty band runs from the lower to the higher number."))
        return cleaned


class RowFormSet(BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows in order; those left empty or removed do not count."""

    def filled(self) -> list[Any]:
        """The forms of the rows that count, in order."""
        deleted = self.deleted_forms
        return [
            form for form in self.forms if (form.has_changed() or form in self.initial_forms) and form not in deleted
        ]

    def sound(self) -> list[Any]:
        """Those that have no mistake: while somebody writes, the others are not finished yet."""
        return [form for form in self.filled() if form.is_valid()]

    def rows(self) -> list[Any]:
        """What the rows shall be, not yet saved."""
        return [form.instance for form in self.filled()]


RangeFormSet = forms.formset_factory(RangeForm, formset=RowFormSet, extra=1, can_delete=True, max_num=60)
CellFormSet = forms.formset_factory(CellForm, formset=RowFormSet, extra=1, can_delete=True, max_num=200)


def range_formset(data: Any, ranges: Iterable[BlueprintRange]) -> RowFormSet:
    """The formset over these ranges, stored or proposed."""
    initial = [{name: _shown(getattr(row, name)) for name in RangeForm.Meta.fields} for row in ranges]
    return cast("RowFormSet", RangeFormSet(data, initial=initial, prefix="ranges"))


def cell_formset(data: Any, cells: Iterable[BlueprintCell]) -> RowFormSet:
    """The formset over these cells, stored or proposed."""
    initial = [{name: _shown(getattr(row, name)) for name in CellForm.Meta.fields} for row in cells]
    return cast("RowFormSet", CellFormSet(data, initial=initial, prefix="cells"))


def _shown(value: Any) -> Any:
    """13, not 13.00."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def shape_words(shape: Shape) -> str:
    """A shape in one line, section by section."""
    return " + ".join(
        f"{type_label(part.item_type)} {part.count} × {part.marks_each.normalize():f}" for part in shape.sections
    )


def shape_choices() -> list[tuple[str, str]]:
    """The usual shapes in words."""
    return [(name, shape_words(shape)) for name, shape in SHAPES.items()]


class ShapeForm(forms.Form):
    """What a new blueprint begins with: a usual shape and the banks; the ranges follow from their points."""

    shape = forms.ChoiceField(
        label=pgettext_lazy("of a theory paper", "Shape"), widget=forms.RadioSelect, choices=shape_choices
    )
    banks = ManyRowsField(label=_("Banks"), queryset=Bank.objects.none(), widget=forms.CheckboxSelectMultiple)

    level = forms.ChoiceField(
        label=_("Ranges with a weight each"),
        choices=[("chapter", _("chapter by chapter")), ("section", _("section by section"))],
        widget=forms.RadioSelect,
        initial="chapter",
    )

    def __init__(self, *args: Any, banks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[Bank]", self.fields["banks"]).queryset = banks

    def plan(self) -> Shape:
        """The shape that was chosen."""
        return SHAPES[self.cleaned_data["shape"]]


class CopyForm(forms.Form):
    """What a copy is called, and whether it takes the place of what it is copied from."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.SlugField(label=pgettext_lazy("of a blueprint", "Code"), max_length=40)
    is_new_version = forms.BooleanField(
        label=_("It is the next version of the same blueprint"), required=False, initial=True
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Blueprint.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is in use; please choose another."))
        return code
