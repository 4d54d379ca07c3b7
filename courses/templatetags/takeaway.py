"""What pages show of handouts and of copies on a device."""

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import ChapterPage, Handout
from courses.takeaway import copies

register = template.Library()


@register.simple_tag(takes_context=True)
def account_key(context: Context, user: User) -> str:
    """Whose copies these are; `account_place` stands for it where the page is drawn for nobody."""
    place: str | None = context.get("account_place")
    return place or copies.account_key(user)


@register.simple_tag
def chapter_handout(chapter: ChapterPage) -> Handout | None:
    return Handout.objects.filter(chapter_id=chapter.pk).first() if chapter.pk else None


@register.simple_tag
def offline_words() -> dict[str, str]:
    """The sentences of the scripts; they fill in what stands in braces."""
    return {
        "offer": _("{lessons} lessons, about {size}. Once kept here, they can be read without a network."),
        "keeping": _("Keeping page {done} of {total} …"),
        "kept": _("Kept on {day} ({age}): {lessons} lessons, {size}."),
        "stale": _("Kept on {day} ({age}): {lessons} lessons, {size}. Pages changed since: {changed}."),
        "removed": _("Removed from this device."),
        "sign_in": _("Please sign in again; what is kept here stays."),
        "offline": _("The network does not answer; what is kept here stays as it is."),
        "full": _("This device has no room left; what was kept before stays."),
    }
