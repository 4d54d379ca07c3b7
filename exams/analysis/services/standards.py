"""Rounds of a panel, and its cut on the way to the exam: proposed by one officer, adopted by another."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.analysis.models import JudgeRound, PanelState, StandardPanel, StandardProposal
from exams.analysis.queries.standards import banks_of, judged, paper_rows
from exams.bank.rules import READ, is_listed
from exams.sittings.models import Attempt, ExamComponent

LEAST_JUDGES, MOST_JUDGES = 2, 30
LEAST_PERCENT, MOST_PERCENT = 0, 100
HUNDREDTH = Decimal("0.01")


class StandardRefused(Exception):
    """Why a step of a panel is not taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_panel(*, component: ExamComponent, judges: Collection[User], actor: User, now: datetime) -> StandardPanel:
    """A panel whose first round is open; every judge may read the items of the paper."""
    people = {judge.pk: judge for judge in judges}
    if not LEAST_JUDGES <= len(people) <= MOST_JUDGES:
        raise StandardRefused(
            _("A panel has %(least)d to %(most)d judges.") % {"least": LEAST_JUDGES, "most": MOST_JUDGES}
        )
    try:
        with transaction.atomic():
            panel = StandardPanel.objects.create(component=component, made_by=actor, made_at=now)
            _check_readers(panel, people.values())
            JudgeRound.objects.bulk_create(JudgeRound(panel=panel, judge=judge) for judge in people.values())
            log(instance=panel, action="analysis.panel_open", user=actor, timestamp=now, data={"judges": len(people)})
    except IntegrityError as error:
        raise StandardRefused(_("This part has an open panel already.")) from error
    return panel


def rate(
    *, panel: StandardPanel, ratings: Mapping[int, int | None], hand_in: bool, actor: User, now: datetime
) -> JudgeRound:
    """Keep a judge's ratings by slot; handed in, they are whole and never change."""
    slots = {row.slot for row in paper_rows(panel)}
    given = {slot: percent for slot, percent in ratings.items() if percent is not None}
    if not set(given) <= slots or not all(LEAST_PERCENT <= one <= MOST_PERCENT for one in given.values()):
        raise StandardRefused(_("Ratings are whole numbers from 0 to 100, one for each question of the paper."))
    if hand_in and (missing := slots - set(given)):
        raise StandardRefused(
            _("Nothing was handed in; what you entered is kept. %(count)d questions have no rating yet.")
            % {"count": len(missing)}
        )
    if panel.state == PanelState.CLOSED:
        raise StandardRefused(_("The panel is closed."))
    own = JudgeRound.objects.filter(panel=panel, judge=actor, round=panel.round, handed_in_at__isnull=True)
    kept = {str(slot): percent for slot, percent in sorted(given.items())}
    with transaction.atomic():
        standing = StandardPanel.objects.select_for_update().get(pk=panel.pk)
        if standing.state != panel.state or not own.update(ratings=kept, handed_in_at=now if hand_in else None):
            raise StandardRefused(_("This round is handed in, or over; nothing was changed."))
    return JudgeRound.objects.get(panel=panel, judge=actor, round=panel.round)


def open_second_round(*, panel: StandardPanel, actor: User, now: datetime) -> None:
    """Those who handed the first round in see what the panel said, and judge again from what they said first."""
    done = list(JudgeRound.objects.filter(panel=panel, round=1, handed_in_at__isnull=False).order_by("pk"))
    _check_enough(len(done))
    with transaction.atomic():
        _step(panel, PanelState.FIRST, state=PanelState.SECOND, second_at=now)
        JudgeRound.objects.bulk_create(
            JudgeRound(panel=panel, judge_id=one.judge_id, round=2, ratings=one.ratings) for one in done
        )
        log(instance=panel, action="analysis.panel_second", user=actor, timestamp=now, data={"judges": len(done)})


