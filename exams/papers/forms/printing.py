"""What of a paper is printed."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.papers.booklet.orders import AS_AUTHORED, ORDERS, order_code


class PrintForm(forms.Form):
    """What of a paper is printed, and in which order. Keys are offered to those who may read them."""

    kind = forms.ChoiceField(label=_("What to print"), widget=forms.RadioSelect, initial="booklet")
    order = forms.TypedChoiceField(
        label=_("Order of the questions"),
        coerce=int,
        initial=AS_AUTHORED,
        help_text=_("The same questions for neighbours. Booklet, answer sheet and key of one order carry one code."),
    )
    file_format = forms.ChoiceField(
        label=_("Kind of file"), choices=[("pdf", _("PDF, to print")), ("docx", _("Word, to change"))], initial="pdf"
    )
    minutes = forms.IntegerField(
        label=_("Minutes of the exam"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("On the first page; left empty, a gap to fill in by hand."),
    )

    def __init__(self, *args: Any, paper_form: str, with_keys: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("booklet", _("Exam booklet")), ("sheet", _("Answer sheet"))]
        keys = [("key", _("Key and rubrics"))] if with_keys else []
        cast("forms.ChoiceField", self.fields["kind"]).choices = [*kinds, *keys]
        cast("forms.ChoiceField", self.fields["order"]).choices = [
            (order, _order_label(order_code(paper_form, order), order)) for order in ORDERS
        ]


def _order_label(code: str, order: int) -> str:
    if order == AS_AUTHORED:
        return gettext("%(code)s: as it was put together") % {"code": code}
    return gettext("%(code)s: questions and options in another order") % {"code": code}
