"""Awards ask for courses, hours and approvals; a certificate's life is guarded: steps of its state, events for ever."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate, Renewed

FROZEN = (
    "award_id",
    "person_id",
    "result_id",
    "number",
    "code",
    "payload",
    "payload_sha256",
    "issued_at",
    "expires_on",
)
SAYS = Renewed(ForbidUpdate("certificates_certificate", columns=FROZEN))
HAPPENED = Renewed(ForbidUpdate("certificates_certificateevent"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_appearance"),
        ("certificates", "0003_awards_name_issuer_and_layout"),
        ("courses", "0007_handouts"),
        ("marking", "0002_marks_are_append_only"),
        ("sittings", "0002_answer_log_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SAYS,
        HAPPENED,
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("approved", "Approved"), ("declined", "Declined")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="time")),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="what is wrong")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("declined", "Not corrected"),
                            ("corrected", "Corrected"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="replied")),
            ],
            options={
                "verbose_name": "correction request",
                "verbose_name_plural": "correction requests",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="award",
            name="course",
            field=models.ForeignKey(
                blank=True,
                help_text="Every published lesson must be studied. Empty: no course is asked for.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="courses.coursepage",
                verbose_name="course",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="is_automatic",
            field=models.BooleanField(
                default=True,
                help_text="As soon as the rule is met. Otherwise the holder collects it, or an officer runs the command.",
                verbose_name="issue without being asked",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="min_hours",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Time seen reading the lessons of the course; 0: not asked for.",
                verbose_name="measured study hours at least",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="needs_approval",
            field=models.BooleanField(
                default=False, help_text="With a reason, under Approvals.", verbose_name="an officer approves each one"
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="renew_after_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="renewable until days after the end"),
        ),
        migrations.AddField(
            model_name="award",
            name="renew_before_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="renewable from days before the end"),
        ),
        migrations.AddField(
            model_name="award",
            name="renewal",
            field=models.CharField(
                choices=[
                    ("none", "No renewal: after the end, the rule met anew"),
                    ("extension", "Nothing more within the window"),
                    ("recertification", "The rule met anew within the window"),
                ],
                default="none",
                max_length=16,
                verbose_name="renewal asks for",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="shows_full_name",
            field=models.BooleanField(default=False, verbose_name="full name shown to strangers"),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="code",
            field=models.CharField(blank=True, max_length=16, verbose_name="reason code"),
        ),
        migrations.AlterField(
            model_name="award",
            name="exam",
            field=models.ForeignKey(
                blank=True,
                help_text="Every part of it must be passed. Empty: no exam is asked for.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="sittings.exam",
                verbose_name="exam",
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="result",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="marking.result",
            ),
        ),
        migrations.AlterField(
            model_name="certificateevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("issued", "Issued"),
                    ("revoked", "Revoked"),
                    ("superseded", "Superseded"),
                    ("reminded", "Holder reminded"),
                    ("name_shown", "Full name shown to strangers"),
                    ("name_hidden", "Full name hidden from strangers"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exam__isnull", False), ("course__isnull", False), ("needs_approval", True), _connector="OR"
                ),
                name="award_asks_for_something",
                violation_error_message="Please choose an exam, a course or the approval of an officer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_hours", 0), ("course__isnull", False), _connector="OR"),
                name="award_hours_are_of_a_course",
                violation_error_message="Study hours are measured in a course: please choose it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewal", "none"), ("valid_months__gt", 0), _connector="OR"),
                name="award_renewed_ends_sometime",
                violation_error_message="What is valid for ever cannot be renewed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["valid", "revoked", "superseded"])), name="certificate_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes__isnull", True),
                    models.Q(("supersedes", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="certificate_supersedes_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["issued", "revoked", "superseded"])),
                fields=("certificate", "kind"),
                name="certificate_event_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reminded")),
                fields=("certificate", "code"),
                name="certificate_reminded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["revoked", "superseded"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="certificate_event_says_why",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="officer",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="certificates.award",
                verbose_name="award",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="accounts.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction_requests",
                to="certificates.certificate",
                verbose_name="certificate",
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["award", "person", "-at"], name="approval_latest"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="approval_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["approved", "declined"])), name="approval_verdict_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("certificate",), name="one_open_correction"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="correction_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True), ("state", "open")
                    ),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("state__in", ["declined", "corrected"]),
                    ),
                    _connector="OR",
                ),
                name="correction_answered_whole",
            ),
        ),
        # The portrait and the predecessor are frozen with the rest.
        ForbidUpdate("certificates_certificate", columns=(*FROZEN, "photo", "supersedes_id")),
        AllowSteps("certificates_certificate", "state", (("valid", "revoked"), ("valid", "superseded"))),
        HAPPENED,
        ForbidDelete("certificates_certificateevent"),
        ForbidUpdate("certificates_approval"),
        ForbidDelete("certificates_approval"),
        ForbidUpdate("certificates_correctionrequest", columns=("certificate_id", "text", "asked_at")),
        AllowSteps("certificates_correctionrequest", "state", (("open", "declined"), ("open", "corrected"))),
    ]
