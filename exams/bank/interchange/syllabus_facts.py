"""The syllabus's facts, for what has to be asked."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings

from courses.interchange.reader import SYLLABUS, read_syllabus


@cache
def syllabus_facts() -> Mapping[str, Sequence[str]]:
    """Syllabus id of a point → ids of its facts; read once in a process, empty without a syllabus."""
    if not (settings.CONTENT_DIR / SYLLABUS).is_file():
        return {}
    return {point.id: [fact.id for fact in point.facts] for point in read_syllabus(settings.CONTENT_DIR).points()}
