"""Releasing the results of a sitting: one person prepares, another approves, and at its time they come out."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from exams.marking.models import (
    UNDER_WAY,
    Outcome,
    Release,
    ReleaseEntry,
    ReleaseState,
    Result,
    ResultState,
)
from exams.marking.queries.releases import (
    digest_of,
    due_entries_of,
    due_releases,
    entries_to_release,
    open_attempts_in,
    unnoted_absences,
    waiting_ids,
    waiting_results,
)
from exams.marking.queries.standing import behind_moderation
from exams.marking.rules import may_release
from exams.marking.services.results import tell_release, tell_superseded
from exams.sittings.models import Sitting
from exams.sittings.writer import exclusive_write

# So many come out in one transaction: answers of other sittings are saved in between.
AT_A_TIME = 200


class ReleaseRefused(Exception):
    """Nothing was changed; the reason is for the officer to read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def prepare_release(*, sitting: Sitting, release_at: datetime, note: str, actor: User, now: datetime) -> Release:
    """Put together every result of the sitting that waits, those of the absent among them, for a second person.

    Raises ReleaseRefused, and then nothing is stored.
    """
    _refuse_strangers(actor)
    if now < sitting.closes_at:
        raise ReleaseRefused(_("The sitting is not over yet. Its results are put together when it is."))
    if open_attempts_in(sitting):
        raise ReleaseRefused(_("Somebody is still writing. Please wait until every attempt is closed."))
    if behind_moderation(sitting.pk).exists():
        raise ReleaseRefused(_still_moderated())
    with exclusive_write():
        _note_absences(sitting, now=now)
    # Read through before the lock: meanwhile other sittings save their answers.
    digests = {result.pk: digest_of(result) for result in waiting_results(sitting)}
    if not digests:
        raise ReleaseRefused(_("No result waits for its release."))
    try:
        with exclusive_write():
            # A moderation takes the same lock: it comes before this release, or is refused because of it.
            Sitting.objects.select_for_update().get(pk=sitting.pk)
            if behind_moderation(sitting.pk).exists():
                raise ReleaseRefused(_still_moderated())
            release = Release.objects.create(
                sitting=sitting, release_at=max(release_at, now), note=note, prepared_by=actor, prepared_at=now
            )
            if set(waiting_ids(sitting)) != digests.keys():
                raise ReleaseRefused(_("Results were marked anew in this moment. Please try again."))
            ReleaseEntry.objects.bulk_create(
                [ReleaseEntry(release=release, result_id=pk, digest=said) for pk, said in digests.items()],
                batch_size=1000,
            )
    except IntegrityError as error:
        raise ReleaseRefused(_("Another release of this sitting is under way.")) from error
    return release


def approve_release(*, release: Release, actor: User, now: datetime) -> Release:
    """The second person's word; a few results whose time has come are out with it, many wait for the worker.

    Raises ReleaseRefused.
    """
    _refuse_strangers(actor)
    if actor.pk == release.prepared_by_id:
        raise ReleaseRefused(_("You prepared this release. Another person has to approve it."))
    with exclusive_write():
        found = Release.objects.select_for_update().get(pk=release.pk)
        if found.state != ReleaseState.PREPARED:
            raise ReleaseRefused(_("This release does not wait for approval any more."))
        if stale := _changed_since(found):
            raise ReleaseRefused(
                _("%(count)d results were replaced since. Please withdraw the release and prepare it anew.")
                % {"count": stale}
            )
        found.state, found.approved_by, found.approved_at = ReleaseState.APPROVED, actor, now
        found.save(update_fields=["state", "approved_by", "approved_at"])
    if found.release_at <= now and found.entries.count() <= AT_A_TIME:
        carry_out(release=found, now=now)
    return found


def withdraw_release(*, release: Release, reason: str, actor: User, now: datetime) -> Release:
    """Take a release back before its time, by either person, with a reason. Raises ReleaseRefused."""
    _refuse_strangers(actor)
    with exclusive_write():
        found = Release.objects.select_for_update().get(pk=release.pk)
        is_out = found.state == ReleaseState.APPROVED and found.release_at <= now
        if found.state not in UNDER_WAY or is_out:
            raise ReleaseRefused(_("This release cannot be withdrawn any more."))
        if not reason.strip():
            raise ReleaseRefused(_("Please give the reason."))
        found.state, found.withdrawn_by, found.reason, found.ended_at = ReleaseState.WITHDRAWN, actor, reason, now
        found.save(update_fields=["state", "withdrawn_by", "reason", "ended_at"])
    return found


def carry_out(*, release: Release, now: datetime) -> int:
    """Let the results of an approved release out, in steps; run again it goes on where it stopped. How many came out.

    Never before its time. A result that was replaced since the approval stays in, for a release of its own.
    """
    if release.state != ReleaseState.APPROVED or now < release.release_at:
        return 0
    count = 0
    entries = iter(entries_to_release(release))
    while step := list(islice(entries, AT_A_TIME)):
        count += _let_out(step, now=now)
    with exclusive_write():
        Release.objects.filter(pk=release.pk, state=ReleaseState.APPROVED).update(
            state=ReleaseState.RELEASED, ended_at=now
        )
    release.refresh_from_db()
    return count


def release_due(*, now: datetime) -> int:
    """Carry out every approved release whose time has come; how many results came out."""
    return sum(carry_out(release=release, now=now) for release in due_releases(now=now))


def release_own(*, candidate: User, now: datetime) -> int:
    """Let a candidate's own results out whose time has come: nobody waits for a worker. How many came out."""
    entries = due_entries_of(candidate, now=now)
    return _let_out(entries, now=now) if entries else 0


def _let_out(entries: Iterable[ReleaseEntry], *, now: datetime) -> int:
    """The results as they were approved; each released one before them gives way."""
    digests = {entry.result_id: entry.digest for entry in entries}
    count = 0
    with exclusive_write():
        held = Result.objects.select_for_update(of=("self",)).filter(pk__in=digests, state=ResultState.PROVISIONAL)
        for result in held.select_related("registration__sitting__exam").prefetch_related("components").order_by("pk"):
            if digest_of(result) != digests[result.pk]:
                continue
            standing = Result.objects.filter(registration=result.registration_id, state=ResultState.RELEASED)
            former = standing.values_list("pk", flat=True).first()
            standing.update(state=ResultState.SUPERSEDED)
            result.state, result.released_at = ResultState.RELEASED, now
            # Saved one by one: whoever listens to saved results learns of each.
            result.save(update_fields=["state", "released_at"])
            tell_release(result, now=now)
            if former is not None:
                tell_superseded(former=former, result=result, now=now)
            count += 1
    return count


def _note_absences(sitting: Sitting, *, now: datetime) -> None:
    """A result for everybody whom the invigilators noted as absent and who has none."""
    absent = [
        Result(registration=one, outcome=Outcome.ABSENT, passed=False, created_at=now)
        for one in unnoted_absences(sitting)
    ]
    Result.objects.bulk_create(absent, batch_size=1000)


def _changed_since(release: Release) -> int:
    """How many results on a release were replaced after it was prepared."""
    return release.entries.exclude(result__state=ResultState.PROVISIONAL).count()


def _still_moderated() -> str:
    return _("A moderation is still being carried out. Please prepare the release when every result is made anew.")


def _refuse_strangers(actor: User) -> None:
    if not may_release(actor):
        raise ReleaseRefused(_("Only exam officers release results."))
