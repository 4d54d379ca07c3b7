"""Every act that changes a sitting; each takes its `actor` and `now`."""

from exams.sittings.services.accommodations import (
    AccommodationRefused,
    Terms,
    approve_accommodation,
    refuse_accommodation,
    request_accommodation,
    time_for,
    withdraw_accommodation,
)
from exams.sittings.services.acts import Order, confirm_act, order_act, withdraw_act
from exams.sittings.services.answers import (
    Acknowledgement,
    LeaseUnknown,
    SaveStatus,
    record_events,
)
from exams.sittings.services.applications import (
    ApplicationRefused,
    Declared,
    Proof,
    add_document,
    decide_application,
    remove_document,
    save_application,
    submit_application,
)
from exams.sittings.services.attempts import (
    AttemptClosed,
    AttemptPaused,
    LeaseLost,
    StartRefused,
    close_if_overdue,
    close_overdue_attempts,
    start_attempt,
    submit_attempt,
    take_over_lease,
)
from exams.sittings.services.breaks import BreakRefused, begin_break, end_break
from exams.sittings.services.drawing import prepare_coming_papers, prepare_paper, prepare_papers
from exams.sittings.services.effects import ActRefused
from exams.sittings.services.events import BadEvent, IncomingEvent
from exams.sittings.services.incidents import (
    IncidentRefused,
    Report,
    add_to_incident,
    mark_with_evidence,
    record_incident,
)
from exams.sittings.services.outages import Contact
from exams.sittings.services.paper_sets import PaperSetRefused, attach_paper_set, detach_paper_set
from exams.sittings.services.registrations import RegistrationRefused, give_pledge, register_candidate
from exams.sittings.services.roster import RosterHasErrors, register_roster
from exams.sittings.services.seating import SeatRefused, add_rooms, change_room, give_seat, seat_candidates
from exams.sittings.services.sections import SectionsFixed, set_sections
from exams.sittings.services.time import add_time, pause_attempts, resume_attempts

__all__ = [
    "AccommodationRefused",
    "Acknowledgement",
    "ActRefused",
    "ApplicationRefused",
    "AttemptClosed",
    "AttemptPaused",
    "BadEvent",
    "BreakRefused",
    "Contact",
    "Declared",
    "IncidentRefused",
    "IncomingEvent",
    "LeaseLost",
    "LeaseUnknown",
    "Order",
    "PaperSetRefused",
    "Proof",
    "RegistrationRefused",
    "Report",
    "RosterHasErrors",
    "SaveStatus",
    "SeatRefused",
    "SectionsFixed",
    "StartRefused",
    "Terms",
    "add_document",
    "add_rooms",
    "add_time",
    "add_to_incident",
    "approve_accommodation",
    "attach_paper_set",
    "begin_break",
    "change_room",
    "close_if_overdue",
    "close_overdue_attempts",
    "confirm_act",
    "decide_application",
    "detach_paper_set",
    "end_break",
    "give_pledge",
    "give_seat",
    "mark_with_evidence",
    "order_act",
    "pause_attempts",
    "prepare_coming_papers",
    "prepare_paper",
    "prepare_papers",
    "record_events",
    "record_incident",
    "refuse_accommodation",
    "register_candidate",
    "register_roster",
    "remove_document",
    "request_accommodation",
    "resume_attempts",
    "save_application",
    "seat_candidates",
    "set_sections",
    "start_attempt",
    "submit_application",
    "submit_attempt",
    "take_over_lease",
    "time_for",
    "withdraw_accommodation",
    "withdraw_act",
]
