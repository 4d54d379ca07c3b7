"""Who somebody is: the login (`User`), the person behind it (`Person`), and what they are told (`Notice`)."""

from accounts.models.audit import AccountAct, AccountEvent, AuditEntry
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
from accounts.models.tokens import AccessToken, IdempotentRequest, Scope
from accounts.models.webhooks import EventKind, Webhook, WebhookDelivery, WebhookEvent, WebhookTry

__all__ = [
    "ERASURE_STEPS",
    "STANDING_STATES",
    "AccessToken",
    "AccountAct",
    "AccountEvent",
    "AuditEntry",
    "Consent",
    "ConsentText",
    "DataExport",
    "ErasureRequest",
    "ErasureState",
    "EventKind",
    "ExportState",
    "IdempotentRequest",
    "Notice",
    "NoticeKind",
    "NoticeMail",
    "NoticePreference",
    "Person",
    "Scope",
    "User",
    "Webhook",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookTry",
    "private_storage",
]
