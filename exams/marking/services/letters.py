"""Letters to candidates about what became of their result."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.marking.models import Appeal, Result, ResultState


def tell_of_new_result(*, result: Result) -> bool:
    """Say that a result was replaced, and why; False where there is no address, or it is not the candidate's to see."""
    if result.state != ResultState.RELEASED or not result.supersedes_id:
        return False
    address = reverse("marking:result", args=[result.pk])
    return _send(result, "marking/letters/new_result.txt", _("Your result was changed"), address, reason=result.reason)


def tell_of_decision(*, appeal: Appeal) -> bool:
    """Say that an appeal was answered; the reply is read on the site, where only its candidate reads it."""
    address = reverse("marking:appeal", args=[appeal.result_id])
    return _send(appeal.result, "marking/letters/appeal.txt", _("Your appeal was answered"), address, reason="")


def _send(result: Result, template: str, subject: str | Promise, path: str, *, reason: str) -> bool:
    candidate = result.registration.candidate
    if not candidate.email:
        return False
    context = {
        "name": candidate.display_name,
        "exam": result.registration.sitting.exam,
        "number": result.registration.number,
        "reason": reason,
        "address": settings.SITE_URL.rstrip("/") + path,
    }
    # Nobody's browser is asking: the letter is in the site's own language.
    with translation.override(settings.LANGUAGE_CODE):
        EmailMessage(str(subject), render_to_string(template, context), to=[candidate.email]).send()
    return True
