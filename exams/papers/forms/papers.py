"""What is asked for papers: making one or several, changing a draft, giving one back."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.bank.models import Bank, Item
from exams.papers.models import Paper

LARGEST_SEED = 2**31 - 1
MOST_FORMS = 12
MOST_DRAWS = 300
# More than so many are drawn by the command: a page should not wait for it.
MOST_PAPERS = 1_000


class AssembleForm(forms.Form):
    """What a new paper is called, and what it is drawn from."""

    title = forms.CharField(label=_("Title"), max_length=120)
    form = forms.CharField(
        label=pgettext_lazy("of a paper", "Form"), max_length=4, help_text=_("A, B, … for parallel forms.")
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_("The same seed, form and bank give the same paper."),
    )
    fresh = forms.BooleanField(
        label=_("Avoid the items of this blueprint's other papers"), required=False, initial=True
    )


class ParallelForm(forms.Form):
    """How many parallel forms, and how much any two of them may share."""

    title = forms.CharField(label=_("Title of the set"), max_length=120)
    forms_wanted = forms.IntegerField(label=_("Number of forms"), min_value=2, max_value=MOST_FORMS, initial=4)
    max_overlap = forms.IntegerField(
        label=_("Items that two forms may share"),
        min_value=0,
        max_value=500,
        initial=0,
        help_text=_("0: no item stands in two forms."),
    )
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=LARGEST_SEED)


class DrawForm(forms.Form):
    """For how many candidates a paper is drawn, and from which seed."""

    title = forms.CharField(label=_("Title of the set"), max_length=120)
    papers_wanted = forms.IntegerField(
        label=_("Number of papers"),
        min_value=1,
        max_value=MOST_PAPERS,
        initial=30,
        help_text=_("At least as many as there are candidates; with fewer, some get the same paper."),
    )
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=LARGEST_SEED)


class SimulateForm(forms.Form):
    """How many papers to draw on trial, and from which seed."""

    count = forms.IntegerField(label=_("Papers to draw on trial"), min_value=2, max_value=MOST_DRAWS, initial=100)
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=LARGEST_SEED, initial=1)


class HandworkForm(forms.Form):
    """One act on one question of a draft."""

    ACTS: ClassVar = ("up", "down", "pin", "unpin", "exclude")

    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    slot = forms.IntegerField(min_value=1, max_value=999)


class ReadmitForm(forms.Form):
    """An excluded item that may come in again."""

    item = forms.ModelChoiceField(queryset=Item.objects.none())

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        excluded = paper.exclusions.values("item")
        self.fields["item"] = forms.ModelChoiceField(queryset=Item.objects.filter(pk__in=excluded))


class MarksForm(forms.Form):
    """The marks of every question of a draft."""

    def __init__(self, *args: Any, marks: dict[int, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks
        for slot, value in marks.items():
            self.fields[f"marks-{slot}"] = forms.DecimalField(
                label=_("Marks of question %(slot)d") % {"slot": slot},
                min_value=Decimal("0.01"),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
                initial=f"{value.normalize():f}",
                widget=forms.NumberInput(attrs={"form": "marks", "step": "0.5", "data-marks": ""}),
                error_messages={"required": _("Question %(slot)d needs marks.") % {"slot": slot}},
            )

    def changed(self) -> dict[int, Decimal]:
        """The slots whose marks differ from what they are, with the new ones."""
        return {
            slot: self.cleaned_data[f"marks-{slot}"]
            for slot, value in self.marks.items()
            if self.cleaned_data[f"marks-{slot}"] != value
        }


class SwapForm(forms.Form):
    """The version that takes a slot."""

    version = forms.IntegerField(min_value=1)


class ReturnForm(forms.Form):
    """Why a paper goes back to its maker."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("The maker reads it in the paper's history.")
    )


class EnemyForm(forms.Form):
    """Two items by bank and key, and why they are never together."""

    first = forms.CharField(label=_("Item"), max_length=70, help_text=_("Bank and key, e.g. C001.4/S-001"))
    second = forms.CharField(label=_("Other item"), max_length=70)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as: one gives away the answer of the other.")
    )

    def __init__(self, *args: Any, banks: QuerySet[Bank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.banks = banks

    def clean_first(self) -> Item:
        return self._item("first")

    def clean_second(self) -> Item:
        return self._item("second")

    def _item(self, field: str) -> Item:
        name = self.cleaned_data[field]
        bank, _slash, key = name.strip().replace(" ", "/").partition("/")
        item = Item.objects.filter(bank__in=self.banks, bank__code=bank, key=key).select_related("bank").first()
        if item is None:
            words = _("There is no item %(name)s; please write bank and key, e.g. C001.4/S-001.")
            raise forms.ValidationError(words % {"name": name})
        return item
