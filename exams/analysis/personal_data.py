"""Personal data of analyses: who made them, who acted on them, who judged a paper. Their numbers name no candidate."""

from collections.abc import Sequence

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Fate, Impersonal, Record, record

RECORDS: Sequence[Record] = (
    record("analysis.StandardProposal", OFFICE_WORK, "proposed_by", "proposed_by reason proposed_at", Fate.KEEP,
           actors="decided_by", plain="panel pass_mark former adopted decided_at decided_because"),
    record("analysis.JudgeRound", OFFICE_WORK, "judge", "judge round ratings handed_in_at", Fate.KEEP, plain="panel"),
    record("analysis.StandardPanel", OFFICE_WORK, "made_by", "made_by made_at", Fate.KEEP,
           plain="component state second_at closed_at"),
    record("analysis.FindingStep", OFFICE_WORK, "actor", "actor reason at", Fate.KEEP, plain="finding act action"),
    record("analysis.AnalysisOrder", OFFICE_WORK, "ordered_by", "ordered_by ordered_at", Fate.KEEP,
           plain="component ended_at analysis refusal"),
    record("analysis.ExamAnalysis", OFFICE_WORK, "made_by", "made_by made_at", Fate.KEEP,
           plain="component attempts unmarked document"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "analysis.ItemFinding": "analysis version blueprint cell kind option figure",
    "analysis.ReportPrint": "kind component sitting version language state asked_at begun_at fault stamp file made_at",
    "analysis.MeasuredItem": "analysis version facility item_rest",
}
