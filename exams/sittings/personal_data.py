"""Personal data of sittings: places, applications, arrangements, answers, and what happened in the room.

All of it is the electronic exam record: kept for five years after the result, after an erasure under a pseudonym, so
that a result can be contested and a certificate proven; what somebody had to prove to be let in goes earlier.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import OFFICE_WORK, OTHER_SYSTEMS
from accounts.privacy import Category, Fate, Ground, Impersonal, Record, exam_record, record

_FIVE_YEARS = _("Five years after the result; after an erasure under a pseudonym")

PLACES = Category(
    "places",
    _("Registration and seat"),
    _("Sittings, admission number, room, seat, language, pledge, arrival, absence or misconduct"),
    _("To hold the exam"),
    Ground.CONTRACT,
    _FIVE_YEARS,
    _("You; invigilators, the exam office and auditors"),
    months=60,
)
APPLICATIONS = Category(
    "applications",
    _("Application"),
    _("Schooling, years of work, employer, former certificates, copies of documents, what was decided"),
    _("To see whether you may sit the exam"),
    Ground.CONTRACT,
    _("Copies of documents one year after they were handed in; the rest five years after that"),
    _("You and the exam office"),
    months=60,
)
DOCUMENTS = Category(
    "documents",
    _("Copies of documents"),
    _("Pictures and files that prove what an application says"),
    _("To see whether you may sit the exam"),
    Ground.CONTRACT,
    _("One year after they were handed in"),
    _("You and the exam office"),
    months=12,
)
ARRANGEMENTS = Category(
    "arrangements",
    _("Special arrangements"),
    _("Longer time, breaks, large type or a room of your own, and why"),
    _("To give everybody a fair exam"),
    Ground.CONSENT,
    _FIVE_YEARS,
    _("You and the exam office; invigilators what they have to do"),
    months=60,
)
ANSWERS = Category(
    "answers",
    _("Answers in exams"),
    _("Every answer with its time, the paper as it was shown, device changes, time given, outages and breaks"),
    _("To mark your work, and to prove what you answered"),
    Ground.DUTY,
    _FIVE_YEARS,
    _("You; markers without your name; the exam office and auditors how far you came"),
    months=60,
)
CONDUCT = Category(
    "conduct",
    _("What happened in the exam room"),
    _("Acts of invigilators, incidents with pictures, messages, signs of cheating that people look at"),
    _("To treat all candidates alike"),
    Ground.DUTY,
    _FIVE_YEARS,
    _("Invigilators, the exam office and auditors; messages to you also you"),
    months=60,
)

_OF_ATTEMPT = "attempt__registration"
_OF_PLACE = "registration"

RECORDS: Sequence[Record] = (
    exam_record("sittings.BreakEvent", ANSWERS, _OF_ATTEMPT, "step until at", actors="actor", plain="attempt"),
    exam_record("sittings.Outage", ANSWERS, _OF_ATTEMPT, "began_at ended_at lost_seconds reported_seconds",
                plain="attempt adjustment"),
    exam_record("sittings.TimeAdjustment", ANSWERS, _OF_ATTEMPT, "kind seconds reason at", actors="actor",
                plain="attempt"),
    exam_record("sittings.RetiredLease", ANSWERS, _OF_ATTEMPT, "token retired_at", plain="attempt"),
    exam_record("sittings.IntegrityFlag", CONDUCT, _OF_ATTEMPT, "kind detail at", plain="attempt"),
    exam_record("sittings.AnswerEvent", ANSWERS, _OF_ATTEMPT, "client_id slot payload client_ms received_at",
                plain="attempt position seq kind disposition prev_hash hash"),
    exam_record("sittings.PaperSnapshot", ANSWERS, _OF_ATTEMPT, "layout", plain="attempt paper_digest seed sha256"),
    exam_record("sittings.SealedUpload", ANSWERS, _OF_PLACE, "outcome refusal at", actors="actor",
                plain="registration sitting attempt sha256 former_receipt"),
    exam_record("sittings.ControlEvent", CONDUCT, _OF_PLACE, "kind client_ms at", plain="registration attempt"),
    exam_record("sittings.ControlOverride", CONDUCT, _OF_PLACE, "control reason at", actors="actor",
                plain="registration"),
    exam_record("sittings.Notice", CONDUCT, _OF_PLACE, "text kind seconds at", plain="registration number"),
    exam_record("sittings.InvigilationAct", CONDUCT, _OF_PLACE, "kind reason detail at", actors="actor",
                plain="sitting room registration pending"),
    exam_record("sittings.Incident_candidates", CONDUCT, _OF_PLACE, "registration incident"),
    exam_record("sittings.PreparedPaper", ANSWERS, _OF_PLACE, "layout prepared_at",
                plain="registration component number basis paper_digest seed sha256"),
    exam_record("sittings.AccommodationEvent", ARRANGEMENTS, "accommodation__registration", "state terms reason at",
                actors="actor", plain="accommodation"),
    exam_record("sittings.Accommodation", ARRANGEMENTS, _OF_PLACE,
                "state factor extra_minutes break_minutes break_count large_type separate_room asked_at",
                plain="registration"),
    record("sittings.ApplicationDocument", DOCUMENTS, "application__candidate",
           "kind file name content_type size sha256 added_at", Fate.REMOVE, plain="application",
           exam="application__registration", since="added_at"),
    record("sittings.ApplicationEvent", APPLICATIONS, "application__candidate", "state reason said at", Fate.REMOVE,
           actors="actor", plain="application", exam="application__registration", since="at"),
    record("sittings.Application", APPLICATIONS, "candidate",
           "candidate state schooling work_years employer certificate language submitted_at", Fate.REMOVE,
           plain="sitting registration", exam="registration", since="submitted_at"),
    exam_record("sittings.Attempt", ANSWERS, _OF_PLACE,
                "started_at closed_at answers flags last_saved_at last_seen_at lease_token lease_taken_at",
                plain="registration component paper number state deadline grace_seconds receipt head_position head_hash "
                "heads paused_at break_until notices", bears_certificate=True),
    exam_record("sittings.Registration", PLACES, "",
                "candidate number room seat language pledged_at arrived_at admitted_at standing created_at",
                plain="sitting form", bears_certificate=True),
    # As `api.RegistrationOut` writes it.
    record("accounts.IdempotentRequest", OTHER_SYSTEMS, "body__candidate__id", "body", Fate.REMOVE),
    record("sittings.Incident", OFFICE_WORK, "recorded_by", "recorded_by recorded_at", Fate.KEEP,
           plain="sitting room kind what happened_at picture picture_sha256 adds_to candidates"),
    record("sittings.PendingAct", OFFICE_WORK, "requested_by", "requested_by requested_at reason text", Fate.KEEP,
           plain="sitting room kind seconds expires_at"),
    record("sittings.ControlChange", OFFICE_WORK, "actor", "actor reason at", Fate.KEEP, plain="sitting changes"),
    record("sittings.AccessCode", OFFICE_WORK, "issued_by", "issued_by issued_at", Fate.KEEP, plain="sitting room code"),
    record("sittings.SeatingRun", OFFICE_WORK, "actor", "actor at", Fate.KEEP, plain="sitting seed placed unplaced"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "sittings.Exam": (
        "release_policy compensates total_pass_mark bands kept_months resits_allowed resit_after_days shows_score "
        "score_from shows_ranges ranges_from shows_answers answers_from shows_keys keys_from shows_explanations "
        "explanations_from code title chapter rules is_mock attempts_allowed shuffle_items shuffle_options grace_seconds "
        "late_policy late_allowance_minutes outage_allowance_minutes allows_calculator allows_notes allows_highlighter "
        "allows_eliminator screen_lock languages"
    ),
    "sittings.ExamComponent": "exam kind paper minutes pass_mark weight minimum",
    "sittings.ExamSection": "paper position title last_slot minutes",
    "sittings.Sitting": (
        "exam name opens_at closes_at open_registration needs_application applications_close_at starts_by_room "
        "late_after_minutes two_person_acts"
    ),
    "sittings.Room": "sitting name address capacity seats_per_row is_separate started_at paused_at",
    "sittings.EligibilityRule": "exam position title schooling work_years certificate course",
    "sittings.SittingControls": (
        "sitting one_device ip_switch ip_ranges code_switch seb_switch seb_exam_keys seb_quit_password full_screen "
        "focus_log hinder_copying watermark"
    ),
    "sittings.RoomControls": "room ip_ranges",
    "sittings.ExamKey": "purpose name public_key active_from retired_at",
    # Numbers of attempts with hashes; without the attempt they say nothing.
    "sittings.ChainRoot": "number at previous merkle_root heads hash signature key",
    "sittings.ParallelPaper": "component form paper",
}
