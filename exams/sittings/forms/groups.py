"""How the forms of an exam and a sitting lie in the back office: grouped, each switch with what it does in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from exams.sittings.forms.exams import ExamForm
from exams.sittings.forms.parts import FURTHER_PARTS
from exams.sittings.models import FEEDBACK_PARTS, ComponentKind


def _said(name: str, words: Promise | str) -> FieldPanel:
    return FieldPanel(name, help_text=words)


def exam_groups() -> ObjectList:
    """What is asked first, then how it is drawn, what may be used, and what happens when something goes wrong."""
    return ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    _said("code", _("Letters, digits and hyphens; it appears in files and addresses.")),
                    _said("chapter", _("The exam is offered on the page of this chapter.")),
                    _said("rules", _("The candidate reads them before the pledge.")),
                    _said(
                        "languages",
                        _("Whoever registers themselves chooses one of these. Tick only what you have markers for."),
                    ),
                ],
                heading=_("The exam"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("paper"), FieldPanel("paper_set")]),
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark"), FieldPanel("attempts_allowed")]),
                    FieldRowPanel([FieldPanel("weight"), FieldPanel("minimum")]),
                    FieldPanel("sections"),
                    _said("shuffle_items", _("On: each candidate gets the questions in an order of their own.")),
                    _said("shuffle_options", _("On: each candidate gets the options in an order of their own.")),
                ],
                heading=_("Paper, time and pass mark"),
            ),
            MultiFieldPanel(
                [
                    _said("allows_calculator", _("On: a calculator in the exam page. Off: none is shown.")),
                    _said("allows_notes", _("On: the candidate may write notes; they are kept, and never marked.")),
                    _said("allows_highlighter", _("On: the candidate may highlight words of a question.")),
                    _said(
                        "allows_eliminator", _("On: the candidate may strike out options; the answer stays as it is.")
                    ),
                    _said("screen_lock", _("The candidate hides the paper while they are away. The clock runs on.")),
                ],
                heading=_("What a candidate may use"),
            ),
            *(_about_part(kind) for kind in FURTHER_PARTS),
            _about_failures(),
            *_about_results(),
        ],
        base_form_class=ExamForm,
    )


def _about_part(kind: str) -> MultiFieldPanel:
    """A further part of the exam: its paper, or none."""
    return MultiFieldPanel(
        [
            FieldPanel(f"{kind}_paper"),
            FieldRowPanel([FieldPanel(f"{kind}_{name}") for name in ("minutes", "pass_mark")]),
            FieldRowPanel([FieldPanel(f"{kind}_{name}") for name in ("weight", "minimum")]),
        ],
        heading=ComponentKind(kind).label,
    )


def _about_failures() -> MultiFieldPanel:
    """What happens when network or power fail."""
    return MultiFieldPanel(
        [
            _said("grace_seconds", _("An answer made in time still counts when it arrives this much later.")),
            _said(
                "outage_allowance_minutes",
                _("Time lost offline is given back by itself, up to this much in all. 0: never by itself."),
            ),
            _said("late_policy", _("A sealed file holds answers that could not be sent before the end.")),
            _said("late_allowance_minutes", _("So long after the end such a file may come and still count.")),
        ],
        heading=_("Network and power"),
    )


def _about_results() -> list[MultiFieldPanel]:
    """How results are judged and come out, and what candidates see of them."""
    return [
        MultiFieldPanel(
            [
                _said("release_policy", _("Held results are seen by nobody but the exam office until their time.")),
                FieldPanel("bands"),
                _said(
                    "compensates",
                    _("On: the weighted total decides, with each part's minimum. Off: every part must be passed."),
                ),
                FieldPanel("total_pass_mark"),
                _said("kept_months", _("0: no pass is kept. Otherwise a resit asks only for the missing parts.")),
                FieldRowPanel(
                    [
                        _said("resits_allowed", _("Empty: as often as one likes.")),
                        FieldPanel("resit_after_days"),
                    ]
                ),
            ],
            heading=_("Results and resits"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(f"shows_{part}"), FieldPanel(f"{part}_from")]) for part in FEEDBACK_PARTS],
            heading=_("What candidates see of their result"),
            help_text=_(
                "Questions that are still in use in an exam are never shown, whatever is chosen here. "
                "Ranges are shown with the scores only, keys and explanations with the question only."
            ),
        ),
    ]


def sitting_groups() -> ObjectList:
    """When and what, then how a place is had, then how the day runs."""
    return ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("exam"),
                    FieldPanel("name"),
                    FieldRowPanel(
                        [
                            FieldPanel("opens_at"),
                            _said("closes_at", _("Nobody starts after it; who has started keeps their full time.")),
                        ]
                    ),
                ],
                heading=_("When it is held"),
            ),
            MultiFieldPanel(
                [
                    _said("open_registration", _("On: candidates register themselves. Off: the exam office does it.")),
                    _said(
                        "needs_application",
                        _("On: a candidate applies with documents and has a place once an officer approves."),
                    ),
                    _said("applications_close_at", _("Empty: when the sitting closes.")),
                ],
                heading=_("Registration"),
            ),
            MultiFieldPanel(
                [
                    _said(
                        "starts_by_room",
                        _("On: nobody begins before an invigilator starts the room. Off: the clock opens all rooms."),
                    ),
                    _said("late_after_minutes", _("Latecomers then wait until an invigilator admits them.")),
                    _said(
                        "two_person_acts",
                        _("On: an act on a room or on everybody waits until a second person confirms it."),
                    ),
                ],
                heading=_("On the day"),
            ),
        ]
    )
