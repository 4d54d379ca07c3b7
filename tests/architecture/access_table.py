"""Who may open what: every URL of the site, by name; Wagtail's own pages by the beginning of their route.

A new URL fails tests/architecture/test_access.py until it has a line here. To add one:

    "certificates:withdraw": Row(only("trainee"), status=405),

says that trainees (who own the sample object, see access_world.py) get 405 when they GET it because it takes POST
only, that a stranger is sent to the login, and that everybody else gets 404, also when they POST, and changes nothing.
Pages in the back office refuse with TURNED_AWAY, Wagtail's "you do not have permission".
"""

from dataclasses import dataclass

from accounts.roles import Role
from tests.personas import ANONYMOUS, EVERYBODY, STAFF, SUPERUSER
from tests.personas import SIGNED_IN as THE_SIGNED_IN

PUBLIC = frozenset(EVERYBODY)
SIGNED_IN = frozenset(THE_SIGNED_IN)
BACK_OFFICE = frozenset({*STAFF, SUPERUSER})
# Wagtail answers those who have a desk in the back office, but not here, with a redirect to its home.
TURNED_AWAY = 302


def only(*names: str) -> frozenset[str]:
    """These personas and nobody else, not even the superuser."""
    return frozenset(Role(name).value for name in names)


def office(*names: str) -> frozenset[str]:
    """These roles, and the superuser."""
    return only(*names) | {SUPERUSER}


EDITORS = office("content_editor")
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """`status`: what those who may get for a GET. `refused`: what the others get. `stranger`: a stranger's own status."""

    who: frozenset[str]
    status: int = 200
    refused: int = 404
    stranger: int | None = None

    def expected(self, name: str) -> int:
        if name == ANONYMOUS and self.stranger is not None:
            return self.stranger
        return self.status


def in_office(*names: str, status: int = 200) -> Row:
    """A page of ours in the back office."""
    return Row(office(*names), status=status, refused=TURNED_AWAY)


