"""The index from knowledge points to the headings that teach them."""

from django.db import transaction

from courses.models import HeadingPoint, KnowledgePoint, LessonPage


@transaction.atomic
def refresh_heading_points(*, lesson: LessonPage) -> int:
    """Write the lesson's part of the index anew from its body; returns how many headings × points it names."""
    headings = [block.value for block in lesson.body if block.block_type == "heading"]
    wanted = {point for heading in headings for point in heading["points"]}
    ids = dict(KnowledgePoint.objects.filter(syllabus_id__in=wanted).values_list("syllabus_id", "pk"))
    rows = [
        HeadingPoint(
            lesson=lesson, point_id=ids[point], anchor=heading["anchor"], text=heading["text"], position=position
        )
        for position, heading in enumerate(headings)
        for point in dict.fromkeys(heading["points"])
        if point in ids
    ]
    HeadingPoint.objects.filter(lesson=lesson).delete()
    return len(HeadingPoint.objects.bulk_create(rows))
