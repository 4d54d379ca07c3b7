"""A question of practice as it is put, and as it is gone through afterwards."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from courses.queries import TeachingHeading, teaching_headings
from exams.bank.item_types import Drawn, ItemBody, ItemType, get_item_type
from exams.bank.item_types.rubric import Guide
from exams.bank.presentation import render_candidate, render_explanation, render_options, render_question
from exams.practice.models import PracticeAnswer, PracticeQuestion, PracticeSession

# The item's controls are named after its slot; a page of practice has one.
SLOT = 1


@dataclass(frozen=True)
class Served:
    """A question with what was drawn for this trainee."""

    kind: ItemType[Any]
    body: ItemBody
    drawn: Drawn
    order: Sequence[str]

    @property
    def guides(self) -> tuple[Guide, ...]:
        """What people mark it by; empty where the machine marks all of it."""
        return self.kind.guides(self.body)


def served(question: PracticeQuestion) -> Served:
    """The same every time: parameters and order of the options follow from the round's seed and the place."""
    version = question.version
    kind = get_item_type(version.item.item_type)
    body = kind.parse(version.body)
    seed = question.session.seed + question.position
    order = kind.option_ids(body)
    random.Random(seed).shuffle(order)  # noqa: S311 -- an order, no secret
    return Served(kind, body, kind.draw(body, seed), order)


def question_html(question: PracticeQuestion, *, response: object = None) -> SafeString:
    """The item with its controls; never its key."""
    shown, version = served(question), question.version
    return render_candidate(
        version.item.item_type,
        version.body,
        slot=SLOT,
        number=question.position,
        option_order=shown.order,
        response=response,
        drawn=shown.drawn,
        media=media_base(version.pk),
    )


@dataclass(frozen=True)
class Reviewed:
    """An answer gone through: what was asked, what was said, what is right and why, and where it is taught."""

    answer: PracticeAnswer
    stem: SafeString
    # What there was to choose from.
    options: SafeString
    response: str
    key: str
    explanation: SafeString
    heading: TeachingHeading | None
    # What its writer gave: criterion, points, and the most there are.
    given: list[tuple[str, int, int]]


def reviewed(answers: Sequence[PracticeAnswer], *, media: str = "") -> list[Reviewed]:
    """Answers (with their version and item) gone through, in their order; one query for all the headings.

    `media`: where their pictures are, if not on the site.
    """
    headings = teaching_headings(answer.point_id for answer in answers)
    return [
        _reviewed(answer, headings.get(answer.point_id), media or media_base(answer.version_id)) for answer in answers
    ]


def _reviewed(answer: PracticeAnswer, heading: TeachingHeading | None, media: str) -> Reviewed:
    version, drawn = answer.version, answer.drawn
    kind = get_item_type(version.item.item_type)
    body = kind.parse(version.body)
    return Reviewed(
        answer=answer,
        stem=render_question(kind, body, drawn=drawn, media=media),
        options=render_options(kind, body, order=_mixed(kind.option_ids(body), answer.pk), media=media),
        response="" if answer.response is None else kind.describe_response(body, answer.response),
        key=kind.describe_key(body, drawn),
        explanation=render_explanation(kind, body, drawn=drawn, media=media),
        heading=heading,
        given=_given(kind.guides(body), answer.points),
    )


def _mixed(ids: list[str], seed: int) -> list[str]:
    """Not as authored, where the key may always come first; the same every time."""
    random.Random(seed).shuffle(ids)  # noqa: S311 -- an order, no secret
    return ids


def _given(guides: Sequence[Guide], points: Sequence[Sequence[int]]) -> list[tuple[str, int, int]]:
    """Criterion by criterion; a text that was left blank has none."""
    return [
        (criterion.name, earned, criterion.points)
        for guide, judged in zip(guides, points, strict=False)
        for criterion, earned in zip(guide.rubric.criteria, judged, strict=False)
    ]


def own_session(trainee: User, session_id: int) -> PracticeSession:
    """A trainee's own round with its questions and answers; raises PracticeSession.DoesNotExist for anybody else's."""
    questions = PracticeQuestion.objects.select_related("answer").order_by("position")
    sessions = PracticeSession.objects.select_related("chapter", "point").prefetch_related(
        Prefetch("questions", questions)
    )
    return sessions.get(pk=session_id, trainee=trainee)


def own_question(trainee: User, session_id: int, position: int) -> PracticeQuestion:
    """A question of the trainee's own round; raises PracticeQuestion.DoesNotExist."""
    return PracticeQuestion.objects.select_related("session", "written", "version__item__bank", "version__point").get(
        session=session_id, session__trainee=trainee, position=position
    )


def answers_of_session(session: PracticeSession) -> QuerySet[PracticeAnswer]:
    """Its answers in the order of the questions, with what going through them needs."""
    return (
        PracticeAnswer.objects.filter(question__session=session)
        .select_related("version__item", "point", "question")
        .order_by("question__position")
    )


def media_base(version_id: int) -> str:
    """Beginning of the addresses of the pictures of an item."""
    return reverse("practice:media", args=[version_id, "0"]).removesuffix("0")
