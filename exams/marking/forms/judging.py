"""The forms of a marker's judgement and of the exam office's part in marking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.forms import ManyRowsField
from accounts.models import User
from exams.bank.item_types.rubric import Criterion, Guide
from exams.bank.models import ItemVersion
from exams.marking.models import Allocation, MarkingScheme, SavedComment, Way
from exams.marking.queries.office import markers
from exams.sittings.models import ExamComponent, PaperLanguage, Room, Sitting


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

    def points(self) -> list[list[int]]:
        """The valid form as the points of each criterion of each text; none for a blank one."""
        return [
            [
                self.cleaned_data[_name(number, place)]
                for place, _one in enumerate(guide.rubric.criteria if text else ())
            ]
            for number, (guide, text) in enumerate(self._pairs)
        ]


def _name(number: int, place: int) -> str:
    return f"text-{number}-criterion-{place}"


ANNOTATIONS = 4
LONGEST_COMMENT = 1000
LONGEST_NOTE = 200


class JudgementForm(MarkingForm):
    """The levels, with a comment, comments from the marker's list, and passages with a note."""

    comment = forms.CharField(
        label=_("Comment on the answer"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2, "data-comment": ""}),
    )
    saved = ManyRowsField(
        label=_("From your list"),
        queryset=SavedComment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    keep = forms.BooleanField(label=_("Keep the comment in my list"), required=False)

    def __init__(self, *args: Any, saved: QuerySet[SavedComment], texts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, texts=texts, **kwargs)
        self._texts = texts
        self.fields["saved"].queryset = saved  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        for number in range(ANNOTATIONS):
            self.fields[f"quote-{number}"] = forms.CharField(
                label=_("Passage"), required=False, max_length=LONGEST_NOTE, widget=forms.TextInput(_NO_HINTS)
            )
            self.fields[f"note-{number}"] = forms.CharField(
                label=_("Note on the passage"),
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.TextInput(_NO_HINTS),
            )

    def clean(self) -> dict[str, Any]:
        """A passage stands in the answer and has a note; a comment that is kept is short enough for the list."""
        cleaned = self.cleaned_data
        for number in range(ANNOTATIONS):
            quote, note = cleaned.get(f"quote-{number}", ""), cleaned.get(f"note-{number}", "")
            if quote and not any(quote in text for text in self._texts):
                self.add_error(f"quote-{number}", _("This passage does not stand in the answer."))
            if quote and not note:
                self.add_error(f"note-{number}", _("Please say what is to be noted of the passage."))
            if note and not quote:
                self.add_error(f"quote-{number}", _("Please copy the passage that the note is on."))
        if cleaned.get("keep") and len(cleaned.get("comment", "")) > LONGEST_NOTE:
            self.add_error("comment", _("A comment in the list has at most 200 characters."))
        return cleaned

    def passages(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of annotations."""
        return [(self[f"quote-{number}"], self[f"note-{number}"]) for number in range(ANNOTATIONS)]

    def annotations(self) -> list[dict[str, str]]:
        """The valid form's annotations."""
        rows = [(self.cleaned_data[f"quote-{n}"], self.cleaned_data[f"note-{n}"]) for n in range(ANNOTATIONS)]
        return [{"quote": quote, "note": note} for quote, note in rows if quote]

    def whole_comment(self) -> str:
        """What was written, after what was chosen from the list; a line each."""
        chosen = [one.text for one in self.cleaned_data["saved"]]
        return "\n".join(part for part in [*chosen, self.cleaned_data["comment"]] if part)

    def draft(self) -> dict[str, Any]:
        """What is filled in, right or not, to be shown again."""
        data: Any = self.data
        kept = {name: data.getlist(name) if name == "saved" else data.get(name, "") for name in self.fields}
        return {name: _cut(value) for name, value in kept.items() if value}


_NO_HINTS = {"autocomplete": "off"}


def _cut(value: Any) -> Any:
    return [one[:LONGEST_NOTE] for one in value][:50] if isinstance(value, list) else value[:LONGEST_COMMENT]


class PickForm(forms.Form):
    """Which pile a marker goes to."""

    component = forms.ModelChoiceField(ExamComponent.objects.all())
    version = forms.IntegerField(required=False)
    way = forms.ChoiceField(choices=Way.choices)


class SchemeForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own is generic only in the stubs
    """How many mark an answer, how far apart they may be, and how much is checked."""

    class Meta:
        model = MarkingScheme
        fields: ClassVar = ["is_double", "tolerance", "check_percent"]


class AllocationForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A share of a part for a marker."""

    class Meta:
        model = Allocation
        fields: ClassVar = [
            "marker",
            "version",
            "sitting",
            "room",
            "centre",
            "language",
            "quota",
            "is_adjudication",
            "due_at",
        ]
        widgets: ClassVar = {"due_at": AdminDateTimeInput, "centre": forms.Select}

    def __init__(
        self,
        *args: Any,
        component: ExamComponent,
        items: Sequence[tuple[int, str]],
        centres: Sequence[str],
        languages: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        sittings = Sitting.objects.filter(exam=component.exam_id)
        fields["marker"].queryset = markers()
        fields["sitting"].queryset = sittings.select_related("exam")
        fields["sitting"].label_from_instance = lambda sitting: sitting.name
        fields["room"].queryset = Room.objects.filter(sitting__in=sittings).select_related("sitting")
        fields["room"].label_from_instance = lambda room: f"{room.sitting.name} · {room.name}"
        fields["version"] = forms.TypedChoiceField(
            label=_("Question"),
            choices=[("", _("All questions")), *items],
            required=False,
            coerce=int,
            empty_value=None,
        )
        fields["centre"] = forms.ChoiceField(
            label=_("Centre"), choices=[("", _("All centres")), *((one, one) for one in centres)], required=False
        )
        names = [(one, PaperLanguage(one).label) for one in languages]
        fields["language"] = forms.ChoiceField(
            label=_("Language of the answers"), choices=[("", _("All languages")), *names], required=False
        )
        for name, label, empty in (
            ("sitting", _("Sitting"), _("All sittings")),
            ("room", _("Room"), _("All rooms")),
        ):
            fields[name].label, fields[name].empty_label = label, empty

    def clean_version(self) -> ItemVersion | None:
        pk = self.cleaned_data["version"]
        return ItemVersion.objects.get(pk=pk) if pk else None


class ReassignForm(forms.Form):
    """Another marker for what is left of a share, or nobody."""

    marker = forms.ModelChoiceField(User.objects.none(), label=_("Give to"), required=False, empty_label=_("Nobody"))
    due_at = forms.DateTimeField(label=_("To be marked by"), required=False, widget=AdminDateTimeInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marker"].queryset = markers()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Who takes over needs a day."""
        if self.cleaned_data.get("marker") and not self.cleaned_data.get("due_at"):
            self.add_error("due_at", _("Please name the day."))
        return self.cleaned_data


class ChecksForm(forms.Form):
    """How many check answers to choose."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=200)


class ConflictForm(forms.Form):
    """A marker, and the candidate or the centre whose answers they must not get."""

    marker = forms.ModelChoiceField(User.objects.none(), label=_("Marker"))
    candidate = forms.CharField(
        label=_("User name or admission number of the candidate"), required=False, max_length=150
    )
    centre = forms.CharField(label=_("or the centre, as the rooms have its address"), required=False, max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marker"].queryset = markers()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_candidate(self) -> User | None:
        """The user of that name, or of that admission number."""
        named = self.cleaned_data["candidate"].strip()
        if not named:
            return None
        found = User.objects.filter(username=named).first()
        found = found or User.objects.filter(registrations__number=named).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has that user name or admission number."))
        return found

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        said = self.cleaned_data
        if {"candidate", "centre"} <= said.keys() and bool(said["candidate"]) == bool(said["centre"]):
            self.add_error("candidate", _("Please name a candidate or a centre, one of the two."))
        return self.cleaned_data
