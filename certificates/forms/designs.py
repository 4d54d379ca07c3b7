"""What an officer decides about a design: choices, plain text and pictures, never style, markup or addresses."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.models import Design
from certificates.rendering.artwork import MOST_BYTES, ArtworkRefused, artwork
from certificates.rendering.design import BORDERS, MOST_SIGNATURES, PALETTES, QR_PLACES, SEALS, DesignSpec, Signature
from certificates.rendering.families import FAMILY_CHOICES, current_family
from certificates.rendering.slots import SIGNS
from certificates.rendering.wording import PLACEHOLDERS, is_balanced, unknown_placeholders
from courses.printing.fonts import composed, described, unset_characters

SPECIMEN_CHOICES = [
    ("usual", gettext_lazy("Exam with three parts")),
    ("long", gettext_lazy("A very long name")),
    ("latin", gettext_lazy("A long Latin name")),
    ("course", gettext_lazy("Course without an exam")),
]
PLACES = range(1, MOST_SIGNATURES + 1)
ADDRESS = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://|\b(?:javascript|data|file):")


class PrintableField(forms.CharField):
    """A line of plain text that the press can set; composed, and without a control character or an address."""

    def clean(self, value: Any) -> Any:
        text = composed(super().clean(value))
        refused = [character for character in dict.fromkeys(text) if character in SIGNS or ord(character) < ord(" ")]
        if refused or (refused := unset_characters(text)):
            raise ValidationError(
                _("These characters cannot be printed: %(characters)s."),
                params={"characters": ", ".join(map(described, refused))},
            )
        if ADDRESS.search(text):
            raise ValidationError(_("No addresses: a certificate carries only the one of its verification."))
        return text


class SentenceField(PrintableField):
    """A sentence whose placeholders all exist."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        sentence = super().clean(value)
        if unknown := unknown_placeholders(sentence):
            raise ValidationError(
                _("Nobody knows what stands in these braces: %(names)s. There are %(known)s."),
                params={"names": ", ".join(unknown), "known": ", ".join(PLACEHOLDERS)},
            )
        if not is_balanced(sentence):
            raise ValidationError(_("A brace or bracket lacks its other half, or stands in another."))
        return sentence


