"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("certificates", "0001_initial"),
        ("certificates", "0002_records_are_frozen"),
        ("certificates", "0003_awards_name_issuer_and_layout"),
        ("certificates", "0004_awards_and_the_life_of_certificates"),
        ("certificates", "0005_signing_keys_and_printed_files"),
        ("certificates", "0006_open_badges"),
        ("certificates", "0007_batches"),
        ("certificates", "0008_designs"),
        ("certificates", "0009_certificate_reviews"),
        ("certificates", "0010_personal_data"),
    ]

    dependencies = [("certificates", "0001_foundation")]

    operations = [
        ForbidDelete("certificates_approval"),
        ForbidUpdate("certificates_approval"),
        ForbidDelete("certificates_badgestatus"),
        ForbidUpdate("certificates_badgestatus"),
        ForbidDelete("certificates_batchevent"),
        ForbidUpdate("certificates_batchevent"),
        AllowSteps("certificates_certificate", column="state", steps=(("valid", "revoked"), ("valid", "superseded"))),
        ForbidUpdate(
            "certificates_certificate",
            columns=(
                "award_id",
                "person_id",
                "result_id",
                "number",
                "code",
                "payload",
                "payload_sha256",
                "issued_at",
                "expires_on",
                "photo",
                "supersedes_id",
                "withheld_at",
            ),
            when="OLD.withheld_at IS NOT NULL OR NEW.withheld_at IS NULL OR OLD.award_id IS DISTINCT FROM NEW.award_id OR OLD.person_id IS DISTINCT FROM NEW.person_id OR OLD.result_id IS DISTINCT FROM NEW.result_id OR OLD.number IS DISTINCT FROM NEW.number OR OLD.code IS DISTINCT FROM NEW.code OR OLD.payload_sha256 IS DISTINCT FROM NEW.payload_sha256 OR OLD.issued_at IS DISTINCT FROM NEW.issued_at OR OLD.expires_on IS DISTINCT FROM NEW.expires_on OR OLD.supersedes_id IS DISTINCT FROM NEW.supersedes_id",
        ),
        ForbidDelete("certificates_certificateevent"),
        ForbidUpdate("certificates_certificateevent"),
        ForbidUpdate("certificates_certificatefile"),
        ForbidUpdate("certificates_certificatereview", columns=("certificate_id", "result_id", "opened_at")),
        AllowSteps(
            "certificates_correctionrequest", column="state", steps=(("open", "declined"), ("open", "corrected"))
        ),
        ForbidUpdate("certificates_correctionrequest", columns=("certificate_id", "text", "asked_at")),
        ForbidDelete("certificates_designpicture"),
        ForbidUpdate("certificates_designpicture"),
        ForbidDelete("certificates_designversion"),
        ForbidUpdate("certificates_designversion"),
        ForbidDelete("certificates_signingkey"),
        ForbidUpdate(
            "certificates_signingkey",
            columns=("name", "fingerprint", "certificate", "issuers", "location", "active_from", "expires_at"),
        ),
    ]
