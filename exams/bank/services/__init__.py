"""Writing items and moving their versions from draft to approval and out of use."""

from exams.bank.services.access import give_access, restrict_bank, take_access
from exams.bank.services.comments import add_comment, assign_reviewer, settle_comment
from exams.bank.services.difficulties import Measured, accept_difficulty
from exams.bank.services.exports import new_trace, record_export
from exams.bank.services.items import (
    NewItem,
    VersionContent,
    body_sha256,
    create_item,
    create_items,
    create_version,
    revise_draft,
    stored_body,
)
from exams.bank.services.lifecycle import (
    TRANSITIONS,
    VERBS,
    TransitionRefused,
    approve,
    content_of,
    reject,
    retire,
    submit_for_review,
    suspend,
    why_another_approves,
)
from exams.bank.services.log import log_bank_event, log_keys_seen
from exams.bank.services.pictures import keep_picture, store_picture
from exams.bank.services.practice import PracticeRefused, give_to_practice, reserve_share

__all__ = [
    "TRANSITIONS",
    "VERBS",
    "Measured",
    "NewItem",
    "PracticeRefused",
    "TransitionRefused",
    "VersionContent",
    "accept_difficulty",
    "add_comment",
    "approve",
    "assign_reviewer",
    "body_sha256",
    "content_of",
    "create_item",
    "create_items",
    "create_version",
    "give_access",
    "give_to_practice",
    "keep_picture",
    "log_bank_event",
    "log_keys_seen",
    "new_trace",
    "record_export",
    "reject",
    "reserve_share",
    "restrict_bank",
    "retire",
    "revise_draft",
    "settle_comment",
    "store_picture",
    "stored_body",
    "submit_for_review",
    "suspend",
    "take_access",
    "why_another_approves",
]
