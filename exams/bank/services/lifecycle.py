"""The life of a version: draft → in review → approved → suspended → retired; two persons before an approval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.item_types import get_item_type
from exams.bank.item_types.unfinished import unfinished_explanations
from exams.bank.models import BankAct, Item, ItemReview, ItemVersion, VersionState
from exams.bank.queries import open_comments
from exams.bank.rules import reviewers_for, versions_up_to, wrote_part_of
from exams.bank.services.log import log_bank_event

# So many reviewers are named to somebody who may not approve an item.
MOST_NAMES = 5


class TransitionRefused(Exception):
    """The version cannot take this step; the message says why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Transition:
    """From which states a step may be taken, and where it leads."""

    sources: frozenset[str]
    target: str
    needs_comment: bool = False


TRANSITIONS: Mapping[str, Transition] = MappingProxyType(
    {
        "submit": Transition(frozenset({VersionState.DRAFT}), VersionState.IN_REVIEW),
        "reject": Transition(frozenset({VersionState.IN_REVIEW}), VersionState.DRAFT, needs_comment=True),
        "approve": Transition(frozenset({VersionState.IN_REVIEW, VersionState.SUSPENDED}), VersionState.APPROVED),
        "suspend": Transition(frozenset({VersionState.APPROVED}), VersionState.SUSPENDED, needs_comment=True),
        "retire": Transition(frozenset(VersionState) - {VersionState.RETIRED}, VersionState.RETIRED),
    }
)


def submit_for_review(*, version: ItemVersion, actor: User, now: datetime, comment: str = "") -> ItemVersion:
    """The writer is done; a second person looks at it."""
    return _move(version, "submit", actor=actor, now=now, comment=comment)


def approve(
    *, version: ItemVersion, actor: User, now: datetime, comment: str = "", in_spite_of_comments: str = ""
) -> ItemVersion:
    """Let a version into papers and retire the one it replaces; the approver wrote neither it nor a version before it.

    Comments that nobody has settled stand in the way, unless `in_spite_of_comments` gives the reason to pass them over.
    """
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=version.item_id)
        if wrote_part_of(actor, version):
            raise TransitionRefused(why_another_approves(version, actor))
        unsettled = open_comments(version).count()
        reason = in_spite_of_comments.strip()
        if unsettled and not reason:
            raise TransitionRefused(
                _("%(count)d comments are open: settle them first, or say why it is approved all the same.")
                % {"count": unsettled}
            )
        former = ItemVersion.objects.filter(item_id=version.item_id, state=VersionState.APPROVED).first()
        if former is not None and former.pk != version.pk:
            if former.number > version.number:
                raise TransitionRefused(_("A later version of this item is already approved."))
            _move(former, "retire", actor=actor, now=now, comment=comment)
        said = "\n".join(part for part in (comment.strip(), reason if unsettled else "") if part)
        details = {"open_comments": unsettled} if unsettled else {}
        return _move(
            version, "approve", actor=actor, now=now, comment=said, details=details, approver=actor, approved_at=now
        )


def why_another_approves(version: ItemVersion, author: User) -> str:
    """A sentence for an author of the item: which versions are theirs, and who may approve it."""
    own = versions_up_to(version).filter(author=author).order_by("number").values_list("number", flat=True)
    words = {
        "numbers": "、".join(map(str, own)),
        "names": "、".join(one.display_name for one in reviewers_for(version)[:MOST_NAMES]),
    }
    if not words["numbers"]:
        return _why_not_of_a_copy(words)
    if words["names"]:
        return (
            _("You wrote version %(numbers)s of this item. Somebody who wrote no part of it approves it: %(names)s.")
            % words
        )
    return (
        _(
            "You wrote version %(numbers)s of this item. Somebody who wrote no part of it has to approve it, and no other"
            " person may review in this bank yet."
        )
        % words
    )


def _why_not_of_a_copy(words: Mapping[str, str]) -> str:
    if words["names"]:
        return (
            _("You wrote what this item was copied from. Somebody who wrote no part of it approves it: %(names)s.")
            % words
        )
    return _(
        "You wrote what this item was copied from. Somebody who wrote no part of it has to approve it, and no other person"
        " may review in this bank yet."
    )


def reject(*, version: ItemVersion, actor: User, now: datetime, comment: str) -> ItemVersion:
    """Back to the writer, with what to mend."""
    return _move(version, "reject", actor=actor, now=now, comment=comment)


def suspend(*, version: ItemVersion, actor: User, now: datetime, comment: str) -> ItemVersion:
    """Keep an approved version out of new papers until somebody approves it again or retires it."""
    return _move(version, "suspend", actor=actor, now=now, comment=comment)


def retire(*, version: ItemVersion, actor: User, now: datetime, comment: str = "") -> ItemVersion:
    """Take a version out of use for good; papers that hold it keep it."""
    return _move(version, "retire", actor=actor, now=now, comment=comment)


VERBS: Mapping[str, Callable[..., ItemVersion]] = MappingProxyType(
    {"submit": submit_for_review, "reject": reject, "approve": approve, "suspend": suspend, "retire": retire}
)


def _move(
    version: ItemVersion,
    verb: str,
    *,
    actor: User,
    now: datetime,
    comment: str,
    details: Mapping[str, object] = MappingProxyType({}),
    **columns: object,
) -> ItemVersion:
    """Take one step of TRANSITIONS if the version still stands where the caller saw it."""
    step = TRANSITIONS[verb]
    seen = version.state
    if seen not in step.sources:
        raise TransitionRefused(
            _("A version that is “%(state)s” cannot take this step.") % {"state": version.get_state_display()}
        )
    if step.needs_comment and not comment.strip():
        raise TransitionRefused(_("Please say why, so that the writer knows what to mend."))
    if verb in {"submit", "approve"}:
        _refuse_unfinished(version)
    with transaction.atomic():
        rows = ItemVersion.objects.filter(pk=version.pk, state=seen)
        if not rows.update(state=step.target, **columns):
            raise TransitionRefused(_("Somebody else moved this version meanwhile; look at it again."))
        version.refresh_from_db()
        ItemReview.objects.create(
            version=version,
            actor=actor,
            from_state=seen,
            to_state=step.target,
            comment=comment.strip(),
            content=content_of(version) if verb == "submit" else {},
            at=now,
        )
        log_bank_event(act=BankAct(verb), actor=actor, now=now, version=version, details={"from": seen, **details})
    return version


def _refuse_unfinished(version: ItemVersion) -> None:
    """What a candidate would read as an explanation must be one."""
    kind = get_item_type(version.item.item_type)
    missing = unfinished_explanations(kind, kind.parse(version.body))
    if not missing:
        return
    parts = "、".join(str(number) for number in missing if number)
    if 0 in missing or not parts:
        raise TransitionRefused(_("The explanation is still to be written: replace the placeholder first."))
    raise TransitionRefused(
        _("The explanations of the parts %(parts)s are still to be written: replace the placeholders first.")
        % {"parts": parts}
    )


def content_of(version: ItemVersion) -> dict[str, object]:
    """Everything that is written about a version, as it is kept beside a submission."""
    return {name: getattr(version, name) for name in ("body", "point_id", "facts", "difficulty", "cognitive")}