TABLE: dict[str, Row] = {
    # The shell
    "desk": Row(SIGNED_IN),
    "appearance": Row(PUBLIC, status=405),
    "set_language": Row(PUBLIC, status=302),
    "styleguide": Row(BACK_OFFICE, refused=403),
    "specimen": Row(BACK_OFFICE, refused=403),
    "search": Row(PUBLIC),
    "livez": Row(PUBLIC),
    "readyz": Row(PUBLIC),
    "robots": Row(PUBLIC),
    "wagtail_serve": Row(PUBLIC),
    "admin_login": Row(PUBLIC, status=302),
    "page_login": Row(PUBLIC, status=302),
    "wagtailcore_authenticate_with_password": Row(SIGNED_IN, status=404),
    # What one is told
    "notices:index": Row(SIGNED_IN),
    "notices:read_all": Row(SIGNED_IN, status=405),
    "notices:preferences": Row(SIGNED_IN),
    "notices:open": Row(SIGNED_IN, status=405),
    # Details of one's own
    "accounts:profile": Row(SIGNED_IN),
    "accounts:name": Row(SIGNED_IN, status=302),
    "accounts:phone": Row(SIGNED_IN, status=302),
    "accounts:phone_change": Row(SIGNED_IN, status=302),
    "accounts:portrait_upload": Row(SIGNED_IN, status=302),
    "accounts:id_number": Row(SIGNED_IN, status=302),
    "accounts:portrait": Row(office("trainee", "invigilator", "exam_officer", "certificate_officer", "auditor")),
    # Login and security: allauth's pages
    "account_login": Row(PUBLIC, status=302, stranger=200),
    "account_logout": Row(PUBLIC, stranger=302),
    "account_signup": Row(PUBLIC, status=302, stranger=200),
    "account_inactive": Row(PUBLIC),
    "account_reset_password": Row(PUBLIC),
    "account_reset_password_done": Row(PUBLIC),
    "account_reset_password_from_key": Row(PUBLIC),
    "account_reset_password_from_key_done": Row(PUBLIC),
    "account_email_verification_sent": Row(PUBLIC),
    "account_confirm_email": Row(PUBLIC),
    "account_confirm_login_code": Row(PUBLIC, status=302),
    "account_verify_phone": Row(PUBLIC, status=302),
    "account_reauthenticate": Row(SIGNED_IN),
    "account_email": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN, status=302),
    "mfa_authenticate": Row(PUBLIC, status=302),
    "mfa_login_webauthn": Row(PUBLIC, status=302),
    "mfa_index": Row(SIGNED_IN),
    "mfa_list_webauthn": Row(SIGNED_IN),
    # These ask for the password once more, or have nothing to show yet.
    "mfa_reauthenticate": Row(SIGNED_IN, status=302),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN, status=302),
    "mfa_activate_totp": Row(SIGNED_IN, status=302),
    "mfa_add_webauthn": Row(SIGNED_IN, status=302),
    "mfa_edit_webauthn": Row(SIGNED_IN, status=302),
    "mfa_remove_webauthn": Row(SIGNED_IN, status=302),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, status=302),
    "mfa_deactivate_totp": Row(SIGNED_IN, status=404),
    "mfa_view_recovery_codes": Row(SIGNED_IN, status=404),
    "mfa_download_recovery_codes": Row(SIGNED_IN, status=404),
    "usersessions_list": Row(SIGNED_IN),
    # Study
    "courses:enrol": Row(SIGNED_IN, status=302),
    "courses:check": Row(SIGNED_IN, status=302),
    "courses:place": Row(SIGNED_IN, status=405),
    "courses:finish": Row(SIGNED_IN, status=302),
    "courses:time": Row(SIGNED_IN, status=405),
    "courses:add_note": Row(SIGNED_IN, status=302),
    "courses:bookmark": Row(SIGNED_IN, status=302),
    "courses:notes": Row(SIGNED_IN),
    "courses:notes_text": Row(SIGNED_IN),
    "courses:note": Row(only("trainee")),
    "courses:delete_note": Row(only("trainee"), status=405),
    "courses:bookmarks": Row(SIGNED_IN),
    "courses:delete_bookmark": Row(only("trainee"), status=405),
    "courses:chapter_map": Row(SIGNED_IN),
    "courses:figure": Row(SIGNED_IN),
    "courses:report": Row(SIGNED_IN),
    "courses:reports": Row(SIGNED_IN),
    "glossary:index": Row(SIGNED_IN),
    "takeaway:handout": Row(SIGNED_IN, status=404),
    "takeaway:ask_for_handout": Row(SIGNED_IN, status=302),
    "takeaway:course_copy": Row(SIGNED_IN),
    "takeaway:copy": Row(SIGNED_IN),
    "takeaway:offline": Row(PUBLIC),
    "takeaway:service_worker": Row(PUBLIC),
    "takeaway:manifest": Row(PUBLIC),
    # Exams: the place, the attempt and the result are the trainee's
    "sittings:index": Row(SIGNED_IN),
    "sittings:register": Row(SIGNED_IN, status=405),
    "sittings:application": Row(SIGNED_IN),
    # Nobody but the trainee has an application there.
    "sittings:add_document": Row(only("trainee"), status=405),
    "sittings:document": Row(office("trainee", "exam_officer")),
    "sittings:remove_document": Row(only("trainee"), status=405),
    "sittings:ticket": Row(only("trainee")),
    "sittings:check": Row(office("trainee", "invigilator", "exam_officer", "auditor")),
    "sittings:accommodation": Row(only("trainee")),
    "sittings:withdraw_accommodation": Row(only("trainee"), status=405),
    "sittings:registration": Row(only("trainee")),
    "sittings:pledge": Row(only("trainee"), status=405),
    "sittings:start": Row(only("trainee"), status=405),
    "sittings:enter": Row(only("trainee"), status=302),
    "sittings:seb_file": Row(only("trainee")),
    "sittings:report": Row(only("trainee"), status=405),
    "sittings:rehearsal": Row(PUBLIC),
    "sittings:rehearsal_items": Row(PUBLIC),
    "sittings:rehearsal_review": Row(PUBLIC),
    "sittings:rehearsal_end": Row(PUBLIC),
    "sittings:device_check": Row(PUBLIC),
    "sittings:device_clock": Row(PUBLIC),
    "sittings:runner": Row(only("trainee")),
    "sittings:lock": Row(only("trainee"), status=405),
    "sittings:unlock": Row(only("trainee"), status=405),
    "sittings:break": Row(only("trainee")),
    "sittings:break_end": Row(only("trainee"), status=405),
    # Of a closed attempt only, and this one runs.
    "sittings:log_json": Row(only("trainee"), status=404),
    "sittings:log_text": Row(only("trainee"), status=404),
    "sittings:takeover": Row(only("trainee"), status=405),
    "sittings:review": Row(only("trainee")),
    "sittings:submit": Row(only("trainee"), status=405),
    "sittings:receipt": Row(only("trainee"), status=302),
    "sittings:notices": Row(only("trainee")),
    "sittings:paper_items": Row(only("trainee"), refused=403),
    # The sample paper shows no picture; tests/exams/bank/test_isolation.py tries one that does.
    "sittings:paper_media": Row(only("trainee"), status=404, refused=403),
    "marking:result": Row(only("trainee")),
    # tests/exams/marking/test_result_pictures.py tries a result that shows one.
    "marking:result_media": Row(only("trainee"), status=404),
    "marking:transcript": Row(only("trainee")),
    "results_desk:index": in_office("exam_officer", "auditor"),
    "results_desk:sitting": in_office("exam_officer", "auditor"),
    "results_desk:prepare": in_office("exam_officer", status=405),
    "results_desk:moderate": in_office("exam_officer", status=405),
    "results_desk:approve": in_office("exam_officer", status=405),
    "results_desk:withdraw": in_office("exam_officer", status=405),
    "results_desk:rule": in_office("exam_officer"),
    # Practice: one's own; the sample objects are the trainee's
    "practice:index": Row(SIGNED_IN),
    "practice:begin": Row(SIGNED_IN, status=405),
    "practice:review": Row(SIGNED_IN, status=405),
    "practice:fresh": Row(SIGNED_IN, status=405),
    "practice:minutes": Row(SIGNED_IN, status=405),
    "practice:mock": Row(SIGNED_IN, status=405),
    "practice:readiness": Row(SIGNED_IN),
    "practice:session": Row(only("trainee")),
    "practice:question": Row(only("trainee")),
    "practice:grade": Row(only("trainee"), status=405),
    # The sample question shows no picture.
    "practice:media": Row(only("trainee"), status=404),
    "practice:book": Row(SIGNED_IN),
    "practice:print": Row(SIGNED_IN),
    "practice:pdf": Row(SIGNED_IN),
    "practice:entry": Row(only("trainee")),
    "practice:similar": Row(only("trainee"), status=405),
    "practice_forecasts:index": in_office("exam_officer", "auditor"),
    "marking:appeal": Row(only("trainee")),
    "marking:withdraw_appeal": Row(only("trainee"), status=405),
    "regrades:index": in_office("reviewer", "exam_officer", "auditor"),
    "regrades:asked": in_office("reviewer"),
    "regrades:propose": in_office("reviewer"),
    "regrades:correction": in_office("reviewer", "exam_officer", "auditor"),
    "regrades:apply": in_office("exam_officer", status=405),
    "regrades:withdraw": in_office("reviewer", "exam_officer", "auditor", status=405),
    "regrades:revert": in_office("exam_officer", status=302),
    "appeals:index": in_office("marker", "exam_officer", "auditor"),
    "appeals:terms": in_office("exam_officer"),
    "appeals:exam_terms": in_office("exam_officer"),
    "appeals:case": in_office("marker", "exam_officer", "auditor"),
    "appeals:fee": in_office("exam_officer", status=405),
    "appeals:take": in_office("marker", status=405),
    "appeals:hand_back": in_office("marker", "exam_officer", "auditor", status=405),
    "appeals:decide": in_office("marker", status=405),
    "appeals:media": in_office("marker", status=404),
    "marking_desk:index": in_office("marker"),
    "marking_desk:claim": in_office("marker", status=405),
    "marking_desk:answer": in_office("marker"),
    "marking_desk:draft": in_office("marker", status=405),
    "marking_desk:next": in_office("marker", status=405),
    "marking_desk:return": in_office("marker", status=405),
    "marking_desk:media": in_office("marker", status=404),
    # Analyses name items and show no key; findings show it, to those who may read items
    "exam_analysis:index": in_office("reviewer", "paper_maker", "exam_officer", "auditor"),
    "exam_analysis:report": in_office("reviewer", "paper_maker", "exam_officer", "auditor"),
    "exam_analysis:analyse": in_office("paper_maker", "exam_officer", status=405),
    "item_findings:index": in_office("item_writer", "reviewer", "paper_maker"),
    "item_findings:decided": in_office("item_writer", "reviewer", "paper_maker"),
    "item_findings:finding": in_office("item_writer", "reviewer", "paper_maker"),
    "item_findings:take": in_office("reviewer", "paper_maker", status=405),
    "item_findings:decide": in_office("reviewer", "paper_maker", status=405),
    "marking_desk:forget": in_office("marker", status=405),
    "marking_desk:office": in_office("exam_officer"),
    "marking_desk:conflicts": in_office("exam_officer"),
    "marking_desk:end_conflict": in_office("exam_officer", status=405),
    "marking_desk:share": in_office("exam_officer"),
    "marking_desk:part": in_office("exam_officer"),
    "marking_desk:scheme": in_office("exam_officer"),
    "marking_desk:item_scheme": in_office("exam_officer"),
    "marking_desk:checks": in_office("exam_officer"),
    "marking_desk:retire": in_office("exam_officer", status=405),
    # Certificates
    "certificates:index": Row(SIGNED_IN),
    "certificates:claim": Row(SIGNED_IN, status=405),
    "certificates:certificate": Row(office("trainee", "certificate_officer", "auditor")),
    "certificates:download": Row(office("trainee", "certificate_officer", "auditor")),
    "certificates:show_name": Row(only("trainee"), status=405),
    "certificates:ask_correction": Row(only("trainee"), status=405),
    "certificates:renew": Row(only("trainee"), status=405),
    "certificates:wallet": Row(office("trainee", "certificate_officer", "auditor")),
    "certificates:badge_download": Row(office("trainee", "certificate_officer", "auditor")),
    "certificates:badge_keys": Row(PUBLIC),
    "certificates:badge_issuer": Row(PUBLIC),
    "certificates:badge_achievement": Row(PUBLIC),
    "certificates:badge_picture": Row(PUBLIC),
    "certificates:badge_credential": Row(PUBLIC),
    "certificates:badge_status_list": Row(PUBLIC),
    "certificates:verify_form": Row(PUBLIC),
    "certificates:verify_json": Row(PUBLIC, status=405),
    "certificates:verify_code_json": Row(PUBLIC),
    "certificates:replacement": Row(PUBLIC),
    "certificates:card": Row(PUBLIC),
    "certificates:verify": Row(PUBLIC),
    "certificates:verify_file": Row(PUBLIC),
    "certificates:public_keys": Row(PUBLIC),
    # Back office: banks
    "bank:reviews": in_office("reviewer"),
    "bank:log": in_office("reviewer", "auditor"),
    "bank:log_results": in_office("reviewer", "auditor"),
    "bank:access": in_office(),
    "bank:compare": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:comment": in_office("item_writer", "reviewer", status=405),
    "bank:settle": in_office("item_writer", "reviewer", status=405),
    "bank:assign": in_office("item_writer", "reviewer", status=405),
    "bank:media": in_office("item_writer", "reviewer", "paper_maker", status=404),
    "bank:index": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:items": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:items_results": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:all": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:all_results": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:keep_filter": in_office("item_writer", "reviewer", "paper_maker", status=405),
    "bank:drop_filter": in_office("item_writer", "reviewer", "paper_maker", status=405),
    "bank:all_keep_filter": in_office("item_writer", "reviewer", "paper_maker", status=405),
    "bank:all_drop_filter": in_office("item_writer", "reviewer", "paper_maker", status=405),
    "bank:coverage": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:bulk": in_office("item_writer", "reviewer"),
    "bank:practice": in_office("reviewer"),
    "bank:duplicates": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:export": in_office("item_writer", "reviewer"),
    "bank:item": in_office("item_writer", "reviewer", "paper_maker"),
    "bank:add": in_office("item_writer"),
    "bank:preview": in_office("item_writer", status=405),
    "bank:edit": in_office("item_writer"),
    "bank:import": in_office("item_writer"),
    "bank:import_template": in_office("item_writer"),
    # Nobody's but its owner's, and there is none
    "bank:import_batch": in_office("item_writer", status=404),
    "bank:import_media": in_office("item_writer", status=404),
    "bank:import_preview": in_office("item_writer", status=405),
    "bank:move": in_office("item_writer", "reviewer", "paper_maker", status=405),
    # Back office: papers
    "blueprints:index": in_office("paper_maker", "auditor"),
    "blueprints:start": in_office("paper_maker"),
    "blueprints:add": in_office("paper_maker"),
    "blueprints:check_new": in_office("paper_maker", status=405),
    "blueprints:matrix": in_office("paper_maker", "auditor"),
    "blueprints:edit": in_office("paper_maker"),
    "blueprints:check": in_office("paper_maker", status=405),
    "blueprints:copy": in_office("paper_maker"),
    "blueprints:lock": in_office("paper_maker", status=405),
    "blueprints:assemble": in_office("paper_maker", status=405),
    "blueprints:parallel": in_office("paper_maker", status=405),
    "blueprints:draw": in_office("paper_maker", status=405),
    "blueprints:simulate": in_office("paper_maker"),
    "enemies:index": in_office("paper_maker", "auditor"),
    "enemies:add": in_office("paper_maker", status=405),
    "enemies:remove": in_office("paper_maker", status=405),
    "papers:index": in_office("paper_maker", "auditor"),
    "papers:paper": in_office("paper_maker", "auditor"),
    # The sample paper shows no picture; tests/exams/papers/test_views.py opens one that does.
    "papers:media": in_office("paper_maker", "auditor", status=404),
    "papers:print": in_office("paper_maker", "auditor", status=405),
    "papers:submit": in_office("paper_maker", status=405),
    "papers:return": in_office("paper_maker", status=405),
    "papers:publish": in_office("paper_maker", status=405),
    "papers:work": in_office("paper_maker"),
    "papers:marks": in_office("paper_maker", status=405),
    "papers:readmit": in_office("paper_maker", status=405),
    "papers:swap": in_office("paper_maker"),
    "papers:set": in_office("paper_maker", "auditor"),
    "papers:submit_set": in_office("paper_maker", status=405),
    "papers:return_set": in_office("paper_maker", status=405),
    "papers:publish_set": in_office("paper_maker", status=405),
    # Back office: exams
    "sittings_admin:day": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:lines": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:act": in_office("invigilator", "exam_officer", status=405),
    "sittings_admin:settle": in_office("invigilator", "exam_officer", status=405),
    "sittings_admin:candidate": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:incidents": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:add_to_incident": in_office("invigilator", "exam_officer", status=405),
    # The sample entry has none; tests/exams/sittings/test_views_incidents.py opens one.
    "sittings_admin:incident_picture": in_office("invigilator", "exam_officer", "auditor", status=404),
    "sittings_admin:record": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:register": in_office("exam_officer", status=405),
    "sittings_admin:controls": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:rotate_codes": in_office("invigilator", "exam_officer", status=405),
    "sittings_admin:room_code": in_office("invigilator", "exam_officer"),
    "sittings_admin:override": in_office("invigilator", "exam_officer", status=405),
    "sittings_admin:seb_file": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:sealed": in_office("invigilator", "exam_officer"),
    "sittings_admin:seats": in_office("exam_officer"),
    "sittings_admin:allocate": in_office("exam_officer", status=405),
    "sittings_admin:move": in_office("exam_officer", status=405),
    "sittings_admin:new_rooms": in_office("exam_officer", status=405),
    "sittings_admin:room": in_office("exam_officer"),
    "sittings_admin:room_paper": in_office("invigilator", "exam_officer", "auditor"),
    "sittings_admin:roster": in_office("exam_officer"),
    "sittings_admin:confirm_roster": in_office("exam_officer", status=405),
    "sittings_admin:roster_template": in_office("exam_officer"),
    "sittings_admin:accommodation": in_office("exam_officer"),
    "exam_applications:index": in_office("exam_officer"),
    "exam_applications:index_results": in_office("exam_officer"),
    "exam_applications:decide": in_office("exam_officer"),
    "exam_accommodations:index": in_office("exam_officer"),
    "exam_accommodations:index_results": in_office("exam_officer"),
    "exam_eligibility:index": in_office("invigilator", "exam_officer", "auditor"),
    "exam_sittings:index": in_office("invigilator", "exam_officer", "auditor"),
    "exam_rules:index": in_office("invigilator", "exam_officer", "auditor"),
    # Back office: certificates
    "certificate_awards:index": in_office("certificate_officer", "auditor"),
    "certificate_approvals:index": in_office("certificate_officer", "auditor"),
    "certificate_approvals:index_results": in_office("certificate_officer", "auditor"),
    "certificate_approvals:decide": in_office("certificate_officer"),
    "certificate_reviews:index": in_office("certificate_officer", "auditor"),
    "certificate_reviews:index_results": in_office("certificate_officer", "auditor"),
    "certificate_reviews:settle": in_office("certificate_officer"),
    "certificate_corrections:index": in_office("certificate_officer", "auditor"),
    "certificate_corrections:index_results": in_office("certificate_officer", "auditor"),
    "certificate_corrections:answer": in_office("certificate_officer"),
    "certificate_batches:index": in_office("certificate_officer", "auditor"),
    "certificate_batches:index_results": in_office("certificate_officer", "auditor"),
    "certificate_batches:new": in_office("certificate_officer"),
    "certificate_batches:batch": in_office("certificate_officer", "auditor"),
    "certificate_batches:progress": in_office("certificate_officer", "auditor"),
    "certificate_batches:start": in_office("certificate_officer", status=405),
    "certificate_batches:cancel": in_office("certificate_officer", status=405),
    "certificate_batches:retry": in_office("certificate_officer", status=405),
    "certificate_batches:zip": in_office("certificate_officer"),
    "certificate_batches:print": in_office("certificate_officer"),
    "certificate_batches:list": in_office("certificate_officer"),
    "certificate_designs:index": in_office("certificate_officer", "auditor"),
    "certificate_designs:index_results": in_office("certificate_officer", "auditor"),
    "certificate_designs:versions": in_office("certificate_officer", "auditor"),
    "certificate_designs:add": in_office("certificate_officer"),
    "certificate_designs:edit": in_office("certificate_officer"),
    "certificate_designs:proof": in_office("certificate_officer"),
    "certificate_designs:proof_of": in_office("certificate_officer"),
    # Without a token of ours there is nothing to see.
    "certificate_designs:proof_pdf": in_office("certificate_officer", "auditor", status=404),
    "certificate_designs:proof_png": in_office("certificate_officer", "auditor", status=404),
    "certificates_admin:bulk_revoke": in_office("certificate_officer"),
    "certificates_admin:revoke": in_office("certificate_officer"),
    "certificates_admin:supersede": in_office("certificate_officer"),
    "certificates_admin:renew": in_office("certificate_officer"),
    # Back office: what readers report
    "mistake_reports:index": in_office("content_editor"),
    "mistake_reports:index_results": in_office("content_editor"),
    "mistake_reports:edit": in_office("content_editor"),
    # Wagtail's home, and its test of the error page
    "wagtailadmin_home": Row(BACK_OFFICE),
    "wagtailadmin_error_test": Row(BACK_OFFICE, status=500),
}