def close_panel(*, panel: StandardPanel, actor: User, now: datetime) -> None:
    """The second round is over; whoever did not hand it in does not count."""
    done = JudgeRound.objects.filter(panel=panel, round=2, handed_in_at__isnull=False).count()
    _check_enough(done)
    with transaction.atomic():
        _step(panel, PanelState.SECOND, state=PanelState.CLOSED, closed_at=now)
        log(instance=panel, action="analysis.panel_close", user=actor, timestamp=now, data={"judges": done})


def propose_standard(*, panel: StandardPanel, reason: str, actor: User, now: datetime) -> StandardProposal:
    """The panel's cut, rounded half up to two places, as the part's pass mark."""
    if panel.state != PanelState.CLOSED:
        raise StandardRefused(_("The panel has not finished its second round."))
    if not reason.strip():
        raise StandardRefused(_("Say why."))
    summary = judged(panel, 2, paper_rows(panel)).summary
    if summary is None:  # pragma: no cover -- a closed panel has judges
        raise StandardRefused(_("The panel has not finished its second round."))
    cut = Decimal(summary.cut.numerator) / Decimal(summary.cut.denominator)
    try:
        with transaction.atomic():
            proposal = StandardProposal.objects.create(
                panel=panel,
                pass_mark=cut.quantize(HUNDREDTH, ROUND_HALF_UP),
                former=panel.component.pass_mark,
                reason=reason.strip(),
                proposed_by=actor,
                proposed_at=now,
            )
            said = {"pass_mark": str(proposal.pass_mark), "former": str(proposal.former)}
            log(instance=panel, action="analysis.standard_propose", user=actor, timestamp=now, data=said)
    except IntegrityError as error:
        raise StandardRefused(_("This panel's pass mark was proposed already.")) from error
    return proposal


def decide_standard(*, proposal: StandardProposal, adopt: bool, reason: str, actor: User, now: datetime) -> None:
    """Another officer adopts the pass mark, as long as nobody has begun this part, or does not."""
    if actor.pk == proposal.proposed_by_id:
        raise StandardRefused(_("You proposed this pass mark; another officer decides."))
    if not reason.strip():
        raise StandardRefused(_("Say why."))
    with transaction.atomic():
        component = ExamComponent.objects.select_for_update().get(pk=proposal.panel.component_id)
        if adopt and Attempt.objects.filter(component=component).exists():
            raise StandardRefused(_("Candidates have begun this part: its pass mark stays as it was announced."))
        if adopt and component.pass_mark != proposal.former:
            raise StandardRefused(_("The pass mark was changed since this was proposed; nothing was done."))
        waiting = StandardProposal.objects.filter(pk=proposal.pk, adopted__isnull=True)
        if not waiting.update(adopted=adopt, decided_by=actor, decided_at=now, decided_because=reason.strip()):
            raise StandardRefused(_("This is decided already."))
        if adopt:
            ExamComponent.objects.filter(pk=component.pk).update(pass_mark=proposal.pass_mark)
        said = {"pass_mark": str(proposal.pass_mark), "former": str(proposal.former), "adopted": adopt}
        log(instance=proposal.panel, action="analysis.standard_decide", user=actor, timestamp=now, data=said)


def _check_readers(panel: StandardPanel, judges: Collection[User]) -> None:
    banks = list(banks_of(panel))
    for judge in judges:
        if not (judge.has_perm(READ) and all(is_listed(judge, bank, READ) for bank in banks)):
            raise StandardRefused(
                _("%(name)s may not read the items of this paper, and so cannot judge them.")
                % {"name": judge.display_name}
            )


def _check_enough(done: int) -> None:
    if done < LEAST_JUDGES:
        raise StandardRefused(
            _("%(done)d judges have handed this round in; it takes %(least)d at least.")
            % {"done": done, "least": LEAST_JUDGES}
        )


def _step(panel: StandardPanel, seen: PanelState, **columns: object) -> None:
    if not StandardPanel.objects.filter(pk=panel.pk, state=seen).update(**columns):
        raise StandardRefused(_("Somebody else moved this panel on meanwhile; look at it again."))
    panel.refresh_from_db()
