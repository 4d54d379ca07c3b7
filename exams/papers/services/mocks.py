"""Papers for mock exams: on the real blueprint, of items that are open for practice alone, frozen as soon as they are made."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.models import ItemVersion
from exams.papers.models import Blueprint, Paper, PaperSet, PaperState, SetKind
from exams.papers.services.assembly import chosen, number_of, write_drafts
from exams.papers.services.checks import rows_of
from exams.papers.services.pools import pool_of
from exams.papers.services.publishing import paper_digest


def make_mock_paper(
    *,
    blueprint: Blueprint,
    source: Iterable[ItemVersion],
    title: str,
    number: int,
    actor: User,
    now: datetime,
    avoid: Collection[int] = (),
) -> Paper:
    """A published paper of `source` in a set of its own; raises BlueprintShort.

    `avoid` holds versions of earlier mocks, left out where others will do. How often items were used, how old they are and
    where their keys stand is no matter here. Nobody hands it in or publishes it: no exam is made of it, and no list of papers shows it.
    """
    pool = pool_of(blueprint, now=now, avoid=avoid, source=source)
    pool = replace(pool, plan=replace(pool.plan, max_uses=None, max_age_days=None, balance_keys=False))
    found = chosen(pool, seed=number_of(f"mock/{blueprint.pk}/{number}"))
    with transaction.atomic():
        paper_set = PaperSet.objects.create(
            blueprint=blueprint,
            title=title,
            kind=SetKind.PRACTICE,
            seed=number,
            created_by=actor,
            created_at=now,
            published_at=now,
        )
        (paper,) = write_drafts(
            blueprint, pool, found.picks, forms=["A"], title=title, seed=number, actor=actor, paper_set=paper_set
        )
        digest = paper_digest(paper, rows_of(paper))
        Paper.objects.filter(pk=paper.pk).update(state=PaperState.PUBLISHED, digest=digest, published_at=now)
        paper.refresh_from_db()
        log(instance=paper, action="papers.publish", user=actor, timestamp=now, data={"digest": digest})
    return paper
