"""Choosing knowledge points in editor forms by their syllabus ids; apart from models, which are declared of blocks."""

from typing import Any

from django import forms
from django.apps import apps
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.chooser import BaseChooserAdapter

POINT_CHOOSER = "point_chooser"


def point_choices() -> list[tuple[str, str]]:
    """(syllabus id, "code title") of every knowledge point, in code order."""
    model = apps.get_model("courses", "KnowledgePoint")
    return [
        (point.syllabus_id, f"{point.code} {point.title}")
        for point in model.objects.only("syllabus_id", "code", "title").order_by("code")
    ]


class PointChooser(BaseChooser):
    """One knowledge point, found by code, title or syllabus id in Wagtail's dialog."""

    model = "courses.KnowledgePoint"
    chooser_modal_url_name = f"{POINT_CHOOSER}:choose"
    icon = "tag"
    classname = "point-chooser"
    show_edit_link = False
    choose_one_text = gettext_lazy("Choose a knowledge point")
    choose_another_text = gettext_lazy("Choose another knowledge point")

    def get_instance(self, value: Any) -> Any:
        """What is stored is the syllabus id."""
        return self.model_class.objects.filter(syllabus_id=value).first() if value else None

    def get_value_data_from_instance(self, instance: Any) -> dict[str, Any]:
        return {"id": instance.syllabus_id, "edit_url": None, "title": str(instance)}

    def get_value_data(self, value: Any) -> dict[str, Any] | None:
        """An id that is no point any more is shown as such: saving must not drop it in silence."""
        found: dict[str, Any] | None = super().get_value_data(value)
        return found or (self.unknown(value) if value else None)

    def unknown(self, value: str) -> dict[str, Any]:
        title = gettext("%(id)s (no such knowledge point)") % {"id": value}
        return {"id": value, "edit_url": None, "title": title}


class PointsChooser(forms.Widget):
    """Several knowledge points: a list that can be shortened, and the dialog to add more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chooser = PointChooser(choose_one_text=_("Choose knowledge points"))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002 -- Django's signature
        return list(data.getlist(name))

    def get_value_data(self, value: Any) -> list[dict[str, Any]]:
        """What the script shows of each chosen point."""
        ids = list(value or ())
        found = {point.syllabus_id: point for point in self.chooser.model_class.objects.filter(syllabus_id__in=ids)}
        return [
            self.chooser.get_value_data_from_instance(found[id_]) if id_ in found else self.chooser.unknown(id_)
            for id_ in ids
        ]

    def render_html(self, id_: str) -> str:
        return render_to_string("courses/admin/points_chooser.html", {"id": id_, "widget": self.chooser})

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(js=[versioned_static("courses/points-chooser.js")], css={"all": ["courses/admin.css"]})


class PointsChooserAdapter(WidgetAdapter):
    """Hands the script Wagtail's own chooser, whose dialog it opens."""

    js_constructor = "courses.PointsChooser"

    def js_args(self, widget: PointsChooser) -> list[Any]:
        return [widget.render_html("__ID__"), widget.chooser]

    @cached_property
    def media(self) -> forms.Media:
        wagtails: forms.Media = BaseChooserAdapter().media
        return wagtails + forms.Media(js=[versioned_static("courses/points-chooser.js")])


register(PointsChooserAdapter(), PointsChooser)


def _is_point(syllabus_id: str) -> bool:
    model: Any = apps.get_model("courses", "KnowledgePoint")
    return bool(model.objects.filter(syllabus_id=syllabus_id).exists())


class _PointField(forms.ChoiceField):
    def valid_value(self, value: str) -> bool:
        """Asks for the one point; the choices are those of some hundred."""
        return _is_point(value)


class _PointsField(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        return _is_point(value)


class PointBlock(blocks.ChoiceBlock):
    """One knowledge point, stored by its syllabus id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": point_choices, "search_index": False, "widget": PointChooser(), **kwargs})

    def get_field(self, **kwargs: Any) -> forms.Field:
        return _PointField(**kwargs)

    def get_form_state(self, value: Any) -> Any:
        return self.field.widget.get_value_data(value)

    def normalize_choice(self, value: Any) -> Any:
        """What is stored is already a key; Wagtail would read all points from the database for every value."""
        return value


class PointsBlock(blocks.MultipleChoiceBlock):
    """Several knowledge points, stored by their syllabus ids."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": point_choices, "search_index": False, "widget": PointsChooser(), **kwargs})

    def get_field(self, **kwargs: Any) -> forms.Field:
        return _PointsField(**kwargs)

    def get_form_state(self, value: Any) -> Any:
        return self.field.widget.get_value_data(value)

    def normalize_choice(self, value: Any) -> Any:
        """What is stored is already a key; Wagtail would read all points from the database for every value."""
        return value