# Pages that Wagtail makes, by the beginning of the route; the longest beginning counts. Those who may get anything
# but a refusal; to the others it is closed in whatever way Wagtail closes it.
AREAS: dict[str, frozenset[str]] = {
    # Our viewsets
    "admin/exam_sittings/": office("exam_officer"),
    "admin/exam_sittings/results/": office("invigilator", "exam_officer", "auditor"),
    "admin/exam_sittings/inspect/": office("invigilator", "exam_officer", "auditor"),
    "admin/exam_eligibility/": office("exam_officer"),
    "admin/exam_eligibility/results/": office("invigilator", "exam_officer", "auditor"),
    "admin/exam_rules/": office("exam_officer"),
    "admin/exam_rules/results/": office("invigilator", "exam_officer", "auditor"),
    "admin/certificate_records/": office("certificate_officer", "auditor"),
    "admin/certificate_awards/": office("certificate_officer"),
    "admin/certificate_awards/results/": office("certificate_officer", "auditor"),
    # Pages, pictures, documents
    "admin/pages/": EDITORS,
    # No editor decides alone what readers see or no longer see
    "admin/pages/<int:page_id>/delete/": office(),
    "admin/pages/<int:page_id>/privacy/": office(),
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/": office(),
    "admin/pages/<int:page_id>/unpublish/": office(),
    "admin/pages/<int:page_to_move_id>/move/": office(),
    "admin/bulk/": EDITORS,
    "admin/forms/": EDITORS,
    "admin/images/": EDITORS,
    "admin/documents/": EDITORS,
    "admin/reports/": EDITORS,
    "admin/reports/locked/": office(),
    # Each shows what its reader may see anyway
    "admin/reports/site-history/": BACK_OFFICE,
    "admin/api/main/": BACK_OFFICE,
    "admin/choose-": BACK_OFFICE,
    "admin/point_chooser/": BACK_OFFICE,
    "admin/documents/chooser/": BACK_OFFICE,
    "admin/documents/chooser/create/": EDITORS,
    "admin/images/chooser/": BACK_OFFICE,
    "admin/images/chooser/create/": EDITORS,
    "admin/embeds/chooser/": BACK_OFFICE,
    "admin/tag-autocomplete/": BACK_OFFICE,
    "admin/workflows/task_chooser/": BACK_OFFICE,
    # Everybody's own desk
    "admin/account/": BACK_OFFICE,
    "admin/logout/": BACK_OFFICE,
    "admin/dismissibles/": BACK_OFFICE,
    "admin/editing-sessions/": BACK_OFFICE,
    "admin/block-preview/": BACK_OFFICE,
    "admin/sprite/": BACK_OFFICE,
    "admin/jsi18n/": BACK_OFFICE,
    "admin/test404/": BACK_OFFICE,
    "admin/.*/$": BACK_OFFICE,
    # The operator's
    "admin/collections/": office(),
    "admin/workflows/": office(),
    "admin/redirects/": office(),
    "admin/sites/": office(),
    "admin/users/": office(),
    "admin/groups/": office(),
    # Nothing of the kind is here: no page is a form, and the sample page is in no workflow
    "admin/forms/submissions/": NOBODY,
    "admin/pages/workflow/": NOBODY,
    # Switched off: passwords are reset in one place, and no model is a snippet
    "admin/password_reset/": NOBODY,
    "admin/snippets/": NOBODY,
}

# Pages of closed areas that answer everybody in the back office, and do nothing for whom the area is closed.
HARMLESS: dict[str, str] = {
    "wagtailadmin_pages:revisions_index": "leads to the history, which refuses",
    "wagtailadmin_pages:choose_parent": "offers the pages below which one may add, here none",
    "wagtailadmin_pages:move_confirm": "asks a question whose answer is refused",
    "wagtailadmin_pages:confirm_workflow_cancellation": "asks a question whose answer is refused",
}
