"""Pairs of items that never stand on one paper."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.models import Item
from exams.papers.models import EnemyPair


class EnemiesRefused(Exception):
    """The pair cannot be kept; the message says why."""


def add_enemies(*, first: Item, second: Item, reason: str, actor: User, now: datetime) -> EnemyPair:
    """Keep two items off each other's papers from now on; papers that are published stay as they are."""
    if first.pk == second.pk:
        raise EnemiesRefused(_("An item is no enemy of itself; please name two items."))
    small, large = sorted((first, second), key=lambda item: item.pk)
    try:
        with transaction.atomic():
            pair = EnemyPair.objects.create(first=small, second=large, reason=reason)
            said = {"first": small.key, "second": large.key, "reason": reason}
            log(instance=pair, action="papers.add_enemies", user=actor, timestamp=now, data=said)
    except IntegrityError as known:
        raise EnemiesRefused(_("These two are a pair already.")) from known
    return pair


def remove_enemies(*, pair: EnemyPair, actor: User, now: datetime) -> None:
    """Let the two stand on one paper again."""
    with transaction.atomic():
        said = {"first": pair.first.key, "second": pair.second.key, "reason": pair.reason}
        log(instance=pair, action="papers.remove_enemies", user=actor, timestamp=now, data=said)
        pair.delete()
