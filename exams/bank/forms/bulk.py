"""The grid of the bulk edit: a small form for each row, and one for all rows that are picked."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import KnowledgePoint
from exams.bank.forms.items import PointField
from exams.bank.forms.widgets import PlainSelect
from exams.bank.models import Bank, Cognitive, ItemVersion
from exams.bank.services.bulk import RowChange

LONGEST_TAG = 40
STEPS = (
    ("", "–"),
    ("submit", _("Submit for review")),
    ("approve", _("Approve")),
    ("suspend", _("Suspend")),
    ("retire", _("Retire")),
)
LEVELS = [("", "–"), *Cognitive.choices]
DIFFICULTIES = [("", "–"), *((n, str(n)) for n in range(1, 6))]


class TagsField(forms.CharField):
    """Several tags with spaces or commas between."""

    def to_python(self, value: Any) -> Any:
        names = dict.fromkeys(re.split(r"[\s,，;；、]+", (value or "").strip()))
        found = tuple(name for name in names if name)
        if any(len(name) > LONGEST_TAG for name in found):
            raise forms.ValidationError(_("A tag has at most %(max)d characters.") % {"max": LONGEST_TAG})
        return found


class RowForm(forms.Form):
    """One row of the grid as it was sent; forms/grid.py draws it."""

    pick = forms.BooleanField(label=_("Pick"), required=False)
    point = forms.ChoiceField(label=_("Knowledge point"))
    difficulty = forms.TypedChoiceField(label=_("Difficulty"), coerce=int, choices=DIFFICULTIES[1:])
    cognitive = forms.ChoiceField(label=_("Level"), choices=Cognitive.choices)
    tags = TagsField(label=_("Tags"), required=False)
    verb = forms.ChoiceField(label=_("Step"), required=False, choices=STEPS)

    def __init__(self, data: Any, *, version: ItemVersion, points: Sequence[tuple[str, str]]) -> None:
        self.version = version
        super().__init__(data, prefix=f"v{version.pk}", initial=self.stored(version))
        choices = list(points)
        if str(version.point_id) not in dict(choices):
            choices.insert(0, (str(version.point_id), str(version.point)))
        cast("forms.ChoiceField", self.fields["point"]).choices = choices

    @staticmethod
    def stored(version: ItemVersion) -> dict[str, Any]:
        """What the fields say of a version, whatever is sent: the page marks what differs from it."""
        return {
            "point": str(version.point_id),
            "difficulty": version.difficulty,
            "cognitive": version.cognitive,
            "tags": " ".join(tag.name for tag in version.item.tags.all()),
        }


class ForAllForm(forms.Form):
    """What all picked rows get; what is left empty stays as each row says."""

    scope = forms.ChoiceField(
        label=_("For"),
        choices=[("picked", _("the picked rows")), ("all", _("all that the filters find"))],
        initial="picked",
        required=False,
        widget=PlainSelect,
    )
    point = PointField(label=_("Knowledge point"), queryset=KnowledgePoint.objects.none(), required=False)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), coerce=int, choices=DIFFICULTIES, required=False, empty_value=None, widget=PlainSelect
    )
    cognitive = forms.ChoiceField(label=_("Level"), choices=LEVELS, required=False, widget=PlainSelect)
    add_tags = TagsField(label=_("Add tags"), required=False)
    drop_tags = TagsField(label=_("Take tags away"), required=False)
    verb = forms.ChoiceField(label=_("Step"), choices=STEPS, required=False, widget=PlainSelect)
    comment = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed to suspend; kept with every step.")
    )
    transfer = forms.ChoiceField(
        label=_("To another bank"),
        choices=[
            ("", "–"),
            ("copy", pgettext_lazy("to another bank", "Copy")),
            ("move", pgettext_lazy("to another bank", "Move")),
        ],
        required=False,
        widget=PlainSelect,
    )
    target = PointField(
        label=_("… at its point"), queryset=KnowledgePoint.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, data: Any = None, *, bank: Bank, others: QuerySet[Bank]) -> None:
        super().__init__(data, prefix="all")
        own = cast("PointField", self.fields["point"])
        own.empty_label, own.queryset = "–", bank.chapter.points.order_by("code")
        target = cast("PointField", self.fields["target"])
        target.queryset = KnowledgePoint.objects.filter(chapter__bank__in=others).order_by("code")

    @property
    def is_used(self) -> bool:
        """Whether anything was asked for, so that the page does not hide it."""
        return self.is_bound and any(self[name].data for name in self.fields if name != "scope")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("transfer") and not cleaned.get("target"):
            self.add_error("target", _("Choose where to: a point of another bank."))
        return cleaned


def changes_of(rows: Iterable[RowForm], rest: Iterable[ItemVersion], for_all: ForAllForm) -> list[RowChange]:
    """The valid forms as changes; `rest` are rows of other pages, which get only what is for all."""
    everyone = for_all.cleaned_data["scope"] == "all"
    points = {point.pk: point for point in cast("PointField", for_all.fields["point"]).queryset or ()}
    changes = []
    for row in rows:
        said = row.cleaned_data
        change = RowChange(
            row.version,
            point=points.get(int(said["point"])),
            difficulty=said["difficulty"],
            cognitive=said["cognitive"],
            tags=said["tags"] if "tags" in row.changed_data else None,
            verb=said["verb"],
        )
        changes.append(_for_all(change, for_all.cleaned_data) if said["pick"] or everyone else change)
    if everyone:
        changes += [_for_all(RowChange(version), for_all.cleaned_data) for version in rest]
    return [change for change in changes if not change.is_nothing]


def digest_of(changes: Iterable[RowChange]) -> str:
    """Says whether what is saved is what was looked at."""
    said = [
        (one.version.pk, sorted((k, str(v)) for k, v in one.content.items()), one.tags, one.verb, one.transfer)
        for one in changes
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _for_all(change: RowChange, said: dict[str, Any]) -> RowChange:
    tags = change.tags
    if said["add_tags"] or said["drop_tags"]:
        own = tags if tags is not None else tuple(tag.name for tag in change.version.item.tags.all())
        tags = tuple(name for name in dict.fromkeys((*own, *said["add_tags"])) if name not in said["drop_tags"])
    return RowChange(
        change.version,
        point=said["point"] or change.point,
        difficulty=said["difficulty"] or change.difficulty,
        cognitive=said["cognitive"] or change.cognitive,
        tags=tags,
        verb=said["verb"] or change.verb,
        transfer=said["transfer"],
        target=said["target"],
    )
