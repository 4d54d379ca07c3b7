"""Setting the sections of a paper, as long as nobody has sat it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from exams.papers.models import Paper
from exams.sittings.models import Attempt, ExamSection, PreparedPaper
from exams.sittings.queries.sections import SectionPlan, forget_all_sections, present_sections
from exams.sittings.writer import exclusive_write


class SectionsFixed(Exception):
    """The paper has been sat, or another exam times it otherwise; the message says what to do. Nothing was changed."""


def set_sections(*, paper: Paper, sections: Sequence[tuple[str, int, int]]) -> None:
    """Give the paper these sections (title, last slot, minutes) in place of what it had; none: it is one whole.

    What was drawn ahead goes, since it keeps other sections together. Raises SectionsFixed once an attempt exists.
    """
    wanted = SectionPlan(tuple(sections)) if sections else None
    with exclusive_write():
        if present_sections(paper.pk) == wanted:
            return
        if Attempt.objects.filter(paper=paper).exists():
            raise SectionsFixed(
                _("This paper has been sat: its sections stay as they are. Please choose another paper.")
            )
        ExamSection.objects.filter(paper=paper).delete()
        ExamSection.objects.bulk_create(
            ExamSection(paper=paper, position=position, title=title, last_slot=last_slot, minutes=minutes)
            for position, (title, last_slot, minutes) in enumerate(sections, start=1)
        )
        PreparedPaper.objects.filter(component__paper=paper).delete()
    forget_all_sections()
