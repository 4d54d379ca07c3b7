"""Every write about certificates: issued, printed, taken back, replaced, renewed; approvals, corrections, reminders, batches."""

from certificates.presentation import verification_address
from certificates.services.approvals import ApprovalRefused, decide_award
from certificates.services.batch_work import take_up_stalled, work_on_batch
from certificates.services.batches import (
    BatchRefused,
    cancel_batch,
    check_candidates,
    log_download,
    prepare_batch,
    retry_batch,
    start_batch,
)
from certificates.services.certificates import (
    CertificateDamaged,
    IssueRefused,
    issue_certificate,
    open_pdf,
)
from certificates.services.consent import show_full_name
from certificates.services.corrections import CorrectionRefused, answer_correction, request_correction
from certificates.services.life import (
    RevokeRefused,
    SupersedeRefused,
    renew_certificate,
    revoke_certificate,
    supersede_certificate,
)
from certificates.services.reminders import remind_holder

__all__ = [
    "ApprovalRefused",
    "BatchRefused",
    "CertificateDamaged",
    "CorrectionRefused",
    "IssueRefused",
    "RevokeRefused",
    "SupersedeRefused",
    "answer_correction",
    "cancel_batch",
    "check_candidates",
    "decide_award",
    "issue_certificate",
    "log_download",
    "open_pdf",
    "prepare_batch",
    "remind_holder",
    "renew_certificate",
    "request_correction",
    "retry_batch",
    "revoke_certificate",
    "show_full_name",
    "start_batch",
    "supersede_certificate",
    "take_up_stalled",
    "verification_address",
    "work_on_batch",
]
