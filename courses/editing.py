"""What the back office asks of a page beyond its fields."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class EditorialForm(WagtailAdminPageForm):
    """A page goes out as it was approved: whoever approves it changes nothing in the same act."""

    def clean(self) -> dict[str, Any]:
        """Refuse an approval that comes with changes of its own."""
        cleaned: dict[str, Any] = super().clean()
        is_approval = (
            bool(self.data.get("action-workflow-action")) and self.data.get("workflow-action-name") == "approve"
        )
        if is_approval and self.has_changed():
            message = _("You changed the page: save the draft, and let another editor approve it.")
            self.add_error(None, message)
        return cleaned


class CourseForm(EditorialForm):
    """The editor's form of a course."""

    def clean(self) -> dict[str, Any]:
        """Let each prerequisite know its course before it is checked: the formset would only say so on saving."""
        cleaned = super().clean()
        for form in self.formsets["prerequisites"].forms:
            form.instance.course = self.instance
        return cleaned


class LessonForm(EditorialForm):
    """A lesson that goes out was reviewed at least once."""

    def clean(self) -> dict[str, Any]:
        """A draft may still be without a date of review."""
        cleaned = super().clean()
        if not self.is_deferred_validation and not cleaned.get("reviewed_on") and "reviewed_on" not in self.errors:
            self.add_error("reviewed_on", _("When was the lesson reviewed? It cannot go out without."))
        return cleaned
