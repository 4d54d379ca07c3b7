"""How much of the syllabus the published content covers: points by headings, facts by blocks, and by other sources.

A higher app adds what it knows of facts: `register_source("items", facts_by_item_count)` in its AppConfig.ready.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.interchange.schemas import Syllabus, SyllabusChapter, SyllabusPoint
from courses.models import HeadingPoint, LessonPage

# Fact id → how many of this source's things state or test it.
FactCounts = Mapping[str, int]
FactSource = Callable[[], FactCounts]

_sources: dict[str, FactSource] = {}


def register_source(name: str, source: FactSource) -> None:
    """Have the coverage report say which facts `source` meets, under `name`."""
    _sources[name] = source


@dataclass(frozen=True)
class Share:
    """Which of some ids are met, in the syllabus's order."""

    ids: Sequence[str]
    counts: FactCounts

    @property
    def missing(self) -> list[str]:
        return [item for item in self.ids if not self.counts.get(item)]

    @property
    def covered(self) -> int:
        return len(self.ids) - len(self.missing)

    def as_json(self) -> dict[str, Any]:
        return {"total": len(self.ids), "covered": self.covered, "missing": self.missing}


@dataclass(frozen=True)
class Coverage:
    """One course or chapter of the syllabus: its points, its facts, and its facts by every other source."""

    id: str
    title: str
    points: Share
    facts: Share
    sources: Mapping[str, Share]
    chapters: Sequence["Coverage"] = ()

    def as_json(self) -> dict[str, Any]:
        """With the count per fact of every other source; a chapter has no chapters of its own."""
        found: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "points": self.points.as_json(),
            "facts": self.facts.as_json(),
            "sources": {
                name: {**share.as_json(), "counts": {fact: share.counts.get(fact, 0) for fact in share.ids}}
                for name, share in self.sources.items()
            },
        }
        if self.chapters:
            found["chapters"] = [chapter.as_json() for chapter in self.chapters]
        return found


def syllabus_coverage(syllabus: Syllabus) -> list[Coverage]:
    """Every course of the syllabus with its chapters, measured against the published lessons."""
    points = Counter(HeadingPoint.objects.filter(lesson__live=True).values_list("point__syllabus_id", flat=True))
    facts = stated_facts()
    sources = {name: source() for name, source in _sources.items()}

    def measure(id_: str, title: str, inside: Sequence[SyllabusPoint], chapters: Sequence[Coverage]) -> Coverage:
        fact_ids = [fact.id for point in inside for fact in point.facts]
        return Coverage(
            id_,
            title,
            Share([point.id for point in inside], points),
            Share(fact_ids, facts),
            {name: Share(fact_ids, counts) for name, counts in sources.items()},
            chapters,
        )

    report = []
    for course in syllabus.courses:
        chapters = [measure(chapter.id, chapter.title, _points(chapter), ()) for chapter in course.chapters]
        inside = [point for chapter in course.chapters for point in _points(chapter)]
        report.append(measure(course.id, course.title, inside, chapters))
    return report


def stated_facts() -> Counter[str]:
    """How many blocks of published lessons state each fact."""
    return Counter(_facts_of(LessonPage.objects.live().iterator()))


def _facts_of(lessons: Iterable[LessonPage]) -> Iterable[str]:
    for lesson in lessons:
        for block in lesson.body:
            yield from block.value.get("facts", [])


def _points(chapter: SyllabusChapter) -> list[SyllabusPoint]:
    return [point for section in chapter.sections for point in section.points]
