"""Sections of a paper and when each one's time is over, from the attempt's own start and deadline."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from exams.sittings.models import ExamSection


@dataclass(frozen=True)
class SectionPlan:
    """A paper's sections in order: title, last slot and minutes of each."""

    sections: tuple[tuple[str, int, int], ...]

    @cached_property
    def total(self) -> int:
        """Minutes of all sections."""
        return sum(minutes for _title, _slot, minutes in self.sections)

    @cached_property
    def _minutes_by_slot(self) -> dict[int, int]:
        ends: dict[int, int] = {}
        first, spent = 1, 0
        for _title, last_slot, minutes in self.sections:
            spent += minutes
            ends |= dict.fromkeys(range(first, last_slot + 1), spent)
            first = last_slot + 1
        return ends

    def end_ms(self, slot: int, span: timedelta) -> int:
        """When the slot's section is over, in ms since the start of an attempt that lasts `span` in all.

        Time given beyond the sections' minutes is shared among them in proportion to these. Exact, rounded down.
        """
        whole = span // timedelta(milliseconds=1)
        return whole * self._minutes_by_slot.get(slot, self.total) // self.total

    def as_data(self) -> list[dict[str, object]]:
        """For the runner's script: each section with its share of the time up to its end."""
        spent, rows = 0, []
        for title, last_slot, minutes in self.sections:
            spent += minutes
            rows.append({"title": title, "last_slot": last_slot, "until": spent, "of": self.total})
        return rows


_PLANS: dict[int, SectionPlan | None] = {}


def section_plan(paper_id: int) -> SectionPlan | None:
    """The sections of a paper that somebody sits; None where it has none.

    Kept in the process: from the first attempt on, a paper's sections stay as they are.
    """
    if paper_id not in _PLANS:
        _PLANS[paper_id] = present_sections(paper_id)
    return _PLANS[paper_id]


def present_sections(paper_id: int) -> SectionPlan | None:
    """The sections as they are now, while they may still change; see section_plan."""
    rows = ExamSection.objects.filter(paper=paper_id).order_by("position").values_list("title", "last_slot", "minutes")
    sections = tuple(rows)
    return SectionPlan(sections) if sections else None


def forget_all_sections() -> None:
    """Drop what the process keeps: after the database was replaced under it, and between tests."""
    _PLANS.clear()
