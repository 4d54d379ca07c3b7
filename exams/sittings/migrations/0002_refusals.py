"""What the database itself refuses, whoever writes."""

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidUpdate


class Migration(migrations.Migration):
    replaces = [
        ("sittings", "0001_initial"),
        ("sittings", "0002_answer_log_is_append_only"),
        ("sittings", "0003_rooms_are_rows"),
        ("sittings", "0004_rooms_have_no_other_name"),
        ("sittings", "0005_invigilation"),
        ("sittings", "0006_controls_and_custody"),
        ("sittings", "0007_custody_is_append_only"),
        ("sittings", "0008_exam_tools"),
        ("sittings", "0009_registration_seats_and_accommodations"),
        ("sittings", "0010_decisions_are_append_only"),
        ("sittings", "0011_breaks_and_room_codes"),
        ("sittings", "0012_result_and_feedback_policies"),
        ("sittings", "0013_mock_exams"),
        ("sittings", "0014_registration_language"),
    ]

    dependencies = [("sittings", "0001_foundation")]

    operations = [
        ForbidUpdate("sittings_accesscode"),
        ForbidUpdate("sittings_accommodationevent"),
        ForbidUpdate("sittings_answerevent"),
        AllowSteps(
            "sittings_application",
            column="state",
            steps=(
                ("draft", "submitted"),
                ("returned", "submitted"),
                ("submitted", "approved"),
                ("submitted", "returned"),
                ("submitted", "rejected"),
            ),
        ),
        ForbidUpdate("sittings_applicationevent"),
        ForbidUpdate("sittings_breakevent"),
        ForbidUpdate("sittings_chainroot"),
        ForbidUpdate("sittings_controlchange"),
        ForbidUpdate("sittings_controlevent"),
        ForbidUpdate("sittings_controloverride"),
        ForbidUpdate("sittings_examsection"),
        ForbidUpdate("sittings_incident"),
        ForbidUpdate("sittings_incident_candidates"),
        ForbidUpdate("sittings_invigilationact"),
        ForbidUpdate("sittings_notice"),
        ForbidUpdate("sittings_outage"),
        ForbidUpdate("sittings_papersnapshot"),
        ForbidUpdate("sittings_pendingact"),
        ForbidUpdate("sittings_preparedpaper"),
        ForbidUpdate("sittings_sealedupload"),
        ForbidUpdate("sittings_seatingrun"),
        ForbidUpdate("sittings_timeadjustment"),
    ]
