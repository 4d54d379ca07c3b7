"""Topics on which the syllabus has competing lists, for the lint."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from courses.interchange.reader import SYLLABUS, read_syllabus


@cache
def competing_topics() -> Mapping[str, str]:
    """Syllabus id of a point → the topic whose lists compete there; read once in a process, empty without a syllabus."""
    if not (settings.CONTENT_DIR / SYLLABUS).is_file():
        return {}
    overlaps = read_syllabus(settings.CONTENT_DIR).overlaps_and_conflicts
    return {point: overlap.topic for overlap in overlaps if overlap.competing for point in overlap.points}
