"""Personal data of accounts, and of the libraries' tables that hang on an account."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Category, Fate, Ground, Impersonal, Record, record

ACCOUNT = Category(
    "account",
    _("Account and login"),
    _("User name, e-mail address, phone number, password (as a hash that cannot be read), look of the pages"),
    _("To sign in, to reach you, to show pages as you chose"),
    Ground.CONTRACT,
    _("Until the account is erased"),
    _("You; the exam office and the certificate office"),
)
IDENTITY = Category(
    "identity",
    _("Identity"),
    _("Full name, number of the ID document (encrypted), portrait"),
    _("To know you at the door of the exam room, and for your certificate"),
    Ground.CONSENT,
    _("Until the account is erased"),
    _(
        "You; invigilators, the exam office, the certificate office and auditors; the whole ID number only with a reason"
    ),
)
SIGN_IN = Category(
    "sign_in",
    _("Sign-in and devices"),
    _(
        "Sessions with network address and browser, second factors and passkeys, links in mails, your account with an "
        "identity provider and what it told us"
    ),
    _("To keep strangers out of your account"),
    Ground.CONTRACT,
    _("Until the session, the factor or the connection ends; at most as long as the account"),
    _("You"),
)
SIGN_IN_LOG = Category(
    "sign_in_log",
    _("Log of sign-ins"),
    _("When you signed in, were refused, signed out or changed your password, and by which kind of proof"),
    _("To find out whether somebody else was in your account"),
    Ground.DUTY,
    _("Six months; after an erasure under a pseudonym"),
    _("Administrators and auditors"),
    months=6,
)
NOTICES = Category(
    "notices",
    _("Notices sent to you"),
    _("What you were told and when you read it, mails, and which of them you want"),
    _("To tell you of places, times, results and certificates, and to prove that we did"),
    Ground.CONTRACT,
    _("Two years from the day it was written"),
    _("You"),
    months=24,
)
HISTORY = Category(
    "history",
    _("History of acts"),
    _("Who changed what and when: names, portraits, roles, lessons, items, results"),
    _("To find out afterwards who did what, and to show that nothing was done in secret"),
    Ground.DUTY,
    _("Five years; after an erasure under a pseudonym"),
    _("Administrators and auditors"),
    months=60,
)
# No months: an entry that goes would break the chain for all that come after it.
AUDIT = Category(
    "audit",
    _("Audit log"),
    _("That an account did an act to an object at a time: numbers and codes, no name and nobody's words"),
    _("To show that no history was changed afterwards"),
    Ground.DUTY,
    _("For good; after an erasure under a pseudonym"),
    _("Administrators and auditors"),
)
OTHER_SYSTEMS = Category(
    "other_systems",
    _("Answers to other systems"),
    _("Name and user name in the answer to another system that gave you a place"),
    _("To answer it alike when it asks twice"),
    Ground.CONTRACT,
    _("One day"),
    _("The system that asked"),
)
OFFICE_WORK = Category(
    "office_work",
    _("Work of staff"),
    _("Roles, drafts, comments, uploads, settings and access tokens in the back office"),
    _("To divide the work and to keep two persons apart where two are needed"),
    Ground.CONTRACT,
    _("Until the account is erased; acts stay under a pseudonym"),
    _("Colleagues with the same duty"),
)
CONSENTS = Category(
    "consents",
    _("Your consents"),
    _("Which text in which version you agreed to, when, and when you took it back"),
    _("To prove the consent, as the law asks"),
    Ground.DUTY,
    _("Five years after it was given"),
    _("You; auditors"),
    months=60,
)
REQUESTS = Category(
    "requests",
    _("Your requests about your data"),
    _("Copies of your data that you asked for, requests to erase it and what was decided"),
    _("To do what you asked for and to prove it"),
    Ground.DUTY,
    _("The copy seven days; the request five years, after an erasure under a pseudonym"),
    _("You; the exam office and auditors (never the copy itself)"),
    months=60,
)

RECORDS: Sequence[Record] = (
    record("accounts.NoticeMail", NOTICES, "notice__recipient", "sent_at trouble", Fate.REMOVE,
           plain="notice due_at tries given_up_at", since="notice__created_at"),
    record("accounts.Notice", NOTICES, "recipient", "recipient subject text url created_at read_at", Fate.REMOVE,
           plain="kind key about", since="created_at"),
    record("accounts.NoticePreference", ACCOUNT, "user", "user kind by_mail", Fate.REMOVE),
    record("accounts.Consent", CONSENTS, "user", "user subject version given_at withdrawn_at", Fate.KEEP,
           plain="text_sha256", since="given_at"),
    record("accounts.DataExport", REQUESTS, "user", "user asked_at made_at file", Fate.REMOVE,
           plain="state sha256 expires_at", since="asked_at"),
    record("accounts.ErasureRequest", REQUESTS, "user", "user reason asked_at answer ended_at", Fate.KEEP,
           actors="reviewed_by approved_by", plain="state reviewed_at approved_at progress keeps_faces", since="asked_at"),
    record("account.EmailConfirmation", SIGN_IN, "email_address__user", "key sent", Fate.REMOVE,
           plain="id email_address created"),
    record("account.EmailAddress", ACCOUNT, "user", "user email", Fate.REMOVE, plain="id verified primary"),
    record("socialaccount.SocialToken", SIGN_IN, "account__user", "token token_secret expires_at", Fate.REMOVE,
           plain="id app account"),
    record("socialaccount.SocialAccount", SIGN_IN, "user", "user provider uid extra_data last_login date_joined",
           Fate.REMOVE, plain="id"),
    # Whose place an answer speaks of: exams.sittings.
    record("accounts.IdempotentRequest", OFFICE_WORK, "token__owner", "key created_at", Fate.REMOVE,
           plain="token fingerprint status"),
    record("accounts.AccessToken", OFFICE_WORK, "owner",
           "owner name prefix digest scopes exams created_at last_used_at revoked_at", Fate.REMOVE, plain="expires_at"),
    record("accounts.Webhook", OFFICE_WORK, "made_by", "made_by created_at", Fate.KEEP,
           plain="name url events secret_encrypted ended_at"),
    record("accounts.AccountEvent", SIGN_IN_LOG, "account", "account at act details", Fate.KEEP, actors="actor",
           since="at"),
    record("accounts.AuditEntry", AUDIT, "actor", "actor at act", Fate.KEEP,
           plain="position object_type object_id details source source_id sealed_at previous hash"),
    record("mfa.Authenticator", SIGN_IN, "user", "user data created_at last_used_at", Fate.REMOVE, plain="type"),
    record("usersessions.UserSession", SIGN_IN, "user", "user ip user_agent session_key data created_at last_seen_at",
           Fate.REMOVE),
    record("wagtailcore.APIToken", OFFICE_WORK, "user", "user name key_hash prefix created revoked_at last_used_at",
           Fate.REMOVE, plain="id"),
    record("wagtailusers.UserProfile", OFFICE_WORK, "user",
           "user avatar preferred_language current_time_zone dismissibles theme contrast density keyboard_shortcuts "
           "submitted_notifications approved_notifications rejected_notifications updated_comments_notifications",
           Fate.REMOVE, plain="id"),
    record("wagtailadmin.FormState", OFFICE_WORK, "user", "user data", Fate.REMOVE,
           plain="id content_type object_id parent_object_id last_updated_at"),
    record("wagtailadmin.EditingSession", OFFICE_WORK, "user", "user last_seen_at", Fate.REMOVE,
           plain="id content_type object_id is_editing"),
    record("wagtailcore.PageSubscription", OFFICE_WORK, "user", "user", Fate.REMOVE,
           plain="id page comment_notifications"),
    record("wagtailcore.CommentReply", OFFICE_WORK, "user", "user text", Fate.REMOVE,
           plain="id comment created_at updated_at"),
    record("wagtailcore.Comment", OFFICE_WORK, "user", "user text", Fate.REMOVE, actors="resolved_by",
           plain="id page contentpath position created_at updated_at revision_created resolved_at"),
    record("wagtailcore.ModelLogEntry", HISTORY, "user", "user timestamp label data", Fate.BLANK, since="timestamp",
           plain="id content_type action uuid revision content_changed deleted object_id"),
    record("wagtailcore.PageLogEntry", HISTORY, "user", "user timestamp", Fate.KEEP, since="timestamp",
           plain="id content_type label action data uuid revision content_changed deleted page"),
    record("accounts.User_groups", OFFICE_WORK, "user", "user group", Fate.REMOVE, plain="id"),
    record("accounts.User_user_permissions", OFFICE_WORK, "user", "user permission", Fate.REMOVE, plain="id"),
    record("accounts.Person", IDENTITY, "user", "user full_name id_number_encrypted id_number_tail photo photo_sha256",
           Fate.BLANK, plain="updated_at id_number_key"),
    record("accounts.User", ACCOUNT, "", "username first_name last_name email phone password last_login theme text_size",
           Fate.BLANK,
           plain="is_superuser is_staff is_active date_joined phone_verified unread_notices groups user_permissions"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "accounts.ConsentText": "subject version text sha256 since",
    # Numbers of places, results and certificates, and of the account that they belong to; never a name.
    "accounts.WebhookEvent": "key kind data at",
    "accounts.WebhookDelivery": "webhook event due_at tries delivered_at given_up_at",
    "accounts.WebhookTry": "delivery at status milliseconds trouble",
    # This platform as the identity provider knows it.
    "socialaccount.SocialApp": "provider provider_id name client_id secret key settings",
    # A key of a session and a number of a user, signed; it goes with its session (usersessions names it).
    "sessions.Session": "session_key session_data expire_date",
    # Numbers of rows only; the worker's tracebacks hold no values of variables.
    "django_tasks_database.DBTaskResult": (
        "id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids queue_name backend_name "
        "run_after return_value exception_class_path traceback"
    ),
}
