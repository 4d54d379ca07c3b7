"""The form of an item: what every item has, and the controls that its type asks for.

The item type's own schema judges; the form puts each refusal at its field.
"""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as BodyRefused

from courses.models import KnowledgePoint
from exams.bank.forms.arranging import arrange_parts, asks_to_arrange
from exams.bank.forms.body import BodyTree, Bound
from exams.bank.item_types import get_item_type
from exams.bank.models import Bank, Cognitive, ItemVersion
from exams.bank.presentation import explain
from exams.bank.services import VersionContent, stored_body

DIFFICULTIES = (
    (1, _("1: nine in ten prepared candidates get it")),
    (2, _("2: three in four")),
    (3, _("3: three in five")),
    (4, _("4: fewer than half")),
    (5, _("5: three in ten or fewer")),
)
_FACT = re.compile(r"C\d{3}(\.\d+)+#\d+")
_MARKS_HELP = _(
    "**Bold**, ++underline++, ^{super} and _{sub}; an empty line starts a paragraph; lines that begin with “- ” make a"
    " list, lines of |cells| a table."
)


class PointField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A knowledge point by code and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class ItemForm(forms.Form):
    """What every item has, with the body's own controls in `body_nodes`."""

    point = PointField(label=_("Knowledge point"), queryset=KnowledgePoint.objects.none())
    facts = forms.CharField(
        label=_("Syllabus facts"), required=False, help_text=_("Such as C000.1.2.1#1; several with spaces between.")
    )
    difficulty = forms.TypedChoiceField(label=_("Difficulty"), coerce=int, choices=DIFFICULTIES, initial=2)
    cognitive = forms.ChoiceField(label=_("Cognitive level"), choices=Cognitive.choices, initial=Cognitive.APPLY)
    stem = forms.CharField(
        label=_("Stem"), max_length=6000, help_text=_MARKS_HELP, widget=forms.Textarea(attrs={"rows": 4})
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=6000,
        help_text=_("Why the key holds, why each tempting option fails, and which lesson heading teaches it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *args: Any,
        item_type: str,
        bank: Bank,
        version: ItemVersion | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind = get_item_type(item_type)
        self._body = self.kind.to_editor(version.body) if version else {}
        self._tree = BodyTree(self.kind.editor)
        # Sent to change its parts: shown again as it was filled in, neither judged nor saved.
        self.is_rearranged = data is not None and asks_to_arrange(self.kind.editor, data)
        if data is not None and self.is_rearranged:
            data = arrange_parts(self.kind.editor, data)
        if version is not None:
            kwargs["initial"] = {**_initial_of(version), **kwargs.get("initial", {})}
        super().__init__(data, *args, **kwargs)
        cast("PointField", self.fields["point"]).queryset = bank.chapter.points.order_by("code")

    def clean_facts(self) -> tuple[str, ...]:
        facts = (
            tuple(re.split(r"[\s,，;；、]+", self.cleaned_data["facts"].strip())) if self.cleaned_data["facts"] else ()
        )
        for fact in facts:
            if not _FACT.fullmatch(fact):
                raise ValidationError(_("“%(fact)s” is no fact id."), params={"fact": fact})
        return facts

    def full_clean(self) -> None:
        if self.is_rearranged:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            stored_body(self.kind.name, self.raw_body())
        except BodyRefused as refused:
            errors = explain(refused)
            for name in ("stem", "explanation"):
                reasons = [reason for place, reason in errors if place[:1] == (name,)]
                if reasons and name not in self.errors:
                    self.add_error(name, reasons[0])
            rest = [(place, reason) for place, reason in errors if place[:1] not in {("stem",), ("explanation",)}]
            for reason in self._tree.place_errors(rest):
                self.add_error(None, reason)
        return cleaned

    def is_valid(self) -> bool:
        return super().is_valid() and not self._tree.has_errors and not self.is_rearranged

    @property
    def body_errors(self) -> dict[str, list[str]]:
        """Path of a control of the body → what is wrong with it."""
        return self._tree.error_lists()

    @property
    def body_nodes(self) -> list[Bound]:
        """The body's controls as the page shows them."""
        return self._tree.bound(self._body, self.data if self.is_bound else None)

    def raw_body(self) -> dict[str, Any]:
        """The body as far as it was filled in."""
        head = {name: self.cleaned_data.get(name, "") for name in ("stem", "explanation")}
        return {**self.kind.from_editor(self._tree.read(self.data)), **head}

    def body_if_whole(self) -> dict[str, Any] | None:
        """The body as soon as its type accepts it, whatever is wrong beside it."""
        if self.is_rearranged:
            return None
        try:
            return stored_body(self.kind.name, self.raw_body())
        except BodyRefused:
            return None

    def content(self) -> VersionContent:
        """The valid form as a version's content."""
        cleaned = self.cleaned_data
        return VersionContent(
            body=stored_body(self.kind.name, self.raw_body()),
            point=cleaned["point"],
            facts=cleaned["facts"],
            difficulty=cleaned["difficulty"],
            cognitive=cleaned["cognitive"],
        )


def _initial_of(version: ItemVersion) -> dict[str, Any]:
    return {
        "point": version.point_id,
        "facts": " ".join(version.facts),
        "difficulty": version.difficulty,
        "cognitive": version.cognitive,
        "stem": version.body["stem"],
        "explanation": version.body["explanation"],
    }
