"""Personal data of the banks: who wrote, reviewed and remarked. Candidates are not in them."""

from collections.abc import Sequence

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Fate, Impersonal, Record, record

RECORDS: Sequence[Record] = (
    record("bank.SavedFilter", OFFICE_WORK, "user", "user name query", Fate.REMOVE, plain="bank"),
    record("bank.ImportBatch", OFFICE_WORK, "actor", "actor filename created_at", Fate.REMOVE,
           plain="bank format payload confirmed_at"),
    record("bank.BankAccess", OFFICE_WORK, "user", "user level", Fate.REMOVE, plain="bank group"),
    record("bank.ItemComment", OFFICE_WORK, "author", "author text at", Fate.KEEP, actors="resolved_by",
           plain="version field quoted resolved_at"),
    record("bank.AcceptedDifficulty", OFFICE_WORK, "accepted_by", "accepted_by accepted_at", Fate.KEEP,
           plain="version facility candidates source measured_on scale slope slope_error location location_error "
           "information_at_cut"),
    record("bank.ItemReview", OFFICE_WORK, "actor", "actor comment at", Fate.KEEP,
           plain="version from_state to_state content"),
    record("bank.BankEvent", OFFICE_WORK, "actor", "actor act at", Fate.KEEP,
           plain="bank item version details seen_on"),
    record("bank.FirstAuthor", OFFICE_WORK, "author", "author", Fate.KEEP, plain="item"),
    record("bank.ItemVersion", OFFICE_WORK, "author", "author created_at", Fate.KEEP, actors="approver reviewer",
           plain="item number state body body_sha256 stem_text point facts difficulty cognitive approved_at"),
    record("bank.ItemMedia", OFFICE_WORK, "added_by", "added_by added_at", Fate.KEEP, plain="bank key file width height"),
    record("bank.NoDuplicate", OFFICE_WORK, "actor", "actor at", Fate.KEEP, plain="first second"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "bank.Bank": "code title chapter is_restricted",
    "bank.Item": "bank key item_type created_at practice_since",
    "bank.ItemSketch": "item number",
    "bank.ItemSearchEntry": "item version text has_picture remarks",
    "bank.Tag": "bank name items",
    "bank.Tag_items": "tag item",
    "bank.ImportPicture": "batch key data width height",
}
