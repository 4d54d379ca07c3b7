"""Who somebody is: the login (`User`), the person behind it (`Person`), and what they are told (`Notice`)."""

from accounts.models.audit import AuditEntry
from accounts.models.notices import Notice, NoticeKind, NoticeMail, NoticePreference
from accounts.models.people import Person, User, private_storage

__all__ = ["AuditEntry", "Notice", "NoticeKind", "NoticeMail", "NoticePreference", "Person", "User", "private_storage"]
