"""The index of what lessons define."""

import nh3
from django.db import transaction

from courses.models import MAX_TERM, LessonPage, Term
from courses.tokeniser import reading_of

_TAGS = {"p", "b", "strong", "br"}


@transaction.atomic
def refresh_terms(*, lesson: LessonPage) -> int:
    """Write the lesson's part of the glossary anew from its body, empty where it is not published; returns its size.

    Of two definitions of one term the first stands. A name longer than a term can be is left in its lesson.
    """
    found: dict[str, Term] = {}
    for position, block in enumerate(lesson.body if lesson.live else []):
        name = " ".join(block.value["term"].split()) if block.block_type == "definition" else ""
        if name and len(name) <= MAX_TERM and name not in found:
            text = nh3.clean(block.value["text"].source, tags=_TAGS, attributes={})
            found[name] = Term(
                lesson=lesson, term=name, reading=reading_of(name), definition=text.strip(), position=position
            )
    Term.objects.filter(lesson=lesson).delete()
    return len(Term.objects.bulk_create(found.values()))
