from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
from accounts.created_together import CreateModels


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

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("courses", "0001_foundation"),
        ("papers", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("address", models.CharField(blank=True, max_length=120, verbose_name="where it is")),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="seats",
                            ),
                        ),
                        (
                            "seats_per_row",
                            models.PositiveSmallIntegerField(
                                default=6,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="seats in a row",
                            ),
                        ),
                        ("is_separate", models.BooleanField(default=False, verbose_name="separate room")),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                        ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused")),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rooms",
                                to="sittings.sitting",
                                verbose_name="sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exam room",
                        "verbose_name_plural": "exam rooms",
                        "ordering": ["sitting", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sitting", "name"), name="room_name_unique_in_sitting"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="room_has_a_name"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("capacity__gte", 1), ("seats_per_row__gte", 1)),
                                name="room_has_seats",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Under review"),
                                    ("approved", "Approved"),
                                    ("returned", "Returned to be mended"),
                                    ("rejected", "Rejected"),
                                ],
                                default="draft",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "schooling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("junior", "Junior secondary school"),
                                    ("senior", "Senior or vocational secondary school"),
                                    ("college", "Junior college"),
                                    ("bachelor", "Bachelor"),
                                    ("master", "Master or higher"),
                                ],
                                max_length=16,
                                verbose_name="highest schooling",
                            ),
                        ),
                        (
                            "work_years",
                            models.PositiveSmallIntegerField(default=0, verbose_name="years of work in the trade"),
                        ),
                        ("employer", models.CharField(blank=True, max_length=120, verbose_name="employer")),
                        (
                            "certificate",
                            models.CharField(blank=True, max_length=60, verbose_name="earlier certificate"),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="application",
                                to="sittings.registration",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "application",
                        "verbose_name_plural": "applications",
                        "ordering": ["submitted_at", "pk"],
                        "indexes": [models.Index(fields=["state", "submitted_at"], name="application_queue")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sitting", "candidate"), name="one_application_per_sitting"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("registration__isnull", False), ("state", "approved")),
                                    models.Q(
                                        models.Q(("state", "approved"), _negated=True), ("registration__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="approved_application_has_a_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"), ("submitted_at__isnull", False), _connector="OR"
                                ),
                                name="application_knows_when_it_was_submitted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationDocument",
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
                                    ("schooling", "Proof of schooling"),
                                    ("work", "Proof of work"),
                                    ("certificate", "Earlier certificate"),
                                    ("other", "Other"),
                                ],
                                max_length=16,
                                verbose_name="kind of document",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(storage=accounts.models.people.private_storage, upload_to="applications/"),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="file name")),
                        ("content_type", models.CharField(max_length=32)),
                        ("size", models.PositiveIntegerField(verbose_name="size")),
                        ("sha256", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField(verbose_name="added")),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="documents",
                                to="sittings.application",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "application document",
                        "verbose_name_plural": "application documents",
                        "ordering": ["kind", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Exam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "release_policy",
                            models.CharField(
                                choices=[
                                    ("at_once", "At once, as soon as every answer is marked"),
                                    (
                                        "two_persons",
                                        "Held until one person prepares the release and another approves it",
                                    ),
                                ],
                                default="at_once",
                                max_length=12,
                                verbose_name="release of results",
                            ),
                        ),
                        (
                            "compensates",
                            models.BooleanField(default=False, verbose_name="parts make up for each other"),
                        ),
                        (
                            "total_pass_mark",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(60),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal(0)),
                                    django.core.validators.MaxValueValidator(Decimal(100)),
                                ],
                                verbose_name="pass mark of the weighted total",
                            ),
                        ),
                        ("bands", models.JSONField(blank=True, default=list, verbose_name="bands")),
                        (
                            "kept_months",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(120)],
                                verbose_name="months for which the pass of one part is kept",
                            ),
                        ),
                        (
                            "resits_allowed",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="resits allowed"),
                        ),
                        (
                            "resit_after_days",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="days between a sitting and the resit",
                            ),
                        ),
                        (
                            "shows_score",
                            models.CharField(
                                choices=[
                                    ("never", "Not at all"),
                                    ("release", "With the result"),
                                    ("date", "From a date on"),
                                ],
                                default="release",
                                max_length=8,
                                verbose_name="scores",
                            ),
                        ),
                        ("score_from", models.DateTimeField(blank=True, null=True, verbose_name="scores from")),
                        (
                            "shows_ranges",
                            models.CharField(
                                choices=[
                                    ("never", "Not at all"),
                                    ("release", "With the result"),
                                    ("date", "From a date on"),
                                ],
                                default="release",
                                max_length=8,
                                verbose_name="share by range",
                            ),
                        ),
                        (
                            "ranges_from",
                            models.DateTimeField(blank=True, null=True, verbose_name="share by range from"),
                        ),
                        (
                            "shows_answers",
                            models.CharField(
                                choices=[
                                    ("never", "Not at all"),
                                    ("release", "With the result"),
                                    ("date", "From a date on"),
                                ],
                                default="release",
                                max_length=8,
                                verbose_name="missed questions with own answers",
                            ),
                        ),
                        (
                            "answers_from",
                            models.DateTimeField(blank=True, null=True, verbose_name="missed questions from"),
                        ),
                        (
                            "shows_keys",
                            models.CharField(
                                choices=[
                                    ("never", "Not at all"),
                                    ("release", "With the result"),
                                    ("date", "From a date on"),
                                ],
                                default="release",
                                max_length=8,
                                verbose_name="keys",
                            ),
                        ),
                        ("keys_from", models.DateTimeField(blank=True, null=True, verbose_name="keys from")),
                        (
                            "shows_explanations",
                            models.CharField(
                                choices=[
                                    ("never", "Not at all"),
                                    ("release", "With the result"),
                                    ("date", "From a date on"),
                                ],
                                default="release",
                                max_length=8,
                                verbose_name="explanations",
                            ),
                        ),
                        (
                            "explanations_from",
                            models.DateTimeField(blank=True, null=True, verbose_name="explanations from"),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("rules", models.TextField(blank=True, verbose_name="rules shown before the start")),
                        ("is_mock", models.BooleanField(default=False, editable=False, verbose_name="mock exam")),
                        (
                            "attempts_allowed",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="attempts allowed",
                            ),
                        ),
                        ("shuffle_items", models.BooleanField(default=True, verbose_name="shuffle items")),
                        ("shuffle_options", models.BooleanField(default=True, verbose_name="shuffle options")),
                        (
                            "grace_seconds",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[django.core.validators.MaxValueValidator(45)],
                                verbose_name="grace seconds",
                            ),
                        ),
                        (
                            "late_policy",
                            models.CharField(
                                choices=[
                                    ("keep", "Keep and flag; they do not count"),
                                    ("count", "Count what was made before the deadline, within the allowance"),
                                ],
                                default="keep",
                                max_length=5,
                                verbose_name="answers that arrive after the closing",
                            ),
                        ),
                        (
                            "late_allowance_minutes",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[django.core.validators.MaxValueValidator(2880)],
                                verbose_name="minutes after the deadline in which they may arrive",
                            ),
                        ),
                        (
                            "outage_allowance_minutes",
                            models.PositiveSmallIntegerField(
                                default=45,
                                validators=[django.core.validators.MaxValueValidator(240)],
                                verbose_name="minutes given back after outages, at most",
                            ),
                        ),
                        ("allows_calculator", models.BooleanField(default=False, verbose_name="calculator allowed")),
                        ("allows_notes", models.BooleanField(default=True, verbose_name="scratch notes allowed")),
                        ("allows_highlighter", models.BooleanField(default=True, verbose_name="highlighter allowed")),
                        (
                            "allows_eliminator",
                            models.BooleanField(default=True, verbose_name="striking out options allowed"),
                        ),
                        (
                            "screen_lock",
                            models.CharField(
                                choices=[
                                    ("off", "No screen lock"),
                                    ("continue", "Unlock by pressing “Continue”"),
                                    ("password", "Unlock by the candidate's own password"),
                                ],
                                default="continue",
                                max_length=8,
                                verbose_name="screen lock",
                            ),
                        ),
                        (
                            "chapter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exams",
                                to="courses.chapterpage",
                                verbose_name="chapter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exam",
                        "verbose_name_plural": "exams",
                        "ordering": ["title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("attempts_allowed__gte", 1)), name="exam_allows_an_attempt"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grace_seconds__lte", 45)), name="exam_grace_at_most_45_s"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("total_pass_mark__range", (0, 100))),
                                name="exam_total_pass_mark_0_to_100",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_score", "date"), _negated=True),
                                    ("score_from__isnull", False),
                                    _connector="OR",
                                ),
                                name="exam_score_from_has_a_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_ranges", "date"), _negated=True),
                                    ("ranges_from__isnull", False),
                                    _connector="OR",
                                ),
                                name="exam_ranges_from_has_a_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_answers", "date"), _negated=True),
                                    ("answers_from__isnull", False),
                                    _connector="OR",
                                ),
                                name="exam_answers_from_has_a_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_keys", "date"), _negated=True),
                                    ("keys_from__isnull", False),
                                    _connector="OR",
                                ),
                                name="exam_keys_from_has_a_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shows_explanations", "date"), _negated=True),
                                    ("explanations_from__isnull", False),
                                    _connector="OR",
                                ),
                                name="exam_explanations_from_has_a_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EligibilityRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "schooling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("junior", "Junior secondary school"),
                                    ("senior", "Senior or vocational secondary school"),
                                    ("college", "Junior college"),
                                    ("bachelor", "Bachelor"),
                                    ("master", "Master or higher"),
                                ],
                                max_length=16,
                                verbose_name="at least this schooling",
                            ),
                        ),
                        (
                            "work_years",
                            models.PositiveSmallIntegerField(default=0, verbose_name="at least so many years of work"),
                        ),
                        (
                            "certificate",
                            models.CharField(blank=True, max_length=60, verbose_name="earlier certificate"),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="courses.coursepage",
                                verbose_name="finished course",
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                limit_choices_to={"is_mock": False},
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="eligibility_rules",
                                to="sittings.exam",
                                verbose_name="exam",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "eligibility rule",
                        "verbose_name_plural": "eligibility rules",
                        "ordering": ["exam", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("schooling", ""), _negated=True),
                                    ("work_years__gt", 0),
                                    models.Q(("certificate", ""), _negated=True),
                                    ("course__isnull", False),
                                    _connector="OR",
                                ),
                                name="eligibility_rule_asks_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExamComponent",
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
                                    ("theory", "Theory"),
                                    ("skills", "Skills"),
                                    ("review", "Comprehensive review"),
                                ],
                                default="theory",
                                max_length=16,
                                verbose_name="part",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="time limit in minutes",
                            ),
                        ),
                        (
                            "pass_mark",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(60),
                                max_digits=5,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="pass mark",
                            ),
                        ),
                        (
                            "weight",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(1),
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "minimum",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(0),
                                max_digits=5,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="minimum",
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="components",
                                to="sittings.exam",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="components",
                                to="papers.paper",
                                verbose_name="paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exam component",
                        "verbose_name_plural": "exam components",
                        "ordering": ["exam", "kind"],
                        "constraints": [
                            models.UniqueConstraint(fields=("exam", "kind"), name="one_component_of_a_kind"),
                            models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="component_has_time"),
                            models.CheckConstraint(
                                condition=models.Q(("pass_mark__range", (0, 100))), name="component_pass_mark_0_to_100"
                            ),
                            models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="component_has_weight"),
                            models.CheckConstraint(
                                condition=models.Q(("minimum__range", (0, 100))), name="component_minimum_0_to_100"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "In progress"),
                                    ("submitted", "Handed in"),
                                    ("expired", "Closed at the deadline"),
                                    ("ended", "Ended by an invigilator"),
                                ],
                                default="open",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("deadline", models.DateTimeField(verbose_name="deadline")),
                        ("grace_seconds", models.PositiveSmallIntegerField(default=30)),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        ("receipt", models.CharField(blank=True, max_length=64, verbose_name="receipt digest")),
                        ("lease_token", models.CharField(max_length=43)),
                        ("lease_taken_at", models.DateTimeField()),
                        ("answers", models.JSONField(default=dict)),
                        ("flags", models.JSONField(default=list)),
                        ("head_position", models.PositiveIntegerField(default=0)),
                        ("head_hash", models.CharField(blank=True, max_length=64)),
                        ("heads", models.JSONField(default=dict)),
                        ("last_saved_at", models.DateTimeField(blank=True, null=True)),
                        ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused")),
                        ("break_until", models.DateTimeField(blank=True, null=True, verbose_name="on a break until")),
                        ("notices", models.PositiveIntegerField(default=0)),
                        ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="papers.paper"
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attempt",
                        "verbose_name_plural": "attempts",
                        "ordering": ["-started_at"],
                        "indexes": [models.Index(fields=["state", "deadline"], name="attempt_state_deadline")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "component", "number"), name="attempt_number_unique"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("registration",),
                                name="one_open_attempt_per_registration",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("receipt", ""), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("closed_at__isnull", False),
                                        models.Q(("receipt", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="attempt_closed_has_receipt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("deadline__gt", models.F("started_at"))),
                                name="attempt_deadline_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("paused_at__isnull", True), ("state", "open"), _connector="OR"),
                                name="attempt_paused_is_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("break_until__isnull", True),
                                    models.Q(("break_until__gt", models.F("paused_at")), ("paused_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="attempt_break_is_a_pause",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExamKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("archive", "Signs archives and chain roots"),
                                    ("sealing", "Opens sealed answer files"),
                                ],
                                max_length=8,
                                verbose_name="purpose",
                            ),
                        ),
                        ("name", models.CharField(max_length=40, unique=True, verbose_name="name")),
                        ("public_key", models.CharField(max_length=120, verbose_name="public key")),
                        ("active_from", models.DateTimeField(verbose_name="active from")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                    ],
                    options={
                        "verbose_name": "exam key",
                        "verbose_name_plural": "exam keys",
                        "ordering": ["-active_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("purpose",),
                                name="one_active_key_per_purpose",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChainRoot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(unique=True)),
                        ("at", models.DateTimeField()),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("merkle_root", models.CharField(max_length=64)),
                        ("heads", models.JSONField()),
                        ("hash", models.CharField(max_length=64)),
                        ("signature", models.CharField(max_length=88)),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sittings.examkey"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "chain root",
                        "verbose_name_plural": "chain roots",
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="ExamSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("last_slot", models.PositiveSmallIntegerField(verbose_name="last question")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="minutes"
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="papers.paper",
                                verbose_name="paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exam section",
                        "verbose_name_plural": "exam sections",
                        "ordering": ["paper", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "position"), name="section_position_unique"),
                            models.UniqueConstraint(fields=("paper", "last_slot"), name="section_end_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1), models.Q(("title", ""), _negated=True)),
                                name="section_has_time_and_title",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntegrityFlag",
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
                                    ("seq_conflict", "the same event came with another content; the first one stands"),
                                    ("late_events", "answers came too late; kept, not counted"),
                                    (
                                        "late_counted",
                                        "answers that came after the closing were counted; the receipt is a new one",
                                    ),
                                    (
                                        "superseded_events",
                                        "a device that was taken over sent answers; kept, not counted",
                                    ),
                                    ("saved_in_grace", "answers were saved within the seconds of grace"),
                                    ("saved_in_break", "answers were made during an arranged break"),
                                    ("sealed_file", "a sealed answer file was handed in"),
                                    ("unreported_outage", "an outage of which the page could not say how long it was"),
                                    ("control_ip", "not from an allowed network address"),
                                    ("control_code", "began without the room's access code"),
                                    ("control_seb", "did not prove Safe Exam Browser"),
                                    ("device_changed", "went on with another device"),
                                ],
                                max_length=32,
                                verbose_name="kind",
                            ),
                        ),
                        ("detail", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="integrity_flags",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "integrity flag",
                        "verbose_name_plural": "integrity flags",
                        "ordering": ["at"],
                    },
                ),
                migrations.CreateModel(
                    name="PaperSnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper_digest", models.CharField(max_length=64)),
                        ("seed", models.BigIntegerField()),
                        ("layout", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "attempt",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="snapshot",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper snapshot",
                        "verbose_name_plural": "paper snapshots",
                    },
                ),
                migrations.CreateModel(
                    name="ParallelPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("form", models.PositiveSmallIntegerField(verbose_name="form")),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parallel_papers",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parallel_in",
                                to="papers.paper",
                                verbose_name="paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "parallel paper",
                        "verbose_name_plural": "parallel papers",
                        "ordering": ["component", "form"],
                        "constraints": [
                            models.UniqueConstraint(fields=("component", "form"), name="one_paper_for_a_form"),
                            models.UniqueConstraint(fields=("component", "paper"), name="a_paper_is_one_form"),
                            models.CheckConstraint(
                                condition=models.Q(("form__gte", 1)), name="parallel_forms_count_from_1"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=24, unique=True, verbose_name="admission number")),
                        ("seat", models.CharField(blank=True, max_length=12, verbose_name="seat")),
                        ("form", models.PositiveSmallIntegerField(default=0, verbose_name="form")),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("zh-Hans", "Simplified Chinese"),
                                    ("zh-Hant", "Traditional Chinese"),
                                    ("en", "English"),
                                    ("bo", "Tibetan"),
                                    ("mn", "Mongolian"),
                                    ("ug", "Uyghur"),
                                    ("kk", "Kazakh"),
                                    ("ko", "Korean"),
                                ],
                                default="zh-Hans",
                                max_length=8,
                                verbose_name="language of the answers",
                            ),
                        ),
                        (
                            "pledged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="rules read and pledge given"),
                        ),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                        ("admitted_at", models.DateTimeField(blank=True, null=True, verbose_name="admitted")),
                        (
                            "standing",
                            models.CharField(
                                blank=True,
                                choices=[("absent", "Absent"), ("misconduct", "Misconduct")],
                                max_length=12,
                                verbose_name="standing",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="sittings.room",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "registration",
                        "verbose_name_plural": "registrations",
                        "ordering": ["sitting", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sitting", "candidate"), name="one_registration_per_sitting"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("language__in", ["zh-Hans", "zh-Hant", "en", "bo", "mn", "ug", "kk", "ko"])
                                ),
                                name="answers_in_a_known_language",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("seat", ""), _negated=True),
                                fields=("room", "seat"),
                                name="a_seat_is_one_candidates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreparedPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="attempt")),
                        ("basis", models.CharField(max_length=64)),
                        ("paper_digest", models.CharField(max_length=64)),
                        ("seed", models.BigIntegerField()),
                        ("layout", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("prepared_at", models.DateTimeField(verbose_name="prepared")),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prepared_papers",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prepared_papers",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prepared paper",
                        "verbose_name_plural": "prepared papers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "component", "number"), name="one_prepared_paper_an_attempt"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("message", "Message from the invigilator"),
                                    ("time", "Time given"),
                                    ("outage", "Time given back after an outage"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        ("seconds", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice to a candidate",
                        "verbose_name_plural": "notices to candidates",
                        "ordering": ["registration", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("registration", "number"), name="notice_number_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ControlOverride",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "control",
                            models.CharField(
                                choices=[
                                    ("ip", "network addresses"),
                                    ("code", "access code shown in the room"),
                                    ("seb", "Safe Exam Browser"),
                                ],
                                max_length=4,
                                verbose_name="control",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="control_overrides",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "control override",
                        "verbose_name_plural": "control overrides",
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="control_override_has_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ControlEvent",
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
                                    ("left", "left the page"),
                                    ("returned", "came back"),
                                    ("full_left", "left full screen"),
                                    ("full_entered", "entered full screen"),
                                    ("copy", "tried to copy"),
                                    ("print", "tried to print"),
                                    ("seb", "showed a Safe Exam Browser key"),
                                    ("code_wrong", "entered a wrong access code"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("client_ms", models.BigIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="control_events",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="control_events",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "control event",
                        "verbose_name_plural": "control events",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(fields=["registration", "kind", "at"], name="control_event_of_candidate")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Accommodation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="requested",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "factor",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(1),
                                max_digits=3,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal(1)),
                                    django.core.validators.MaxValueValidator(Decimal(3)),
                                ],
                                verbose_name="time limit times",
                            ),
                        ),
                        (
                            "extra_minutes",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(240)],
                                verbose_name="extra minutes",
                            ),
                        ),
                        (
                            "break_minutes",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(240)],
                                verbose_name="minutes of breaks",
                            ),
                        ),
                        (
                            "break_count",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(20)],
                                verbose_name="number of breaks",
                            ),
                        ),
                        ("large_type", models.BooleanField(default=False, verbose_name="large type")),
                        ("separate_room", models.BooleanField(default=False, verbose_name="separate room")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="accommodation",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "accommodation",
                        "verbose_name_plural": "accommodations",
                        "ordering": ["asked_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("factor__range", (Decimal(1), Decimal(3)))),
                                name="accommodation_factor_1_to_3",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("factor", Decimal(1)), ("extra_minutes", 0), _connector="OR"),
                                name="accommodation_by_factor_or_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("break_count", 0), ("break_minutes__gt", 0), _connector="OR"),
                                name="accommodation_breaks_have_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("factor__gt", Decimal(1)),
                                    ("extra_minutes__gt", 0),
                                    ("break_minutes__gt", 0),
                                    ("large_type", True),
                                    ("separate_room", True),
                                    _connector="OR",
                                ),
                                name="accommodation_arranges_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetiredLease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=43)),
                        ("retired_at", models.DateTimeField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="retired_leases",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "retired lease",
                        "verbose_name_plural": "retired leases",
                        "constraints": [
                            models.UniqueConstraint(fields=("attempt", "token"), name="retired_lease_unique")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomControls",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ip_ranges", models.TextField(verbose_name="allowed addresses, one range a line")),
                        (
                            "room",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="controls", to="sittings.room"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "room controls",
                        "verbose_name_plural": "room controls",
                    },
                ),
                migrations.CreateModel(
                    name="Sitting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("opens_at", models.DateTimeField(verbose_name="opens")),
                        ("closes_at", models.DateTimeField(verbose_name="closes")),
                        ("open_registration", models.BooleanField(default=False, verbose_name="open registration")),
                        (
                            "needs_application",
                            models.BooleanField(default=False, verbose_name="registration by application"),
                        ),
                        (
                            "applications_close_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="applications close"),
                        ),
                        (
                            "starts_by_room",
                            models.BooleanField(
                                default=False, verbose_name="candidates wait until an invigilator starts their room"
                            ),
                        ),
                        (
                            "late_after_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                verbose_name="minutes after which a latecomer must be admitted (empty: never)",
                            ),
                        ),
                        (
                            "two_person_acts",
                            models.BooleanField(default=True, verbose_name="acts on a whole room need a second person"),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                limit_choices_to={"is_mock": False},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sittings",
                                to="sittings.exam",
                                verbose_name="exam",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sitting",
                        "verbose_name_plural": "sittings",
                        "ordering": ["-opens_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                                name="sitting_opens_before_it_closes",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeatingRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seed", models.CharField(max_length=40, verbose_name="seed")),
                        ("placed", models.JSONField()),
                        ("unplaced", models.JSONField(default=list)),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seating_runs",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "seating run",
                        "verbose_name_plural": "seating runs",
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SealedUpload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("outcome", models.JSONField(default=dict)),
                        ("refusal", models.CharField(blank=True, max_length=300, verbose_name="refusal")),
                        ("former_receipt", models.CharField(blank=True, max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "attempt",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_uploads",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_uploads",
                                to="sittings.registration",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_uploads",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sealed upload",
                        "verbose_name_plural": "sealed uploads",
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attempt__isnull", False), ("refusal", "")),
                                    models.Q(models.Q(("refusal", ""), _negated=True), ("attempt__isnull", True)),
                                    _connector="OR",
                                ),
                                name="sealed_upload_taken_or_refused",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PendingAct",
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
                                    ("start", "Start the room"),
                                    ("code", "Issue a new access code"),
                                    ("admit", "Admit a latecomer"),
                                    ("pause", "Pause"),
                                    ("resume", "Resume"),
                                    ("time", "Give time"),
                                    ("message", "Send a message"),
                                    ("absent", "Mark as absent"),
                                    ("misconduct", "Mark misconduct"),
                                    ("unmark", "Take the mark back"),
                                    ("transfer", "Release the device"),
                                    ("end", "End the exam of this candidate"),
                                    ("withdraw", "Withdraw a request"),
                                ],
                                max_length=12,
                                verbose_name="act",
                            ),
                        ),
                        ("seconds", models.PositiveIntegerField(default=0, verbose_name="seconds")),
                        ("text", models.CharField(blank=True, max_length=500, verbose_name="message")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("requested_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pending_acts",
                                to="sittings.room",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pending_acts",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request for an act",
                        "verbose_name_plural": "requests for acts",
                        "ordering": ["requested_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="pending_act_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvigilationAct",
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
                                    ("start", "Start the room"),
                                    ("code", "Issue a new access code"),
                                    ("admit", "Admit a latecomer"),
                                    ("pause", "Pause"),
                                    ("resume", "Resume"),
                                    ("time", "Give time"),
                                    ("message", "Send a message"),
                                    ("absent", "Mark as absent"),
                                    ("misconduct", "Mark misconduct"),
                                    ("unmark", "Take the mark back"),
                                    ("transfer", "Release the device"),
                                    ("end", "End the exam of this candidate"),
                                    ("withdraw", "Withdraw a request"),
                                ],
                                max_length=12,
                                verbose_name="act",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("detail", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pending",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="act",
                                to="sittings.pendingact",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts",
                                to="sittings.registration",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts",
                                to="sittings.room",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="sittings.sitting"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invigilator's act",
                        "verbose_name_plural": "invigilators' acts",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="act_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
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
                                    ("late", "Late arrival"),
                                    ("identity", "Identity in doubt"),
                                    ("misconduct", "Misconduct"),
                                    ("equipment", "Equipment"),
                                    ("network", "Network or power"),
                                    ("illness", "Illness"),
                                    ("evacuation", "Alarm or evacuation"),
                                    ("paper", "Question about the paper"),
                                    ("other", "Other"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("what", models.TextField(max_length=2000, verbose_name="what happened")),
                        ("happened_at", models.DateTimeField(verbose_name="when it happened")),
                        (
                            "picture",
                            models.FileField(
                                blank=True,
                                storage=accounts.models.people.private_storage,
                                upload_to="incidents/",
                                verbose_name="picture",
                            ),
                        ),
                        ("picture_sha256", models.CharField(blank=True, max_length=64)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "adds_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="additions",
                                to="sittings.incident",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "candidates",
                            models.ManyToManyField(
                                blank=True,
                                related_name="incidents",
                                to="sittings.registration",
                                verbose_name="candidates concerned",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incidents",
                                to="sittings.room",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incidents",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "incident",
                        "verbose_name_plural": "incidents",
                        "ordering": ["happened_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("what", ""), _negated=True), name="incident_says_what_happened"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ControlChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("changes", models.JSONField()),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="control_changes",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "control change",
                        "verbose_name_plural": "control changes",
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="control_change_has_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=8, verbose_name="access code")),
                        ("issued_at", models.DateTimeField()),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="access_codes",
                                to="sittings.room",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="access_codes",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "access code",
                        "verbose_name_plural": "access codes",
                        "ordering": ["-issued_at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SittingControls",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "one_device",
                            models.BooleanField(
                                default=False,
                                help_text="A change of device stays possible and is flagged.",
                                verbose_name="one device",
                            ),
                        ),
                        (
                            "ip_switch",
                            models.CharField(
                                choices=[("off", "Off"), ("flag", "Let in and flag"), ("block", "Refuse the start")],
                                default="off",
                                max_length=5,
                                verbose_name="network addresses",
                            ),
                        ),
                        ("ip_ranges", models.TextField(blank=True, verbose_name="allowed addresses, one range a line")),
                        (
                            "code_switch",
                            models.CharField(
                                choices=[("off", "Off"), ("flag", "Let in and flag"), ("block", "Refuse the start")],
                                default="off",
                                max_length=5,
                                verbose_name="access code shown in the room",
                            ),
                        ),
                        (
                            "seb_switch",
                            models.CharField(
                                choices=[("off", "Off"), ("flag", "Let in and flag"), ("block", "Refuse the start")],
                                default="off",
                                max_length=5,
                                verbose_name="Safe Exam Browser",
                            ),
                        ),
                        (
                            "seb_exam_keys",
                            models.TextField(blank=True, verbose_name="Browser Exam Keys, one a line (may be empty)"),
                        ),
                        (
                            "seb_quit_password",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="password to quit Safe Exam Browser"
                            ),
                        ),
                        ("full_screen", models.BooleanField(default=False, verbose_name="ask for full screen")),
                        (
                            "focus_log",
                            models.BooleanField(default=False, verbose_name="note when the exam page is left"),
                        ),
                        (
                            "hinder_copying",
                            models.BooleanField(default=False, verbose_name="hinder copying and printing"),
                        ),
                        ("watermark", models.BooleanField(default=False, verbose_name="admission number as watermark")),
                        (
                            "sitting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="controls",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sitting controls",
                        "verbose_name_plural": "sitting controls",
                    },
                ),
                migrations.CreateModel(
                    name="TimeAdjustment",
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
                                    ("given", "Time given"),
                                    ("pause", "Time of a pause"),
                                    ("break", "Time of an approved break"),
                                    ("outage", "Time given back after an outage"),
                                ],
                                default="given",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("seconds", models.PositiveIntegerField(verbose_name="seconds")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
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
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="time_adjustments",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "time adjustment",
                        "verbose_name_plural": "time adjustments",
                        "ordering": ["at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("seconds__gt", 0), models.Q(("reason", ""), _negated=True)),
                                name="adjustment_has_time_and_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("began_at", models.DateTimeField(verbose_name="from")),
                        ("ended_at", models.DateTimeField(verbose_name="until")),
                        ("lost_seconds", models.PositiveIntegerField()),
                        ("reported_seconds", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outages",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "adjustment",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outage",
                                to="sittings.timeadjustment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "outage",
                        "verbose_name_plural": "outages",
                        "ordering": ["began_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("began_at__lt", models.F("ended_at"))),
                                name="outage_begins_before_it_ends",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccommodationEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "Requested"),
                                    ("approved", "Approved"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("terms", models.JSONField()),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "accommodation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="sittings.accommodation",
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "accommodation event",
                        "verbose_name_plural": "accommodation events",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="accommodation_event_has_a_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Under review"),
                                    ("approved", "Approved"),
                                    ("returned", "Returned to be mended"),
                                    ("rejected", "Rejected"),
                                ],
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                        ("said", models.JSONField(default=dict)),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="sittings.application",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "application event",
                        "verbose_name_plural": "application events",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["returned", "rejected"]), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="refusal_of_an_application_has_a_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("client_id", models.CharField(max_length=32)),
                        ("seq", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("answer", "Answer"), ("flag", "Flag"), ("note", "Scratch note")], max_length=8
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField()),
                        ("payload", models.TextField()),
                        ("client_ms", models.BigIntegerField()),
                        ("received_at", models.DateTimeField()),
                        (
                            "disposition",
                            models.CharField(
                                choices=[
                                    ("counted", "Counted"),
                                    ("late", "Arrived after the deadline, kept"),
                                    ("superseded", "From a device that was taken over, kept"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("prev_hash", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer event",
                        "verbose_name_plural": "answer events",
                        "ordering": ["attempt", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("attempt", "position"), name="event_position_unique"),
                            models.UniqueConstraint(
                                fields=("attempt", "client_id", "seq"), name="event_client_seq_unique"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BreakEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("began", "Break begun"),
                                    ("ended", "Back from the break"),
                                    ("used_up", "Break over, its time was used up"),
                                    ("paused", "Break ended by a pause of the exam"),
                                    ("resumed", "Break ended by an invigilator"),
                                    ("closed", "Break ended with the exam"),
                                ],
                                max_length=8,
                                verbose_name="step",
                            ),
                        ),
                        ("until", models.DateTimeField(null=True, verbose_name="on a break until")),
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
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="break_events",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "break event",
                        "verbose_name_plural": "break events",
                        "ordering": ["attempt", "at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("step", "began"), ("until__isnull", False)),
                                    models.Q(models.Q(("step", "began"), _negated=True), ("until__isnull", True)),
                                    _connector="OR",
                                ),
                                name="break_begins_with_an_end",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
