"""What somebody with the database in their hands could do to an answer log."""

from django.db import connection

from exams.sittings.chain import Link, link_hash
from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.services.answers import rebuild_projection


def forge_answer(attempt: Attempt, *, position: int, payload: str) -> None:
    """Change an answer behind the trigger's back, and make every later hash, the head and the answers fit it."""
    with connection.cursor() as cursor:
        drop = "DROP TRIGGER sittings_answerevent_no_update"
        cursor.execute(f"{drop} ON sittings_answerevent" if connection.vendor == "postgresql" else drop)
    AnswerEvent.objects.filter(attempt=attempt, position=position).update(payload=payload)
    previous = ""
    for event in AnswerEvent.objects.filter(attempt=attempt).order_by("position"):
        names = ("attempt_id", "position", "client_id", "seq", "kind", "slot", "payload", "client_ms", "received_at")
        link = Link(**{name: getattr(event, name) for name in names}, disposition=event.disposition)
        whole = link_hash(previous, link)
        AnswerEvent.objects.filter(pk=event.pk).update(prev_hash=previous, hash=whole)
        previous = whole
    answers, flags = rebuild_projection(attempt.pk)
    Attempt.objects.filter(pk=attempt.pk).update(answers=answers, flags=flags, head_hash=previous)
