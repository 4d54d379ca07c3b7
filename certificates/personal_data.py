"""Personal data of certificates. A certificate is kept so that it can be verified; its face follows the holder's word."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import OFFICE_WORK
from accounts.privacy import Category, Fate, Ground, Impersonal, Record, record

CERTIFICATES = Category(
    "certificates",
    _("Certificates"),
    _("Name, portrait, course, scores and dates on the certificate; revocations, corrections, printed files, badges"),
    _("To prove to others what you earned"),
    Ground.CONTRACT,
    _("For good, so that it can be verified; after an erasure without name and portrait, unless you want them kept"),
    _("You, the certificate office and auditors; strangers who have the code: the name only if you show it"),
)

RECORDS: Sequence[Record] = (
    record("certificates.CertificateReview", CERTIFICATES, "certificate__person__user", "opened_at note", Fate.KEEP,
           actors="settled_by", plain="certificate result state settled_at"),
    record("certificates.CorrectionRequest", CERTIFICATES, "certificate__person__user", "text asked_at answer",
           Fate.REMOVE, actors="answered_by", plain="certificate state answered_at"),
    record("certificates.BatchRow", CERTIFICATES, "person__user", "reference name group unset reasons", Fate.BLANK,
           plain="batch place person state claim claimed_at tries certificate is_new"),
    record("certificates.CertificateFile", CERTIFICATES, "certificate__person__user", "printed_at", Fate.KEEP,
           plain="certificate rendering_sha256 layout fonts sha256 signing_key"),
    record("certificates.CertificateEvent", CERTIFICATES, "certificate__person__user", "kind reason at", Fate.KEEP,
           actors="actor", plain="certificate code"),
    record("certificates.Approval", CERTIFICATES, "person__user", "verdict reason at", Fate.KEEP, actors="actor",
           plain="award person"),
    record("certificates.Certificate", CERTIFICATES, "person__user",
           "number code payload photo issued_at expires_on shows_full_name", Fate.BLANK,
           plain="award person result payload_sha256 state supersedes withheld_at"),
    record("certificates.Batch", OFFICE_WORK, "created_by", "created_by created_at", Fate.KEEP, actors="started_by",
           plain="award source sitting detail state started_at finished_at beat_at"),
    record("certificates.BatchEvent", OFFICE_WORK, "actor", "actor act at", Fate.KEEP, plain="batch details"),
    record("certificates.DesignVersion", OFFICE_WORK, "made_by", "made_by made_at", Fate.KEEP,
           plain="design number spec sha256"),
    record("certificates.DesignPicture", OFFICE_WORK, "uploaded_by", "uploaded_by uploaded_at", Fate.KEEP,
           plain="sha256 file"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "certificates.Award": (
        "code title course_title exam course min_hours needs_approval is_automatic hours valid_months renewal "
        "renew_before_days renew_after_days issuer design layout"
    ),
    "certificates.Design": "name",
    "certificates.NumberSeries": "year last_serial",
    "certificates.StatusList": "opened_at",
    "certificates.BadgeStatus": "certificate status_list position",
    "certificates.BadgeKey": "name public_multibase location active_from retired_at",
    "certificates.SigningKey": "name fingerprint certificate issuers location active_from retired_at expires_at",
}
