import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
from accounts.created_together import CreateModels


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

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("courses", "0001_foundation"),
        ("marking", "0001_foundation"),
        ("sittings", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Award",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("title", models.CharField(max_length=60, verbose_name="title on the certificate")),
                        (
                            "course_title",
                            models.CharField(max_length=120, verbose_name="course named on the certificate"),
                        ),
                        (
                            "min_hours",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="Time seen reading the lessons of the course; 0: not asked for.",
                                verbose_name="measured study hours at least",
                            ),
                        ),
                        (
                            "needs_approval",
                            models.BooleanField(
                                default=False,
                                help_text="With a reason, under Approvals.",
                                verbose_name="an officer approves each one",
                            ),
                        ),
                        (
                            "is_automatic",
                            models.BooleanField(
                                default=True,
                                help_text="As soon as the rule is met. Otherwise the holder collects it, or an officer runs the command.",
                                verbose_name="issue without being asked",
                            ),
                        ),
                        ("hours", models.PositiveSmallIntegerField(default=0, verbose_name="study hours")),
                        (
                            "valid_months",
                            models.PositiveSmallIntegerField(default=0, verbose_name="valid for months, 0 for ever"),
                        ),
                        (
                            "renewal",
                            models.CharField(
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
                        (
                            "renew_before_days",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="renewable from days before the end"
                            ),
                        ),
                        (
                            "renew_after_days",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="renewable until days after the end"
                            ),
                        ),
                        (
                            "issuer",
                            models.CharField(
                                blank=True,
                                help_text="Stands on the certificate; empty: the platform's name.",
                                max_length=60,
                                verbose_name="issuing body",
                            ),
                        ),
                        ("layout", models.SlugField(default="completion", max_length=40, verbose_name="layout")),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                help_text="Every published lesson must be studied. Empty: no course is asked for.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="courses.coursepage",
                                verbose_name="course",
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                blank=True,
                                help_text="Every part of it must be passed. Empty: no exam is asked for.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="sittings.exam",
                                verbose_name="exam",
                            ),
                        ),
                        (
                            "design",
                            models.ForeignKey(
                                blank=True,
                                help_text="New certificates take its latest version. Empty: the plain layout below.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="certificates.design",
                                verbose_name="design",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "award",
                        "verbose_name_plural": "awards",
                        "ordering": ["title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("exam__isnull", False),
                                    ("course__isnull", False),
                                    ("needs_approval", True),
                                    _connector="OR",
                                ),
                                name="award_asks_for_something",
                                violation_error_message="Please choose an exam, a course or the approval of an officer.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("min_hours", 0), ("course__isnull", False), _connector="OR"),
                                name="award_hours_are_of_a_course",
                                violation_error_message="Study hours are measured in a course: please choose it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("renewal", "none"), ("valid_months__gt", 0), _connector="OR"),
                                name="award_renewed_ends_sometime",
                                violation_error_message="What is valid for ever cannot be renewed.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BadgeKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.SlugField(max_length=40, unique=True, verbose_name="name")),
                        ("public_multibase", models.CharField(max_length=80, unique=True, verbose_name="public key")),
                        ("location", models.CharField(max_length=120)),
                        ("active_from", models.DateTimeField(verbose_name="active from")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                    ],
                    options={
                        "verbose_name": "badge key",
                        "verbose_name_plural": "badge keys",
                        "ordering": ["-active_from", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.Value(1),
                                condition=models.Q(("retired_at__isnull", True)),
                                name="one_active_badge_key",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BadgeStatus",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        (
                            "certificate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="badge_status",
                                to="certificates.certificate",
                            ),
                        ),
                        (
                            "status_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="places",
                                to="certificates.statuslist",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "badge status",
                        "verbose_name_plural": "badge statuses",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("status_list", "position"), name="badge_status_has_its_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("position__lt", 131072)), name="badge_status_in_its_list"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("due", "Everybody who is due"),
                                    ("sitting", "The candidates of a sitting"),
                                    ("list", "A list"),
                                ],
                                max_length=10,
                                verbose_name="candidates",
                            ),
                        ),
                        ("detail", models.CharField(blank=True, max_length=120, verbose_name="detail")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked, not started"),
                                    ("running", "Running"),
                                    ("done", "Finished"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="checked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="checked")),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                        ("beat_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="certificates.award",
                                verbose_name="award",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="checked by",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.sitting",
                                verbose_name="sitting",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "batch",
                        "verbose_name_plural": "batches",
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["checked", "running", "done", "cancelled"])),
                                name="batch_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["running", "done"]), _negated=True),
                                    ("started_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="batch_runs_once_started",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked"),
                                    ("started", "Started"),
                                    ("cancelled", "Cancelled"),
                                    ("retried", "Tried again"),
                                    ("finished", "Finished"),
                                    ("zip", "Files downloaded"),
                                    ("print", "Print file downloaded"),
                                    ("list", "List downloaded"),
                                ],
                                max_length=10,
                                verbose_name="act",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="time")),
                        ("details", models.JSONField(default=dict)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="certificates.batch",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "batch event",
                        "verbose_name_plural": "batch events",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="BatchRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="line")),
                        ("reference", models.CharField(max_length=150, verbose_name="candidate")),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
                        ("group", models.CharField(blank=True, max_length=60, verbose_name="class or centre")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("working", "Being issued"),
                                    ("issued", "Issued, not printed yet"),
                                    ("done", "Issued and printed"),
                                    ("refused", "Not issued"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                        ("unset", models.TextField(blank=True)),
                        ("claim", models.CharField(blank=True, max_length=32)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("is_new", models.BooleanField(default=False)),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="certificates.batch",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batch_rows",
                                to="certificates.certificate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "batch row",
                        "verbose_name_plural": "batch rows",
                        "ordering": ["batch", "place"],
                        "indexes": [models.Index(fields=["batch", "state", "place"], name="batch_row_by_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "place"), name="one_batch_row_per_place"),
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("batch", "person"),
                                name="one_batch_row_per_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["waiting", "working", "issued", "done", "refused", "failed", "cancelled"],
                                    )
                                ),
                                name="batch_row_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["issued", "done"]), _negated=True),
                                    ("certificate__isnull", False),
                                    _connector="OR",
                                ),
                                name="batch_row_issued_has_certificate",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                        ("code", models.CharField(max_length=26, unique=True)),
                        ("payload", models.JSONField()),
                        ("payload_sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("valid", "Valid"), ("revoked", "Revoked"), ("superseded", "Superseded")],
                                default="valid",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(verbose_name="issued")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                        (
                            "photo",
                            models.FileField(
                                blank=True,
                                storage=accounts.models.people.private_storage,
                                upload_to="certificate_photos/",
                            ),
                        ),
                        (
                            "shows_full_name",
                            models.BooleanField(default=False, verbose_name="full name shown to strangers"),
                        ),
                        (
                            "withheld_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="name and portrait taken out"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="certificates.award",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="accounts.person",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="marking.result",
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successor",
                                to="certificates.certificate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "certificate",
                        "verbose_name_plural": "certificates",
                        "ordering": ["-issued_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "valid")),
                                fields=("award", "person"),
                                name="one_valid_certificate_per_award_and_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["valid", "revoked", "superseded"])),
                                name="certificate_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("supersedes__isnull", True),
                                    models.Q(("supersedes", models.F("pk")), _negated=True),
                                    _connector="OR",
                                ),
                                name="certificate_supersedes_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
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
                        ("code", models.CharField(blank=True, max_length=16, verbose_name="reason code")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="certificates.certificate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "certificate event",
                        "verbose_name_plural": "certificate events",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind__in", ["issued", "revoked", "superseded"])),
                                fields=("certificate", "kind"),
                                name="certificate_event_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "reminded")),
                                fields=("certificate", "code"),
                                name="certificate_reminded_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["revoked", "superseded"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="certificate_event_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rendering_sha256", models.CharField(max_length=64)),
                        ("layout", models.CharField(max_length=60)),
                        ("fonts", models.JSONField()),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("printed_at", models.DateTimeField()),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="certificates.certificate",
                            ),
                        ),
                        (
                            "signing_key",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificate_files",
                                to="certificates.signingkey",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "certificate file",
                        "verbose_name_plural": "certificate files",
                        "ordering": ["-printed_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "To be looked at"), ("kept", "Left as it is")],
                                default="open",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="certificates.certificate",
                                verbose_name="certificate",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="marking.result",
                                verbose_name="new result",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "certificate review",
                        "verbose_name_plural": "certificate reviews",
                        "ordering": ["-opened_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("certificate",),
                                name="one_open_certificate_review",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("note", ""),
                                        ("settled_at__isnull", True),
                                        ("settled_by__isnull", True),
                                        ("state", "open"),
                                    ),
                                    models.Q(
                                        ("settled_at__isnull", False),
                                        ("settled_by__isnull", False),
                                        ("state", "kept"),
                                        models.Q(("note", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="certificate_review_settled_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectionRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction_requests",
                                to="certificates.certificate",
                                verbose_name="certificate",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "correction request",
                        "verbose_name_plural": "correction requests",
                        "ordering": ["-asked_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("certificate",),
                                name="one_open_correction",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="correction_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("answered_at__isnull", True),
                                        ("answered_by__isnull", True),
                                        ("state", "open"),
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Design",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "certificate design",
                        "verbose_name_plural": "certificate designs",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="DesignPicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        (
                            "file",
                            models.FileField(
                                storage=accounts.models.people.private_storage, upload_to="certificate_designs/"
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "picture of a design",
                        "verbose_name_plural": "pictures of designs",
                        "ordering": ["-uploaded_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="DesignVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("spec", models.JSONField()),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("made_at", models.DateTimeField(verbose_name="time")),
                        (
                            "design",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="certificates.design",
                                verbose_name="design",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="officer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "design version",
                        "verbose_name_plural": "design versions",
                        "ordering": ["design", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("design", "number"), name="design_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
                    fields=[
                        ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ("last_serial", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "number series",
                        "verbose_name_plural": "number series",
                    },
                ),
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=64, verbose_name="name")),
                        ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="fingerprint")),
                        ("certificate", models.TextField(verbose_name="certificate")),
                        ("issuers", models.TextField(blank=True, verbose_name="issuers' certificates")),
                        ("location", models.CharField(max_length=120)),
                        ("active_from", models.DateTimeField(verbose_name="active from")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                    ],
                    options={
                        "verbose_name": "signing key",
                        "verbose_name_plural": "signing keys",
                        "ordering": ["-active_from", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at", None)),
                                fields=("name",),
                                name="one_active_signing_key_of_a_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                    ],
                    options={
                        "verbose_name": "status list",
                        "verbose_name_plural": "status lists",
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="officer",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="accounts.person",
                                verbose_name="person",
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="certificates.award",
                                verbose_name="award",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval",
                        "verbose_name_plural": "approvals",
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["award", "person", "-at"], name="approval_latest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="approval_says_why"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["approved", "declined"])),
                                name="approval_verdict_known",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
