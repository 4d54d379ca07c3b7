"""Who somebody is: the login (`User`), the person behind it (`Person`), what they are told (`Notice`).

And what other systems may do (`AccessToken`) and are told (`Webhook`).
"""

from accounts.models.notices import Notice, NoticeKind, NoticeMail, NoticePreference
from accounts.models.people import Person, User, private_storage
from accounts.models.tokens import AccessToken, IdempotentRequest, Scope
from accounts.models.webhooks import EventKind, Webhook, WebhookDelivery, WebhookEvent, WebhookTry

__all__ = [
    "AccessToken",
    "EventKind",
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
