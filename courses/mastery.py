"""How well a trainee knows a knowledge point: four levels, moved by answers, up and down.

The rules; the chapter map says the same to its reader (templates/courses/_mastery_rules.html):

- 未学 NEW: no lesson that teaches the point was opened, and no question about it answered.
- 接触 MET: one was. From here on a point never falls back to NEW.
- 熟悉 FAMILIAR: a right answer, from MET.
- 掌握 MASTERED: a right answer on a later day than the one on which FAMILIAR was reached. What was right twice within
  an hour may be short memory; what is right again on another day is not.
- A wrong answer takes one level away, from any level, at once.
- Of each question only the first answer of a day counts: the explanation that follows a wrong answer gives the right
  one away.

A higher app adds what it knows: `register_source("exams", evidence)` in its AppConfig.ready.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db.models import IntegerChoices
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class Level(IntegerChoices):
    """In order: a higher one is better."""

    NEW = 0, pgettext_lazy("mastery", "New")
    MET = 1, pgettext_lazy("mastery", "Met")
    FAMILIAR = 2, pgettext_lazy("mastery", "Familiar")
    MASTERED = 3, pgettext_lazy("mastery", "Mastered")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer to one question about a point; `question` is unique across all sources."""

    point_id: int
    question: str
    is_right: bool
    at: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


# (trainee's id, ids of points) → the trainee's answers about these points.
EvidenceSource = Callable[[int, Collection[int]], Iterable[Evidence]]

_sources: dict[str, EvidenceSource] = {}


def register_source(name: str, source: EvidenceSource) -> None:
    """Have mastery consider what `source` knows, under `name`; once, however often asked."""
    _sources[name] = source


def evidence_of(*, trainee_id: int, point_ids: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
    """What every source knows of these points, by point."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for source in _sources.values():
        for answer in source(trainee_id, point_ids):
            found[answer.point_id].append(answer)
    return found


def counted(evidence: Iterable[Evidence]) -> list[Evidence]:
    """In order of time, of each question the first answer of a day."""
    first: dict[tuple[str, date], Evidence] = {}
    for answer in sorted(evidence, key=attrgetter("at")):
        first.setdefault((answer.question, answer.day), answer)
    return list(first.values())


def level_of(evidence: Iterable[Evidence], *, is_met: bool) -> Level:
    """The level of one point after these answers; `is_met`: a lesson that teaches it was opened."""
    level, since = (Level.MET if is_met else Level.NEW), date.min
    for answer in counted(evidence):
        before = level = max(level, Level.MET)
        if not answer.is_right:
            level = max(Level.MET, Level(level - 1))
        elif level == Level.MET:
            level = Level.FAMILIAR
        elif answer.day > since:
            level = Level.MASTERED
        if level != before:
            since = answer.day
    return level