class PictureField(forms.FileField):
    """A PNG or JPEG; what is cleaned is the picture as it is kept, in bytes, or nothing."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return b""
        try:
            # One byte more than the most says that there is more.
            return artwork(file.read(MOST_BYTES + 1))
        except ArtworkRefused as refused:
            raise ValidationError(str(refused)) from refused


class DesignForm(forms.Form):
    """A design with its up to three signatures: `person_1`, `role_1`, `role_en_1`, `hand_1`, `clears_hand_1` and so on."""

    name = forms.CharField(label=gettext_lazy("Name of the design"), max_length=60)
    layout = forms.ChoiceField(label=pgettext_lazy("of a design", "Layout"), choices=FAMILY_CHOICES)
    title = PrintableField(
        label=gettext_lazy("Title"),
        max_length=20,
        initial="培训合格证书",
        help_text=gettext_lazy("An award may have a title of its own."),
    )
    sentence = SentenceField(
        label=gettext_lazy("Sentence"),
        max_length=300,
        initial="参加“{course}”培训，[修满 {hours} 学时，][经“{exam}”考核，成绩合格，]特发此证。",
        help_text=gettext_lazy(
            "{course}, {exam}, {hours}, {issued}, {completed}, {issuer} are filled in. What stands in [ ] is left out "
            "where a certificate lacks what it names; {exam?} only asks and prints nothing."
        ),
    )
    is_bilingual = forms.BooleanField(label=gettext_lazy("Chinese and English"), required=False)
    title_en = PrintableField(label=gettext_lazy("English title"), max_length=40, required=False)
    sentence_en = SentenceField(label=gettext_lazy("English sentence"), max_length=400, required=False)
    palette = forms.ChoiceField(
        label=gettext_lazy("Colours"), choices=[(key, palette.label) for key, palette in PALETTES.items()]
    )
    border = forms.ChoiceField(label=gettext_lazy("Border"), choices=list(BORDERS.items()))
    shows_photo = forms.BooleanField(label=gettext_lazy("With the portrait"), required=False, initial=True)
    shows_scores = forms.BooleanField(label=gettext_lazy("With the scores"), required=False, initial=True)
    qr_place = forms.ChoiceField(label=gettext_lazy("QR code"), choices=list(QR_PLACES.items()))
    seal = forms.ChoiceField(label=gettext_lazy("Seal"), choices=list(SEALS.items()))
    seal_centre = PrintableField(label=gettext_lazy("Character in the seal"), max_length=1, initial="训")
    seal_foot = PrintableField(
        label=gettext_lazy("Foot of the seal"), max_length=9, initial="培训证书专用章", required=False
    )
    seal_picture = PictureField(
        label=gettext_lazy("Picture of the seal"),
        required=False,
        help_text=gettext_lazy("PNG or JPEG, square, up to 2 MB and 4,000 pixels a side. A see-through PNG is best."),
    )
    specimen = forms.ChoiceField(label=gettext_lazy("Shown with"), choices=SPECIMEN_CHOICES, required=False)

    def __init__(self, *args: Any, design: Design | None = None, spec: DesignSpec | None = None, **kwargs: Any) -> None:
        self.design = design
        self.before = spec
        super().__init__(*args, **{"initial": _initial(design, spec) if spec else {}, **kwargs})
        for place in PLACES:
            self.fields[f"person_{place}"] = PrintableField(
                label=pgettext_lazy("of a signatory", "Name"), max_length=20, required=False
            )
            self.fields[f"role_{place}"] = PrintableField(label=_("Role"), max_length=20, required=False)
            self.fields[f"role_en_{place}"] = PrintableField(label=_("Role in English"), max_length=40, required=False)
            self.fields[f"hand_{place}"] = PictureField(
                label=_("Picture of the signature"), required=False, help_text=_("PNG or JPEG, up to 2 MB.")
            )
            self.fields[f"clears_hand_{place}"] = forms.BooleanField(label=_("Without a picture"), required=False)

    def signature_fields(self) -> list[list[BoundField]]:
        """The fields of each signature."""
        names = ("person", "role", "role_en", "hand", "clears_hand")
        return [[self[f"{name}_{place}"] for name in names] for place in PLACES]

    def plain_fields(self) -> list[BoundField]:
        """The others, but for the specimen's."""
        ending = tuple(f"_{place}" for place in PLACES)
        return [field for field in self if not field.name.endswith(ending) and field.name != "specimen"]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Design.objects.exclude(pk=self.design.pk) if self.design else Design.objects.all()
        if others.filter(name=name).exists():
            raise ValidationError(_("There is a design of this name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for place in PLACES:
            if not cleaned.get(f"person_{place}") and (cleaned.get(f"role_{place}") or cleaned.get(f"hand_{place}")):
                self.add_error(f"person_{place}", _("Please say whose signature it is."))
        kept = self.before.seal_picture if self.before else ""
        if cleaned.get("seal") == "picture" and not cleaned.get("seal_picture") and not kept:
            self.add_error("seal_picture", _("Please choose the picture of the seal."))
        if cleaned.get("is_bilingual") and not cleaned.get("sentence_en"):
            self.add_error("sentence_en", _("A bilingual certificate needs an English sentence."))
        return cleaned

    def uploads(self) -> dict[str, bytes]:
        """New pictures by the names of their fields."""
        names = ("seal_picture", *(f"hand_{place}" for place in PLACES))
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def spec(self, kept: Mapping[str, str]) -> DesignSpec:
        """The design, with the digests of its new pictures by the names of their fields; the others stay as they were."""
        given = self.cleaned_data
        chosen = {
            name: given[name]
            for name in DesignSpec.__dataclass_fields__
            if name in given and name not in {"seal_picture", "signatures"}
        }
        return DesignSpec(
            **chosen,
            layout_version=current_family(given["layout"]).version,
            seal_picture=kept.get("seal_picture") or (self.before.seal_picture if self.before else ""),
            signatures=tuple(self._signature(place, kept) for place in PLACES if given[f"person_{place}"]),
        )

    def _signature(self, place: int, kept: Mapping[str, str]) -> Signature:
        given = self.cleaned_data
        before = self.before.signatures[place - 1].picture if self.before and _has(self.before, place) else ""
        picture = kept.get(f"hand_{place}") or ("" if given[f"clears_hand_{place}"] else before)
        return Signature(
            name=given[f"person_{place}"],
            role=given[f"role_{place}"],
            role_en=given[f"role_en_{place}"],
            picture=picture,
        )


def _has(spec: DesignSpec, place: int) -> bool:
    return len(spec.signatures) >= place


def _initial(design: Design | None, spec: DesignSpec) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in spec.to_json().items() if name != "seal_picture"}
    for place, one in enumerate(spec.signatures, start=1):
        found |= {f"person_{place}": one.name, f"role_{place}": one.role, f"role_en_{place}": one.role_en}
    return {**found, "name": design.name if design else ""}
