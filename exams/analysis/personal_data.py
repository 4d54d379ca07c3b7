"""Personal data of analyses: who made them and who acted on them. Their numbers name no candidate."""

from collections.abc import Sequence

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Fate, Impersonal, Record, record

RECORDS: Sequence[Record] = (
    record("analysis.FindingStep", OFFICE_WORK, "actor", "actor reason at", Fate.KEEP, plain="finding act"),
    record("analysis.ExamAnalysis", OFFICE_WORK, "made_by", "made_by made_at", Fate.KEEP,
           plain="component attempts unmarked document"),
)  # fmt: skip

IMPERSONAL: Impersonal = {"analysis.ItemFinding": "analysis version kind option figure"}
