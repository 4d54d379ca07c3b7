"""A candidate's own attempts and what they show."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from accounts.models import User
from accounts.prepared import Prepared, PreparedValues
from exams.bank.item_types import NOTHING_DRAWN, Drawn, get_item_type
from exams.papers.queries import FrozenItem, FrozenPaper, frozen_paper
from exams.sittings.models import AnswerEvent, Attempt, AttemptState, Registration

_own_attempt = Prepared(
    lambda pk, candidate: Attempt.objects.select_related(
        "registration__sitting__exam", "registration__sitting__controls", "registration__accommodation", "snapshot"
    ).filter(pk=pk, registration__candidate=candidate),
    int,
    int,
)
_open_attempt = Prepared(
    lambda candidate, digest: (
        Attempt.objects.filter(
            registration__candidate=candidate, state=AttemptState.OPEN, snapshot__paper_digest=digest
        )
        .only("pk", "paper_id")
        .order_by("pk")
    ),
    int,
    str,
)


def own_attempt(candidate: User, attempt_id: int) -> Attempt:
    """The candidate's own attempt with all a runner page needs; raises Attempt.DoesNotExist for anybody else's."""
    attempt = _own_attempt.get(attempt_id, candidate.pk)
    attempt.registration.candidate = candidate
    return attempt


def has_open_attempt_on(candidate: User, paper_digest: str) -> Attempt | None:
    """The candidate's open attempt on a paper, the only ground on which its items are shown."""
    return _open_attempt.first(candidate.pk, paper_digest)


_notes = PreparedValues(
    lambda attempt, kind, disposition: (
        AnswerEvent.objects.filter(attempt=attempt, kind=kind, disposition=disposition)
        .order_by("position")
        .values_list("slot", "payload")
    ),
    int,
    str,
    str,
)


def scratch_notes(attempt: Attempt) -> dict[int, str]:
    """The candidate's scratch notes by slot, 0 for the whole paper, as the counted events of the log leave them."""
    latest = {slot: orjson.loads(payload) for slot, payload in _notes.rows(attempt.pk, "note", "counted")}
    return {slot: text for slot, text in latest.items() if text}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item as this candidate meets it: `number` counts from 1 in the order shown."""

    number: int
    item: FrozenItem
    options: tuple[str, ...]
    response: Any
    is_answered: bool
    is_flagged: bool
    # The candidate's own parameters.
    drawn: Drawn = field(default_factory=dict)

    @property
    def slot(self) -> int:
        return self.item.slot


def shown_items(attempt: Attempt, paper: FrozenPaper | None = None) -> list[ShownItem]:
    """The attempt's items in its own order with the answers that the server has."""
    paper = paper or frozen_paper(attempt.paper_id)
    flagged = set(attempt.flags)
    return [
        ShownItem(
            number=number,
            item=paper.by_slot[entry["slot"]],
            options=tuple(entry["options"]),
            drawn=entry.get("values", NOTHING_DRAWN),
            response=attempt.answers.get(str(entry["slot"])),
            is_answered=str(entry["slot"]) in attempt.answers,
            is_flagged=entry["slot"] in flagged,
        )
        for number, entry in enumerate(attempt.snapshot.layout, start=1)
    ]


def drawn_of(attempt: Attempt) -> dict[int, Drawn]:
    """The candidate's parameters by slot, for the slots that have any."""
    return {entry["slot"]: entry["values"] for entry in attempt.snapshot.layout if "values" in entry}


def response_in_words(shown: ShownItem) -> str:
    """The candidate's answer to an item, options by their text; empty where unanswered."""
    if not shown.is_answered:
        return ""
    item_type = get_item_type(shown.item.item_type)
    return item_type.describe_response(shown.item.content, shown.response)


def is_writing(registration: Registration) -> bool:
    """Whether an attempt of this place runs; asks anew, whatever was handed over with the registration."""
    return Attempt.objects.filter(registration=registration, state=AttemptState.OPEN).exists()
