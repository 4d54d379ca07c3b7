"""Corrections of keys, appeals, and why a mark of a later round was given."""

from decimal import Decimal
from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate

CORRECTION = "marking_keycorrection"
CORRECTION_STEPS = (
    ("proposed", "withdrawn"),
    ("proposed", "applying"),
    ("applying", "in_force"),
    ("in_force", "reverting"),
    ("reverting", "reverted"),
)
APPEAL_STEPS = (
    ("fee_due", "filed"),
    ("filed", "under_review"),
    ("under_review", "filed"),
    ("under_review", "upheld"),
    ("under_review", "rejected"),
    ("fee_due", "withdrawn"),
    ("filed", "withdrawn"),
    ("under_review", "withdrawn"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("bank", "0013_saved_filters_and_first_authors"),
        ("marking", "0006_judgements_are_append_only"),
        ("sittings", "0011_breaks_and_room_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("fee_due", "Waits for the fee"),
                            ("filed", "Waits for a second reader"),
                            ("under_review", "Being reviewed"),
                            ("upheld", "Upheld"),
                            ("rejected", "Not upheld"),
                            ("withdrawn", "Withdrawn by the candidate"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="what should be looked at again, and why")),
                ("fee", models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=7, verbose_name="fee")),
                ("filed_at", models.DateTimeField(verbose_name="filed")),
                ("due_at", models.DateTimeField(verbose_name="answer due")),
                ("reply", models.TextField(blank=True, max_length=1000, verbose_name="reply")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "outcome",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_of",
                        to="marking.result",
                        verbose_name="new result",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="sittings.registration"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="marking.result",
                        verbose_name="result",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="second reader",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filed", "Filed"),
                            ("fee_settled", "Fee settled"),
                            ("taken", "Taken for review"),
                            ("handed_back", "Handed back"),
                            ("upheld", "Upheld"),
                            ("rejected", "Not upheld"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="word for the record")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="marking.appeal"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal event",
                "verbose_name_plural": "appeal events",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="0: no appeals.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days after the release in which an appeal can be filed",
                    ),
                ),
                (
                    "fee",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(Decimal(0))],
                        verbose_name="fee",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days until the answer is due",
                    ),
                ),
                (
                    "exam",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeal_terms",
                        to="sittings.exam",
                        verbose_name="exam",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal terms",
                "verbose_name_plural": "appeal terms",
                "ordering": ["exam"],
            },
        ),
        migrations.CreateModel(
            name="KeyCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("replace", "Another key in its place"),
                            ("also", "A further answer accepted"),
                            ("void", "Void: counts for nobody"),
                            ("full", "Full marks for everybody"),
                        ],
                        max_length=8,
                        verbose_name="what is put right",
                    ),
                ),
                ("keys", models.JSONField(default=list, verbose_name="right answers")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("withdrawn", "Not applied"),
                            ("applying", "Being applied"),
                            ("in_force", "In force"),
                            ("reverting", "Being taken back"),
                            ("reverted", "Taken back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="applied")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="reason for the end")),
                ("progress", models.BigIntegerField(default=0)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_corrections",
                        to="sittings.sitting",
                        verbose_name="sitting",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_corrections",
                        to="bank.itemversion",
                        verbose_name="item version",
                    ),
                ),
            ],
            options={
                "verbose_name": "key correction",
                "verbose_name_plural": "key corrections",
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MarkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_revert", models.BooleanField(default=False)),
                (
                    "appeal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="marking.appeal",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="marking.keycorrection",
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="marking.mark"
                    ),
                ),
                (
                    "mark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="change", to="marking.mark"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a mark",
                "verbose_name_plural": "changes of marks",
                "ordering": ["mark"],
            },
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["state", "due_at"], name="appeal_state_due"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("fee_due", "filed", "under_review"))),
                fields=("registration",),
                name="one_open_appeal",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("result",),
                name="a_result_is_contested_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), ("due_at__gt", models.F("filed_at"))),
                name="appeal_has_a_reason_and_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewer__isnull", True), ("state__in", ["fee_due", "filed"])),
                    models.Q(("reviewer__isnull", False), ("state__in", ["under_review", "upheld", "rejected"])),
                    ("state", "withdrawn"),
                    _connector="OR",
                ),
                name="appeal_has_its_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True), ("reply", ""), ("state__in", ("fee_due", "filed", "under_review"))
                    ),
                    models.Q(("closed_at__isnull", False), ("reply", ""), ("state", "withdrawn")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["upheld", "rejected"]),
                        models.Q(("reply", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appeal_closed_with_a_reply",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__isnull", False), ("state", "upheld")),
                    models.Q(models.Q(("state", "upheld"), _negated=True), ("outcome__isnull", True)),
                    _connector="OR",
                ),
                name="appeal_upheld_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["fee_settled", "handed_back"]), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="appeal_event_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__gte", 1), ("fee__gte", 0)), name="appeal_terms_are_possible"
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="key_correction_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("keys", []), ("kind__in", ["void", "full"])),
                    models.Q(("kind__in", ["replace", "also"]), models.Q(("keys", []), _negated=True)),
                    _connector="OR",
                ),
                name="key_correction_names_its_keys",
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("applied_by__isnull", True),
                    models.Q(("applied_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_applies_their_own_correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("applied_at__isnull", True),
                        ("applied_by__isnull", True),
                        ("state__in", ["proposed", "withdrawn"]),
                    ),
                    models.Q(
                        ("state__in", ["applying", "in_force", "reverting", "reverted"]),
                        ("applied_at__isnull", False),
                        ("applied_by__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="key_correction_applied_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("end_reason", ""),
                        ("ended_by__isnull", True),
                        ("state__in", ["proposed", "applying", "in_force"]),
                    ),
                    models.Q(
                        ("state__in", ["withdrawn", "reverting", "reverted"]),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="key_correction_ended_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("sitting__isnull", True), ("state__in", ("proposed", "applying", "in_force", "reverting"))
                ),
                fields=("version",),
                name="one_open_correction_everywhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="keycorrection",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("sitting__isnull", False), ("state__in", ("proposed", "applying", "in_force", "reverting"))
                ),
                fields=("version", "sitting"),
                name="one_open_correction_in_a_sitting",
            ),
        ),
        migrations.AddConstraint(
            model_name="markchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appeal__isnull", True), ("correction__isnull", False)),
                    models.Q(("appeal__isnull", False), ("correction__isnull", True), ("is_revert", False)),
                    _connector="OR",
                ),
                name="a_mark_changes_for_one_cause",
            ),
        ),
        AllowSteps(CORRECTION, "state", CORRECTION_STEPS),
        ForbidUpdate(
            CORRECTION, columns=("version_id", "sitting_id", "kind", "keys", "reason", "proposed_by_id", "proposed_at")
        ),
        ForbidDelete(CORRECTION),
        ForbidUpdate("marking_markchange"),
        AllowSteps("marking_appeal", "state", APPEAL_STEPS),
        ForbidUpdate("marking_appeal", columns=("registration_id", "result_id", "reason", "fee", "filed_at", "due_at")),
        ForbidUpdate("marking_appealevent"),
    ]
