"""Every write about users, persons, roles and notices; each takes its `actor` where there is one, and `now`."""

from accounts.services.mails import Delivery, send_due_mails
from accounts.services.notices import News, choose_mails, notify, read_all_notices, read_notice
from accounts.services.people import (
    MAX_DOCUMENT_NUMBER,
    MAX_NAME,
    IdDocument,
    Invitation,
    PhoneTakenError,
    choose_appearance,
    clean_full_name,
    clean_id_number,
    invite_people,
    name_person,
    reveal_id_number,
    set_id_number,
    set_phone,
    set_photo,
)
from accounts.services.roles import (
    UnknownPermissionsError,
    grant_role,
    revoke_role,
    sync_editor_scope,
    sync_roles,
)
from accounts.services.sessions import change_session_key, end_other_sessions, end_session

__all__ = [
    "MAX_DOCUMENT_NUMBER",
    "MAX_NAME",
    "Delivery",
    "IdDocument",
    "Invitation",
    "News",
    "PhoneTakenError",
    "UnknownPermissionsError",
    "change_session_key",
    "choose_appearance",
    "choose_mails",
    "clean_full_name",
    "clean_id_number",
    "end_other_sessions",
    "end_session",
    "grant_role",
    "invite_people",
    "name_person",
    "notify",
    "read_all_notices",
    "read_notice",
    "reveal_id_number",
    "revoke_role",
    "send_due_mails",
    "set_id_number",
    "set_phone",
    "set_photo",
    "sync_editor_scope",
    "sync_roles",
]
