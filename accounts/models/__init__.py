"""Who somebody is: the login (`User`), the person behind it (`Person`), and what they are told (`Notice`)."""

from accounts.models.audit import AuditEntry
from accounts.models.notices import Notice, NoticeKind, NoticeMail, NoticePreference
from accounts.models.people import Person, User, private_storage
from accounts.models.privacy import (
    ERASURE_STEPS,
    STANDING_STATES,
    Consent,
    ConsentText,
    DataExport,
    ErasureRequest,
    ErasureState,
    ExportState,
)

__all__ = [
    "ERASURE_STEPS",
    "STANDING_STATES",
    "AuditEntry",
    "Consent",
    "ConsentText",
    "DataExport",
    "ErasureRequest",
    "ErasureState",
    "ExportState",
    "Notice",
    "NoticeKind",
    "NoticeMail",
    "NoticePreference",
    "Person",
    "User",
    "private_storage",
]
