"""From a draft to a frozen paper, by two persons: one hands it in, another publishes it. After that it never changes."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.scoring import POLICIES
from exams.papers.models import Paper, PaperItem, PaperSet, PaperState
from exams.papers.services.checks import PaperRules, breaches, rows_of, rules_of


class PublishRefused(Exception):
    """The paper stays as it was; `reasons` says everything that stands in the way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


def submit_paper(*, paper: Paper, actor: User, now: datetime) -> Paper:
    """Hand a draft in for publishing: it stands still until somebody publishes or returns it; raises PublishRefused."""
    with transaction.atomic():
        draft = _locked(paper)
        rules = rules_of(draft.blueprint, now=now)
        if reasons := [*_not_a_draft(draft), *_already_in(draft), *_obstacles(draft, rules)]:
            raise PublishRefused(reasons)
        Paper.objects.filter(pk=draft.pk).update(submitted_by=actor, submitted_at=now)
        paper.refresh_from_db()
        log(instance=paper, action="papers.submit", user=actor, timestamp=now)
    return paper


def return_paper(*, paper: Paper, actor: User, now: datetime, reason: str = "") -> Paper:
    """Give a paper that was handed in back to its maker, who may take it back themselves; raises PublishRefused."""
    with transaction.atomic():
        draft = _locked(paper)
        if reasons := [*_not_a_draft(draft), *_not_in(draft)]:
            raise PublishRefused(reasons)
        Paper.objects.filter(pk=draft.pk).update(submitted_by=None, submitted_at=None)
        paper.refresh_from_db()
        log(instance=paper, action="papers.return", user=actor, timestamp=now, data={"reason": reason})
    return paper


def publish_paper(*, paper: Paper, actor: User, now: datetime) -> Paper:
    """Pin a paper that another person handed in as it stands, under its digest; raises PublishRefused with every reason."""
    with transaction.atomic():
        draft = _locked(paper)
        if reasons := list(_why_not(draft, actor, rules_of(draft.blueprint, now=now))):
            raise PublishRefused(reasons)
        _freeze(draft, actor, now)
        paper.refresh_from_db()
    return paper


def submit_set(*, paper_set: PaperSet, actor: User, now: datetime) -> PaperSet:
    """Hand in all papers of a set, or none; raises PublishRefused, whose reasons name the form."""
    with transaction.atomic():
        papers = _papers_of(paper_set)
        rules = rules_of(paper_set.blueprint, now=now)
        reasons = [
            _of_form(paper, reason)
            for paper in papers
            for reason in (*_not_a_draft(paper), *_already_in(paper), *_obstacles(paper, rules))
        ]
        if reasons:
            raise PublishRefused(reasons)
        Paper.objects.filter(paper_set=paper_set).update(submitted_by=actor, submitted_at=now)
        log(instance=paper_set, action="papers.submit_set", user=actor, timestamp=now)
    return paper_set


def return_set(*, paper_set: PaperSet, actor: User, now: datetime, reason: str = "") -> PaperSet:
    """Give those papers of a set that were handed in back to their maker."""
    with transaction.atomic():
        _papers_of(paper_set)
        waiting = Paper.objects.filter(paper_set=paper_set, state=PaperState.DRAFT, submitted_at__isnull=False)
        if not waiting.update(submitted_by=None, submitted_at=None):
            raise PublishRefused([_("Nothing of this set has been handed in.")])
        log(instance=paper_set, action="papers.return_set", user=actor, timestamp=now, data={"reason": reason})
    return paper_set


def publish_set(*, paper_set: PaperSet, actor: User, now: datetime) -> PaperSet:
    """Publish all papers of a set at once, or none; raises PublishRefused, whose reasons name the form."""
    with transaction.atomic():
        papers = _papers_of(paper_set)
        waiting = [paper for paper in papers if paper.state == PaperState.DRAFT]
        if not waiting:
            raise PublishRefused([_("Every paper of this set is published.")])
        rules = rules_of(paper_set.blueprint, now=now)
        if reasons := [_of_form(paper, reason) for paper in waiting for reason in _why_not(paper, actor, rules)]:
            raise PublishRefused(reasons)
        for paper in waiting:
            _freeze(paper, actor, now)
        PaperSet.objects.filter(pk=paper_set.pk).update(published_at=now)
        paper_set.refresh_from_db()
        log(instance=paper_set, action="papers.publish_set", user=actor, timestamp=now)
    return paper_set


def why_not_this_person(paper: Paper, actor: User) -> str:
    """Why this person publishes nothing of this paper, whatever their rights; empty if they may."""
    if actor.pk == paper.created_by_id:
        return _("You made this paper; another person has to publish it.")
    if actor.pk == paper.submitted_by_id:
        return _("You handed this paper in; another person has to publish it.")
    return ""


def paper_digest(paper: Paper, rows: Sequence[PaperItem]) -> str:
    """SHA-256 of what is asked and what it is worth, as canonical JSON."""
    content = {
        "policy": paper.multiple_policy,
        "items": [[row.slot, row.version.body_sha256, f"{row.marks:.2f}"] for row in rows],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _locked(paper: Paper) -> Paper:
    return Paper.objects.select_for_update(of=("self",)).select_related("blueprint").get(pk=paper.pk)


def _papers_of(paper_set: PaperSet) -> list[Paper]:
    locked = Paper.objects.select_for_update(of=("self",)).select_related("blueprint")
    papers = list(locked.filter(paper_set=paper_set).order_by("form", "pk"))
    if not papers:
        raise PublishRefused([_("This set has no papers.")])
    return papers


def _freeze(paper: Paper, actor: User, now: datetime) -> None:
    digest = paper_digest(paper, rows_of(paper))
    Paper.objects.filter(pk=paper.pk).update(
        state=PaperState.PUBLISHED, digest=digest, published_at=now, published_by=actor
    )
    log(instance=paper, action="papers.publish", user=actor, timestamp=now, data={"digest": digest})


def _obstacles(paper: Paper, rules: PaperRules) -> Iterator[str]:
    """What about its content keeps a paper from being handed in or published."""
    yield from map(str, breaches(rules, rows_of(paper)))
    if paper.multiple_policy not in POLICIES:
        yield _("There is no marking policy “%(policy)s”.") % {"policy": paper.multiple_policy}


def _why_not(paper: Paper, actor: User, rules: PaperRules) -> Iterator[str]:
    yield from _not_a_draft(paper)
    if paper.state == PaperState.DRAFT:
        if person := why_not_this_person(paper, actor):
            yield person
        yield from _not_in(paper)
        yield from _obstacles(paper, rules)


def _not_a_draft(paper: Paper) -> Iterator[str]:
    if paper.state != PaperState.DRAFT:
        yield _("The paper is already published.")


def _already_in(paper: Paper) -> Iterator[str]:
    if paper.state == PaperState.DRAFT and paper.submitted_at is not None:
        yield _("The paper has been handed in already.")


def _not_in(paper: Paper) -> Iterator[str]:
    if paper.state == PaperState.DRAFT and paper.submitted_at is None:
        yield _("The paper has not been handed in for publishing yet.")


def _of_form(paper: Paper, reason: str) -> str:
    return _("Form %(form)s: %(reason)s") % {"form": paper.form, "reason": reason}
