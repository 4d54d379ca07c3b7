"""Writes by other systems: done once for a caller's key, in the name of the token's owner, on record."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import orjson
from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Schema

from accounts.api.tokens import ApiRequest
from accounts.services.tokens import Answer, answer_once, fingerprint_of, note_write

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Chosen by the caller for each act; the same key with the same request does it once.",
    ),
]


def written_once(
    request: ApiRequest,
    key: str,
    *,
    act: str,
    write: Callable[[], tuple[str, Schema]],
    within: Callable[[], AbstractContextManager[None]],
    status: int = 200,
) -> HttpResponse:
    """Do `write`, which gives what it was about and what to answer, unless it was done under this key before.

    `within` opens the transaction of answer and write, as the writers of that data do.
    """
    now = timezone.now()

    def noted() -> Answer:
        about, body = write()
        note_write(token=request.auth, act=act, about=about, now=now)
        return Answer(status, body.model_dump(mode="json"))

    answer = answer_once(
        token=request.auth,
        key=key,
        fingerprint=fingerprint_of(request.method or "", request.get_full_path(), request.body),
        write=noted,
        within=within,
        now=now,
    )
    return as_response(answer)


def as_response(answer: Answer) -> HttpResponse:
    response = HttpResponse(
        orjson.dumps(answer.body), status=answer.status, content_type="application/json; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    if answer.is_replayed:
        response["Idempotent-Replayed"] = "true"
    return response
