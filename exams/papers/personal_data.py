"""Personal data of papers: who made, submitted and published them."""

from collections.abc import Sequence

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Fate, Impersonal, Record, record

RECORDS: Sequence[Record] = (
    record("papers.Paper", OFFICE_WORK, "created_by", "created_by created_at", Fate.KEEP,
           actors="submitted_by published_by",
           plain="blueprint paper_set title form state multiple_policy seed digest submitted_at published_at"),
    record("papers.PaperSet", OFFICE_WORK, "created_by", "created_by created_at", Fate.KEEP,
           plain="blueprint title kind seed max_overlap published_at"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "papers.Blueprint": (
        "code title multiple_policy minutes state version replaces one_per_point balance_keys max_uses max_age_days "
        "target_difficulty banks"
    ),
    "papers.Blueprint_banks": "blueprint bank",
    "papers.BlueprintRange": "blueprint position point_prefix weight",
    "papers.BlueprintCell": (
        "blueprint position point_prefix item_type difficulty_from difficulty_to cognitive importance count marks_each"
    ),
    "papers.EnemyPair": "first second reason",
    "papers.PaperItem": "paper slot version marks is_pinned",
    "papers.PaperExclusion": "paper item",
}
