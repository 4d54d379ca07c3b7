"""The forms of an import: what to read, what holds for all items, and what is changed about each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import KnowledgePoint
from exams.bank.forms.items import DIFFICULTIES
from exams.bank.interchange.batches import Change
from exams.bank.interchange.checking import CheckedItem, Defaults
from exams.bank.interchange.parsing import LIMITS
from exams.bank.interchange.reading import AUTO
from exams.bank.interchange.registry import FORMATS
from exams.bank.models import Cognitive

Choices = list[tuple[str, str]]
_LONGEST_SOURCE = 40_000


def format_choices() -> Choices:
    """Every format, after the choice to be told by the content."""
    return [(AUTO, _("Told by the content")), *((name, _(one.label)) for name, one in FORMATS.items())]


def format_label(name: str) -> str:
    """The format's name for people."""
    return _(FORMATS[name].label) if name in FORMATS else name


class ImportForm(forms.Form):
    """A file or a pasted text."""

    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        help_text=gettext_lazy("Word, Excel, text, GIFT, Aiken and others; at most %(limit)d MB.")
        % {"limit": LIMITS.file_bytes // 1_000_000},
    )
    text = forms.CharField(
        label=gettext_lazy("Paste the questions here"),
        required=False,
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "lang": "zh-Hans"}),
    )
    format = forms.ChoiceField(label=gettext_lazy("File format"), choices=format_choices, initial=AUTO, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), (cleaned.get("text") or "").strip()
        if not self.errors and bool(file) == bool(text):
            raise ValidationError(_("Choose a file or paste a text: one of the two."))
        if file and file.size > LIMITS.file_bytes:
            limit = LIMITS.file_bytes // 1_000_000
            raise ValidationError(_("The file is larger than %(limit)d MB; please divide it."), params={"limit": limit})
        return cleaned

    def sent(self) -> tuple[bytes, str, str]:
        """The bytes, the file's name and the format asked for."""
        file = self.cleaned_data["file"]
        name = self.cleaned_data["format"] or AUTO
        return (file.read(), file.name, name) if file else (self.cleaned_data["text"].encode(), "", name)


class DefaultsForm(forms.Form):
    """What holds for the items whose file does not say."""

    point = forms.ChoiceField(label=gettext_lazy("Knowledge point"), required=False)
    difficulty = forms.TypedChoiceField(label=gettext_lazy("Difficulty"), coerce=int, choices=DIFFICULTIES)
    cognitive = forms.ChoiceField(label=gettext_lazy("Cognitive level"), choices=Cognitive.choices)

    def __init__(self, data: Any, *, points: Sequence[KnowledgePoint], defaults: Defaults) -> None:
        super().__init__(data, initial=vars(defaults), prefix="all")
        self.fields["point"].choices = [("", _("Choose …")), *((str(one.pk), str(one)) for one in points)]  # type: ignore[attr-defined]  # a ChoiceField

    def defaults(self) -> Defaults:
        point = self.cleaned_data["point"]
        return Defaults(int(point) if point else None, self.cleaned_data["difficulty"], self.cleaned_data["cognitive"])


class RowForm(forms.Form):
    """One item of an import: wanted or not, its text, and what its file does not say."""

    taken = forms.BooleanField(label=gettext_lazy("Take this item"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=_LONGEST_SOURCE,
        strip=False,
        widget=forms.Textarea(attrs={"spellcheck": "false", "lang": "zh-Hans"}),
    )
    point = forms.ChoiceField(label=gettext_lazy("Knowledge point"), required=False)
    difficulty = forms.TypedChoiceField(label=gettext_lazy("Difficulty"), required=False, coerce=int, empty_value="0")
    cognitive = forms.ChoiceField(label=gettext_lazy("Cognitive level"), required=False)

    def __init__(self, data: Any, *, checked: CheckedItem, points: Choices) -> None:
        item = checked.item
        super().__init__(
            data,
            prefix=f"row-{checked.number}",
            initial={
                "taken": checked.row.is_taken,
                "source": item.source,
                "point": checked.point.code if checked.point and item.point else "",
                "difficulty": item.difficulty or "",
                "cognitive": item.cognitive,
            },
        )
        self.checked = checked
        lines = min(24, max(4, item.source.count("\n") + 2))
        self.fields["source"].widget.attrs["rows"] = lines
        as_for_all = [("", _("as for all"))]
        self.fields["point"].choices = as_for_all + points  # type: ignore[attr-defined]  # ChoiceFields, here and below
        self.fields["difficulty"].choices = as_for_all + [(str(n), str(n)) for n in range(1, 6)]  # type: ignore[attr-defined]
        self.fields["cognitive"].choices = as_for_all + list(Cognitive.choices)  # type: ignore[attr-defined]

    def change(self) -> Change:
        """What was changed."""
        cleaned = self.cleaned_data
        chosen = {name: cleaned[name] for name in ("point", "cognitive") if name in self.changed_data}
        difficulty = int(cleaned["difficulty"]) if "difficulty" in self.changed_data else None
        return Change(is_taken=cleaned["taken"], source=cleaned["source"], difficulty=difficulty, **chosen)


class SourceForm(forms.Form):
    """The text of one item while it is being mended."""

    source = forms.CharField(required=False, max_length=_LONGEST_SOURCE, strip=False)
