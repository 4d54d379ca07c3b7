"""Personal data of marking: marks, results, appeals; and the work of markers. Part of the electronic exam record."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Category, Fate, Ground, Impersonal, Record, exam_record, record

RESULTS = Category(
    "results",
    _("Marks, results and appeals"),
    _("Marks with who gave them, results with their parts, corrections, appeals and answers to them"),
    _("To tell whether you passed, to put mistakes right, and to prove it afterwards"),
    Ground.DUTY,
    _("Five years after the result; after an erasure under a pseudonym"),
    _("You; markers without your name; the exam office, the certificate office and auditors"),
    months=60,
)
_OF_ATTEMPT = "attempt__registration"
_OF_TASK = "task__script__attempt__registration"

RECORDS: Sequence[Record] = (
    exam_record("marking.MarkChange", RESULTS, "mark__attempt__registration", "mark former",
                plain="correction is_revert appeal"),
    exam_record("marking.MarkRecall", RESULTS, "mark__attempt__registration", "reason at", plain="mark"),
    exam_record("marking.AppealEvent", RESULTS, "appeal__registration", "kind note at", actors="actor", plain="appeal"),
    exam_record("marking.Appeal", RESULTS, "registration", "state reason fee filed_at due_at reply closed_at",
                actors="reviewer", plain="registration result outcome"),
    exam_record("marking.Judgement", RESULTS, _OF_TASK, "points comment annotations seconds at", actors="marker",
                plain="task position allocation credit_num credit_den"),
    record("marking.MarkingDraft", OFFICE_WORK, "marker", "marker fields saved_at", Fate.REMOVE, plain="task",
           exam=_OF_TASK),
    record("marking.Claim", OFFICE_WORK, "marker", "marker claimed_at", Fate.REMOVE,
           plain="task position way allocation expires_at", exam=_OF_TASK),
    exam_record("marking.MarkingTask", RESULTS, "script__attempt__registration", "marks state",
                plain="script component version slot kind wanted given reference_num reference_den created_at"),
    exam_record("marking.Script", RESULTS, _OF_ATTEMPT, "serial", plain="attempt component"),
    exam_record("marking.Mark", RESULTS, _OF_ATTEMPT, "slot marks at", actors="marker",
                plain="attempt round credit_num credit_den"),
    exam_record("marking.ReleaseEntry", RESULTS, "result__registration", "result", plain="release digest"),
    exam_record("marking.OutcomeRuling", RESULTS, "registration", "outcome reason at", actors="actor",
                plain="registration"),
    exam_record("marking.ResultComponent", RESULTS, "result__registration", "score moderated passed breakdown",
                plain="result component attempt pass_mark", bears_certificate=True),
    exam_record("marking.Result", RESULTS, "registration",
                "state outcome passed total band created_at released_at reason", plain="registration supersedes",
                bears_certificate=True),
    record("marking.Conflict", OFFICE_WORK, "marker", "marker candidate centre reason declared_at", Fate.REMOVE,
           actors="declared_by", plain="ended_at"),
    record("marking.Conflict", OFFICE_WORK, "candidate", "candidate", Fate.REMOVE),
    record("marking.SavedComment", OFFICE_WORK, "marker", "marker text created_at", Fate.REMOVE),
    record("marking.Allocation", OFFICE_WORK, "marker", "marker quota due_at reason", Fate.KEEP, actors="created_by",
           plain="component is_adjudication version sitting room centre language created_at withdrawn_at successor"),
    record("marking.KeyCorrection", OFFICE_WORK, "proposed_by", "proposed_by reason proposed_at", Fate.KEEP,
           actors="applied_by ended_by",
           plain="version sitting kind keys state digest applied_at ended_at end_reason progress beat_at"),
    record("marking.Release", OFFICE_WORK, "prepared_by", "prepared_by note prepared_at", Fate.KEEP,
           actors="approved_by withdrawn_by", plain="sitting state release_at approved_at reason ended_at"),
    record("marking.Moderation", OFFICE_WORK, "actor", "actor reason at", Fate.KEEP, plain="sitting component points"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "marking.AppealTerms": "exam window_days fee answer_days",
    "marking.MarkingScheme": "component version is_double tolerance check_percent",
    "marking.GroupSpread": "sitting component range count lower median upper",
}
