"""The roles and, exactly, what each may do: pure data, written to the role groups after every migration.

A role is a group whose name is the role's value ("item_writer"); its label is translated. Everything here is Django's
default add/change/delete/view permissions plus Wagtail's door to the back office. Views ask for these permissions,
so that a role can be read off this file.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody does here; a person may hold several."""

    TRAINEE = "trainee", _("Trainee")
    ITEM_WRITER = "item_writer", _("Item writer")
    REVIEWER = "reviewer", _("Item reviewer")
    PAPER_MAKER = "paper_maker", _("Paper maker")
    INVIGILATOR = "invigilator", _("Invigilator")
    MARKER = "marker", _("Marker")
    EXAM_OFFICER = "exam_officer", _("Exam officer")
    CERTIFICATE_OFFICER = "certificate_officer", _("Certificate officer")
    CONTENT_EDITOR = "content_editor", _("Content editor")
    AUDITOR = "auditor", _("Auditor")


# Trainees work on the public site; everybody else has a desk in the back office.
STAFF_ROLES = frozenset(Role) - {Role.TRAINEE}

BACK_OFFICE = "wagtailadmin.access_admin"
# Every logged act of everybody, by numbers and codes.
SEE_AUDIT_LOG = "accounts.view_auditentry"

# Items carry their keys, so these four are what "may read keys" means.
_SEE_ITEMS = ("bank.view_bank", "bank.view_item", "bank.view_itemversion", "bank.view_itemreview")
# Who did what to which item, and who saw its key; no item itself.
_SEE_BANK_LOG = "bank.view_bankevent"
_SEE_POINTS = ("courses.view_knowledgepoint",)
_SEE_PAPERS = (
    "papers.view_blueprint",
    "papers.view_blueprintrange",
    "papers.view_blueprintcell",
    "papers.view_enemypair",
    "papers.view_paper",
    "papers.view_paperset",
    "papers.view_paperitem",
    "papers.view_paperexclusion",
)
# Who sits where, and how far; not what anybody answers.
_SEE_SITTINGS = (
    "sittings.view_exam",
    "sittings.view_examcomponent",
    "sittings.view_sitting",
    "sittings.view_registration",
    "sittings.view_room",
    "sittings.view_eligibilityrule",
    "sittings.view_attempt",
    "sittings.view_timeadjustment",
    "sittings.view_integrityflag",
    "sittings.view_invigilationact",
    "sittings.view_incident",
)
# What happens on an exam day is written down and never changed.
_INVIGILATE = (
    "sittings.add_timeadjustment",
    "sittings.add_invigilationact",
    "sittings.add_pendingact",
    "sittings.add_incident",
)
_GUARD_SITTINGS = ("sittings.change_sittingcontrols", "sittings.add_sealedupload")
_SEE_ANSWER_LOG = ("sittings.view_papersnapshot", "sittings.view_answerevent", "sittings.view_retiredlease")
# What waits for its release too.
_SEE_RELEASES = ("marking.view_release", "marking.view_moderation", "marking.view_outcomeruling")
_SEE_RESULTS = ("marking.view_mark", "marking.view_result", "marking.view_resultcomponent")
# How an exam and its items did, in numbers; no item and no key.
_SEE_ANALYSES = "analysis.view_examanalysis"
# How classes answered by knowledge point, for those who teach and write lessons.
_SEE_CLASSES = "analysis.view_measureditem"
# Panels that set a standard. Judges read the items of a paper with their keys, and rate them.
_SEE_PANELS = "analysis.view_standardpanel"
_JUDGE = "analysis.change_judgeround"
# What to act on in an item, with its options and its key.
_SEE_FINDINGS = "analysis.view_itemfinding"
# What practice foretold of exams, held against the results; nobody's practice itself.
_SEE_FORECASTS = ("practice.view_forecast",)
# What was put right after an exam, and the cases of candidates who contest a result.
_SEE_REGRADES = ("marking.view_keycorrection",)
_SEE_APPEALS = ("marking.view_appeal",)
_SEE_CERTIFICATES = (
    "certificates.view_award",
    "certificates.view_approval",
    "certificates.view_certificate",
    "certificates.view_certificateevent",
    "certificates.view_correctionrequest",
    "certificates.view_certificatereview",
    "certificates.view_batch",
    "certificates.view_design",
)
_SEE_PERSONS = ("accounts.view_person",)
# Who asked to be forgotten, and what was decided; with it the register of personal data.
_SEE_ERASURES = ("accounts.view_erasurerequest",)
# Which other systems are let in, for what, and what they are told.
_SEE_SYSTEMS = ("accounts.view_accesstoken", "accounts.view_webhook")


def _all_of(app_label: str, *models: str) -> tuple[str, ...]:
    return tuple(f"{app_label}.{act}_{model}" for model in models for act in ("add", "change", "delete", "view"))


