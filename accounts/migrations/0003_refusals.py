"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_appearance"),
        ("accounts", "0003_contrast_themes"),
        ("accounts", "0004_notices"),
        ("accounts", "0005_audit_log"),
        ("accounts", "0006_marking_notices"),
        ("accounts", "0007_other_systems"),
        ("accounts", "0008_personal_data"),
    ]

    dependencies = [("accounts", "0002_records")]

    operations = [
        ForbidDelete("accounts_auditentry"),
        ForbidUpdate("accounts_auditentry"),
        ForbidUpdate(
            "accounts_consent",
            columns=("user_id", "subject", "version", "text_sha256", "given_at", "withdrawn_at"),
            when="OLD.withdrawn_at IS NOT NULL OR NEW.user_id <> OLD.user_id OR NEW.subject <> OLD.subject OR NEW.version <> OLD.version OR NEW.text_sha256 <> OLD.text_sha256 OR NEW.given_at <> OLD.given_at",
        ),
        ForbidUpdate("accounts_consenttext"),
        AllowSteps(
            "accounts_erasurerequest",
            column="state",
            steps=(
                ("asked", "reviewed"),
                ("asked", "declined"),
                ("asked", "withdrawn"),
                ("reviewed", "approved"),
                ("reviewed", "declined"),
                ("reviewed", "withdrawn"),
                ("approved", "done"),
            ),
        ),
        ForbidUpdate("accounts_webhookevent"),
        ForbidUpdate("accounts_webhooktry"),
    ]
