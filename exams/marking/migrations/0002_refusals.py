"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUnder, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("marking", "0001_initial"),
        ("marking", "0002_marks_are_append_only"),
        ("marking", "0003_late_answers_marked_anew"),
        ("marking", "0004_releases_and_outcomes"),
        ("marking", "0005_marking_by_people"),
        ("marking", "0006_judgements_are_append_only"),
        ("marking", "0007_key_corrections_and_appeals"),
        ("marking", "0008_allocation_language"),
    ]

    dependencies = [("marking", "0001_foundation")]

    operations = [
        AllowSteps(
            "marking_appeal",
            column="state",
            steps=(
                ("fee_due", "filed"),
                ("filed", "under_review"),
                ("under_review", "filed"),
                ("under_review", "upheld"),
                ("under_review", "rejected"),
                ("fee_due", "withdrawn"),
                ("filed", "withdrawn"),
                ("under_review", "withdrawn"),
            ),
        ),
        ForbidUpdate("marking_appeal", columns=("registration_id", "result_id", "reason", "fee", "filed_at", "due_at")),
        ForbidUpdate("marking_appealevent"),
        ForbidUpdate("marking_conflict", columns=("marker_id", "candidate_id", "centre", "reason", "declared_at")),
        ForbidUpdate("marking_judgement"),
        AllowSteps(
            "marking_keycorrection",
            column="state",
            steps=(
                ("proposed", "withdrawn"),
                ("proposed", "applying"),
                ("applying", "in_force"),
                ("in_force", "reverting"),
                ("reverting", "reverted"),
            ),
        ),
        ForbidDelete("marking_keycorrection"),
        ForbidUpdate(
            "marking_keycorrection",
            columns=("version_id", "sitting_id", "kind", "keys", "reason", "proposed_by_id", "proposed_at"),
        ),
        ForbidUpdate("marking_mark"),
        ForbidUpdate("marking_markchange"),
        ForbidUpdate("marking_markrecall"),
        ForbidUpdate("marking_moderation"),
        ForbidUpdate("marking_outcomeruling"),
        AllowSteps(
            "marking_release",
            column="state",
            steps=(
                ("prepared", "approved"),
                ("prepared", "withdrawn"),
                ("approved", "released"),
                ("approved", "withdrawn"),
            ),
        ),
        ForbidUpdate("marking_release", columns=("sitting_id", "release_at", "note", "prepared_by_id", "prepared_at")),
        ForbidUnder(
            "marking_releaseentry",
            act="INSERT",
            column="release_id",
            parent="marking_release",
            when="state <> 'prepared'",
            complaint="what a second person has approved takes nothing more",
        ),
        ForbidUpdate("marking_releaseentry"),
        AllowSteps(
            "marking_result",
            column="state",
            steps=(("provisional", "released"), ("provisional", "superseded"), ("released", "superseded")),
        ),
        ForbidUpdate(
            "marking_result",
            columns=("registration_id", "passed", "created_at", "released_at", "reason", "outcome", "total", "band"),
            when="OLD.released_at IS NOT NULL",
        ),
        ForbidUpdate("marking_resultcomponent"),
        ForbidUpdate("marking_script"),
    ]
