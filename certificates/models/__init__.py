"""Awards, certificates and their life; designs; batches; the keys and files of their papers; badges."""

from certificates.models.badges import (
    BadgeKey,
    BadgeStatus,
    StatusList,
)
from certificates.models.batches import (
    Batch,
    BatchAct,
    BatchEvent,
    BatchRow,
    BatchSource,
    BatchState,
    RowState,
)
from certificates.models.designs import (
    Design,
    DesignPicture,
    DesignVersion,
)
from certificates.models.records import (
    Approval,
    Award,
    Certificate,
    CertificateEvent,
    CertificateEventKind,
    CertificateState,
    CorrectionRequest,
    CorrectionState,
    NumberSeries,
    Renewal,
    RevocationCode,
    SupersessionCode,
    Verdict,
)
from certificates.models.reviews import (
    CertificateReview,
    ReviewState,
)
from certificates.models.signing import (
    CertificateFile,
    SigningKey,
)

__all__ = [
    "Approval",
    "Award",
    "BadgeKey",
    "BadgeStatus",
    "Batch",
    "BatchAct",
    "BatchEvent",
    "BatchRow",
    "BatchSource",
    "BatchState",
    "Certificate",
    "CertificateEvent",
    "CertificateEventKind",
    "CertificateFile",
    "CertificateReview",
    "CertificateState",
    "CorrectionRequest",
    "CorrectionState",
    "Design",
    "DesignPicture",
    "DesignVersion",
    "NumberSeries",
    "Renewal",
    "ReviewState",
    "RevocationCode",
    "RowState",
    "SigningKey",
    "StatusList",
    "SupersessionCode",
    "Verdict",
]