ROLE_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.TRAINEE: (),
    Role.ITEM_WRITER: (
        BACK_OFFICE,
        *_SEE_ITEMS,
        *_SEE_POINTS,
        "bank.add_item",
        "bank.add_itemversion",
        "bank.change_itemversion",
        "bank.export_item",
        _SEE_FINDINGS,
        _JUDGE,
    ),
    # The reviewer moves a version's state and says why; the words of an item are its writer's.
    Role.REVIEWER: (
        BACK_OFFICE,
        *_SEE_ITEMS,
        *_SEE_POINTS,
        "bank.change_itemversion",
        "bank.add_itemreview",
        "bank.export_item",
        _SEE_BANK_LOG,
        _SEE_ANALYSES,
        _SEE_CLASSES,
        _SEE_FINDINGS,
        "analysis.add_findingstep",
        _JUDGE,
        # Says after an exam that a key is wrong; an exam officer applies it.
        *_SEE_REGRADES,
        "marking.add_keycorrection",
    ),
    Role.PAPER_MAKER: (
        BACK_OFFICE,
        *_SEE_ITEMS,
        *_SEE_POINTS,
        *_all_of(
            "papers",
            "blueprint",
            "blueprintrange",
            "blueprintcell",
            "enemypair",
            "paper",
            "paperset",
            "paperitem",
            "paperexclusion",
        ),
        _SEE_ANALYSES,
        _SEE_CLASSES,
        "analysis.add_examanalysis",
        _SEE_FINDINGS,
        "analysis.add_findingstep",
        _SEE_PANELS,
        "analysis.add_standardpanel",
    ),
    Role.INVIGILATOR: (BACK_OFFICE, *_SEE_SITTINGS, *_INVIGILATE, *_GUARD_SITTINGS),
    # Reviews appeals against marks that other markers gave.
    Role.MARKER: (BACK_OFFICE, *_SEE_RESULTS, "marking.add_mark", *_SEE_APPEALS, "marking.change_appeal"),
    # Runs the exam and releases results; reads no item, no paper and therefore no key. The answer log, leases and
    # snapshots are the engine's: an officer may read them and nobody may write them.
    Role.EXAM_OFFICER: (
        BACK_OFFICE,
        *_all_of(
            "sittings", "exam", "examcomponent", "sitting", "registration", "eligibilityrule", "room", "parallelpaper"
        ),
        # What candidates prove and need is read and decided by officers alone.
        "sittings.view_application",
        "sittings.change_application",
        "sittings.view_accommodation",
        "sittings.add_accommodation",
        "sittings.change_accommodation",
        "sittings.add_seatingrun",
        "sittings.view_attempt",
        "sittings.change_attempt",
        "sittings.view_timeadjustment",
        "sittings.view_integrityflag",
        "sittings.view_invigilationact",
        "sittings.view_incident",
        *_INVIGILATE,
        "sittings.add_integrityflag",
        *_GUARD_SITTINGS,
        *_SEE_ANSWER_LOG,
        *_SEE_RESULTS,
        "marking.change_result",
        *_SEE_RELEASES,
        "marking.add_release",
        "marking.add_moderation",
        "marking.add_outcomeruling",
        _SEE_ANALYSES,
        _SEE_CLASSES,
        "analysis.add_examanalysis",
        # One officer proposes a panel's cut as the pass mark, another decides.
        _SEE_PANELS,
        "analysis.add_standardproposal",
        "analysis.change_standardproposal",
        *_SEE_FORECASTS,
        # Who marks what until when; no answer and no key with it.
        "marking.change_allocation",
        *_SEE_REGRADES,
        "marking.change_keycorrection",
        *_SEE_APPEALS,
        "marking.add_appealevent",
        "marking.change_appealterms",
        *_SEE_PERSONS,
        *_SEE_ERASURES,
        "accounts.change_erasurerequest",
        *_SEE_SYSTEMS,
        "accounts.add_accesstoken",
        "accounts.add_webhook",
    ),
    # A certificate is revoked or superseded, never deleted; its events and the approvals are append-only.
    Role.CERTIFICATE_OFFICER: (
        BACK_OFFICE,
        *_all_of("certificates", "award"),
        "certificates.view_design",
        "certificates.add_design",
        "certificates.change_design",
        "certificates.view_certificate",
        "certificates.add_certificate",
        "certificates.change_certificate",
        "certificates.view_certificateevent",
        "certificates.add_certificateevent",
        "certificates.view_approval",
        "certificates.add_approval",
        "certificates.view_correctionrequest",
        "certificates.change_correctionrequest",
        "certificates.view_certificatereview",
        "certificates.view_batch",
        "certificates.add_batch",
        "marking.view_result",
        "marking.view_resultcomponent",
        *_SEE_PERSONS,
        *_SEE_SYSTEMS,
        "accounts.add_accesstoken",
        "accounts.add_webhook",
    ),
    # Pages, images and documents are Wagtail's own permissions: see PAGE_ACTS and COLLECTION_PERMISSIONS.
    Role.CONTENT_EDITOR: (
        BACK_OFFICE,
        *_all_of("courses", "knowledgepoint"),
        "courses.view_mistakereport",
        "courses.change_mistakereport",
        _SEE_CLASSES,
    ),
    Role.AUDITOR: (
        BACK_OFFICE,
        *_SEE_SITTINGS,
        *_SEE_ANSWER_LOG,
        *_SEE_RESULTS,
        *_SEE_RELEASES,
        *_SEE_FORECASTS,
        *_SEE_REGRADES,
        *_SEE_APPEALS,
        *_SEE_CERTIFICATES,
        *_SEE_PAPERS,
        _SEE_BANK_LOG,
        _SEE_ANALYSES,
        SEE_AUDIT_LOG,
        *_SEE_ERASURES,
        *_SEE_SYSTEMS,
        _SEE_CLASSES,
        _SEE_PANELS,
    ),
}

# What a content editor may do with the pages under the site's home, and with the shared image and document library.
# No editor publishes alone: a draft goes out when a second editor approves it (courses.models.moderation).
PAGE_ACTS = ("add", "change")
COLLECTION_PERMISSIONS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
