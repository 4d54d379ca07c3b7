"""Named reads of batches, and of whom a batch is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Award, Batch, BatchRow, BatchState, CertificateState, RowState
from certificates.queries.certificates import EVIDENCE_STEP, due_candidates
from exams.sittings.models import Registration, Sitting

# Work is left in these.
OPEN_STATES = (RowState.WAITING, RowState.WORKING, RowState.ISSUED)
REPEATABLE_STATES = (RowState.REFUSED, RowState.FAILED, RowState.CANCELLED)


@dataclass(frozen=True)
class Listed:
    """A candidate as somebody named them: who it is, or why that cannot be told."""

    reference: str
    user: User | None
    group: str = ""
    objection: str = ""


@dataclass(frozen=True)
class ListLine:
    """A line of a list: a login name or admission number, and what may stand beside it."""

    reference: str
    name: str = ""
    group: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a batch is, from one query over its rows."""

    counts: Mapping[str, int]
    # Of those that wait, and of those that are done: already held before the batch.
    held: int
    unset: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Rows on which nothing more will be done."""
        return self.total - self.left

    @property
    def left(self) -> int:
        return sum(self.counts.get(state, 0) for state in OPEN_STATES)

    @property
    def done(self) -> int:
        return self.counts.get(RowState.DONE, 0)

    @property
    def to_issue(self) -> int:
        """Of a batch that has not started: who would get a new certificate."""
        return self.counts.get(RowState.WAITING, 0) - self.held

    @property
    def refused(self) -> int:
        return self.counts.get(RowState.REFUSED, 0)

    @property
    def failed(self) -> int:
        return self.counts.get(RowState.FAILED, 0)

    @property
    def cancelled(self) -> int:
        return self.counts.get(RowState.CANCELLED, 0)

    @property
    def repeatable(self) -> int:
        return self.refused + self.failed + self.cancelled


def progress_of(batch: Batch) -> Progress:
    """Counted now."""
    found = list(
        batch.rows.order_by()
        .values("state")
        .annotate(
            count=Count("pk"),
            held=Count("pk", filter=Q(certificate__isnull=False, is_new=False)),
            unset_count=Count("pk", filter=~Q(unset="")),
        )
    )
    return Progress(
        counts={row["state"]: row["count"] for row in found},
        held=sum(row["held"] for row in found),
        unset=sum(row["unset_count"] for row in found),
    )


def unfinished_batches() -> QuerySet[Batch]:
    """Those that run, the oldest first."""
    return Batch.objects.filter(state=BatchState.RUNNING).order_by("pk")


def finished_rows(batch: Batch) -> QuerySet[BatchRow]:
    """Rows whose certificate may be handed out today, by class or centre and number: no revoked or replaced one."""
    return (
        batch.rows.filter(state__in=[RowState.DONE, RowState.ISSUED], certificate__state=CertificateState.VALID)
        .select_related("certificate")
        .order_by("group", "certificate__number")
    )


def groups_of(batch: Batch) -> list[str]:
    """Classes or centres whose certificates may be handed out; "" is one of them where nothing was said."""
    return sorted(set(finished_rows(batch).order_by().values_list("group", flat=True)))


def rows_for_listing(batch: Batch) -> QuerySet[BatchRow]:
    """Every row with its certificate."""
    return batch.rows.select_related("certificate", "batch__award").order_by("place")


def sittings_to_choose() -> QuerySet[Sitting]:
    """The latest first."""
    return Sitting.objects.filter(exam__is_mock=False).select_related("exam").order_by("-opens_at", "-pk")


def listed_of_sitting(sitting: Sitting, *, room: str = "") -> list[Listed]:
    """Its candidates by admission number; their room is their class."""
    registrations = sitting.registrations.select_related("candidate__person", "room").order_by("number")
    if room:
        registrations = registrations.filter(room__name=room)
    return [Listed(one.number, one.candidate, _room(one)) for one in registrations]


def listed_as_due(award: Award) -> Iterator[Listed]:
    """Whoever may be due, by the name under which an exam knows them."""
    for user, evidence in due_candidates(award):
        if evidence.result is None:
            yield Listed(user.get_username(), user)
        else:
            registration = evidence.result.registration
            yield Listed(registration.number, user, _room(registration))


def listed_by_reference(lines: Sequence[ListLine]) -> list[Listed]:
    """Who stands behind each line; unknown, repeated and wrongly named people with the objection."""
    users = _users_by_reference({line.reference for line in lines})
    seen: dict[int, int] = {}
    listed = []
    for number, line in enumerate(lines, 1):
        user = users.get(line.reference)
        person = getattr(user, "person", None)
        objection = ""
        if user is None:
            objection = _("Nobody has this login name or admission number.")
        elif user.pk in seen:
            objection = _("Is on the list already, in line %(line)s.") % {"line": seen[user.pk]}
            user = None
        elif line.name and person is not None and _plain(line.name) != _plain(person.full_name):
            objection = _("The list says “%(listed)s”, the record “%(name)s”.") % {
                "listed": line.name,
                "name": person.full_name,
            }
        if user is not None:
            seen.setdefault(user.pk, number)
        listed.append(Listed(line.reference, user, line.group, objection))
    return listed


def _users_by_reference(references: set[str]) -> dict[str, User]:
    """By admission number, and before that by login name."""
    found: dict[str, User] = {}
    ordered = sorted(references)
    for start in range(0, len(ordered), EVIDENCE_STEP):
        step = ordered[start : start + EVIDENCE_STEP]
        for registration in Registration.objects.filter(number__in=step).select_related("candidate__person"):
            found[registration.number] = registration.candidate
        for user in User.objects.filter(username__in=step).select_related("person"):
            found[user.get_username()] = user
    return found


def _plain(name: str) -> str:
    return "".join(name.split())


def _room(registration: Registration) -> str:
    return registration.room.name if registration.room else ""
