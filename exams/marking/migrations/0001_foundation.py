from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.created_together import CreateModels


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

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("bank", "0001_foundation"),
        ("sittings", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_adjudication", models.BooleanField(default=False, verbose_name="adjudicates")),
                        ("centre", models.CharField(blank=True, max_length=120, verbose_name="centre")),
                        (
                            "language",
                            models.CharField(
                                blank=True,
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
                                max_length=8,
                                verbose_name="language of the answers",
                            ),
                        ),
                        (
                            "quota",
                            models.PositiveIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="answers at most (empty: all)",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="to be marked by")),
                        ("created_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="sittings.examcomponent",
                                verbose_name="exam component",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="marker",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.room",
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
                            ),
                        ),
                        (
                            "successor",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessor",
                                to="marking.allocation",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bank.itemversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "allocation",
                        "verbose_name_plural": "allocations",
                        "ordering": ["due_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quota__isnull", True), ("quota__gte", 1), _connector="OR"),
                                name="allocation_quota_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("language", ""),
                                    ("language__in", ["zh-Hans", "zh-Hant", "en", "bo", "mn", "ug", "kk", "ko"]),
                                    _connector="OR",
                                ),
                                name="allocation_of_a_known_language",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reason", ""), ("successor__isnull", True), ("withdrawn_at__isnull", True)
                                    ),
                                    models.Q(("withdrawn_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="allocation_withdrawn_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
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
                        (
                            "reason",
                            models.TextField(max_length=1000, verbose_name="what should be looked at again, and why"),
                        ),
                        (
                            "fee",
                            models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=7, verbose_name="fee"),
                        ),
                        ("filed_at", models.DateTimeField(verbose_name="filed")),
                        ("due_at", models.DateTimeField(verbose_name="answer due")),
                        ("reply", models.TextField(blank=True, max_length=1000, verbose_name="reply")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="sittings.registration",
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
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="marking.result",
                                verbose_name="result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appeal",
                        "verbose_name_plural": "appeals",
                        "ordering": ["due_at", "pk"],
                        "indexes": [models.Index(fields=["state", "due_at"], name="appeal_state_due")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("fee_due", "filed", "under_review"))),
                                fields=("registration",),
                                name="one_open_appeal",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("result",),
                                name="a_result_is_contested_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", ""), _negated=True), ("due_at__gt", models.F("filed_at"))
                                ),
                                name="appeal_has_a_reason_and_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewer__isnull", True), ("state__in", ["fee_due", "filed"])),
                                    models.Q(
                                        ("reviewer__isnull", False),
                                        ("state__in", ["under_review", "upheld", "rejected"]),
                                    ),
                                    ("state", "withdrawn"),
                                    _connector="OR",
                                ),
                                name="appeal_has_its_reviewer",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True),
                                        ("reply", ""),
                                        ("state__in", ("fee_due", "filed", "under_review")),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome__isnull", False), ("state", "upheld")),
                                    models.Q(models.Q(("state", "upheld"), _negated=True), ("outcome__isnull", True)),
                                    _connector="OR",
                                ),
                                name="appeal_upheld_has_an_outcome",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealEvent",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["fee_settled", "handed_back"]), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="appeal_event_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealTerms",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answer_days__gte", 1), ("fee__gte", 0)),
                                name="appeal_terms_are_possible",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conflict",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("centre", models.CharField(blank=True, max_length=120, verbose_name="centre")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("declared_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "candidate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="candidate",
                            ),
                        ),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="marker",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "conflict of interest",
                        "verbose_name_plural": "conflicts of interest",
                        "ordering": ["-declared_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("candidate__isnull", False), ("centre", "")),
                                    models.Q(("candidate__isnull", True), models.Q(("centre", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="conflict_with_a_candidate_or_a_centre",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="conflict_has_a_reason"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("candidate__isnull", False), ("ended_at__isnull", True)),
                                fields=("marker", "candidate"),
                                name="one_conflict_with_a_candidate",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True), models.Q(("centre", ""), _negated=True)),
                                fields=("marker", "centre"),
                                name="one_conflict_with_a_centre",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupSpread",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("range", models.CharField(blank=True, max_length=20, verbose_name="range of points")),
                        ("count", models.PositiveIntegerField(verbose_name="number of candidates")),
                        ("lower", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="lower quartile")),
                        ("median", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="median")),
                        ("upper", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="upper quartile")),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="spreads",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "group's spread",
                        "verbose_name_plural": "groups' spreads",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sitting", "component", "range"), name="one_spread_of_a_range"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 30)), name="spread_of_thirty_at_least"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeyCorrection",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="key_correction_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("keys", []), ("kind__in", ["void", "full"])),
                                    models.Q(("kind__in", ["replace", "also"]), models.Q(("keys", []), _negated=True)),
                                    _connector="OR",
                                ),
                                name="key_correction_names_its_keys",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("applied_by__isnull", True),
                                    models.Q(("applied_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_applies_their_own_correction",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
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
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("sitting__isnull", True),
                                    ("state__in", ("proposed", "applying", "in_force", "reverting")),
                                ),
                                fields=("version",),
                                name="one_open_correction_everywhere",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("sitting__isnull", False),
                                    ("state__in", ("proposed", "applying", "in_force", "reverting")),
                                ),
                                fields=("version", "sitting"),
                                name="one_open_correction_in_a_sitting",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField()),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        ("credit_num", models.PositiveIntegerField()),
                        ("credit_den", models.PositiveIntegerField(default=1)),
                        ("marks", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("at", models.DateTimeField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="sittings.attempt"
                            ),
                        ),
                        (
                            "marker",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mark",
                        "verbose_name_plural": "marks",
                        "ordering": ["attempt", "slot", "round"],
                        "constraints": [
                            models.UniqueConstraint(fields=("attempt", "slot", "round"), name="mark_unique_in_round"),
                            models.CheckConstraint(
                                condition=models.Q(("credit_den__gte", 1), ("credit_num__lte", models.F("credit_den"))),
                                name="mark_credit_0_to_1",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="marking.mark",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("appeal__isnull", True), ("correction__isnull", False)),
                                    models.Q(
                                        ("appeal__isnull", False), ("correction__isnull", True), ("is_revert", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_mark_changes_for_one_cause",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkingScheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "is_double",
                            models.BooleanField(
                                default=False, verbose_name="two markers, each without the other's mark"
                            ),
                        ),
                        (
                            "tolerance",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal(0),
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(Decimal(0))],
                                verbose_name="tolerance in marks",
                            ),
                        ),
                        (
                            "check_percent",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="check answers, in per cent of a marker's work",
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marking_schemes",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bank.itemversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "marking scheme",
                        "verbose_name_plural": "marking schemes",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("component", "version"), name="one_marking_scheme_for_an_item"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("version__isnull", True)),
                                fields=("component",),
                                name="one_marking_scheme_for_the_rest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tolerance__gte", 0)), name="marking_tolerance_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("check_percent__lte", 50)), name="marking_checks_half_at_most"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkingTask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField()),
                        ("marks", models.DecimalField(decimal_places=2, max_digits=5)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("live", "Answer"), ("check", "Check answer")],
                                default="live",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for a marker"),
                                    ("adjudication", "Waits for adjudication"),
                                    ("done", "Marked"),
                                ],
                                default="waiting",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("wanted", models.PositiveSmallIntegerField(default=1)),
                        ("given", models.PositiveSmallIntegerField(default=0)),
                        ("reference_num", models.PositiveIntegerField(blank=True, null=True)),
                        ("reference_den", models.PositiveIntegerField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bank.itemversion"
                            ),
                        ),
                        (
                            "script",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="marking.script"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to mark",
                        "verbose_name_plural": "answers to mark",
                        "indexes": [models.Index(fields=["component", "state", "version"], name="marking_task_pile")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "live"), models.Q(("state", "done"), _negated=True)),
                                fields=("script", "slot"),
                                name="one_open_task_for_an_answer",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "check")),
                                fields=("script", "slot"),
                                name="an_answer_checks_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "live"),
                                        ("reference_den__isnull", True),
                                        ("reference_num__isnull", True),
                                    ),
                                    models.Q(
                                        ("kind", "check"),
                                        ("reference_den__gte", 1),
                                        ("reference_num__lte", models.F("reference_den")),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_check_answer_has_a_reference",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "check"),
                                    models.Q(("given__lte", models.F("wanted")), ("wanted__range", (1, 3))),
                                    _connector="OR",
                                ),
                                name="task_wants_one_to_three",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkingDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fields", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="marking.markingtask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "marking draft",
                        "verbose_name_plural": "marking drafts",
                        "constraints": [
                            models.UniqueConstraint(fields=("task", "marker"), name="one_draft_of_a_marker")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("points", models.JSONField()),
                        ("credit_num", models.PositiveIntegerField()),
                        ("credit_den", models.PositiveIntegerField(default=1)),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("annotations", models.JSONField(default=list)),
                        ("seconds", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "allocation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="marking.allocation",
                            ),
                        ),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="marking.markingtask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "judgement",
                        "verbose_name_plural": "judgements",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["marker", "at"], name="judgement_marker_at")],
                        "constraints": [
                            models.UniqueConstraint(fields=("task", "position"), name="one_judgement_of_a_position"),
                            models.UniqueConstraint(fields=("task", "marker"), name="one_judgement_of_a_marker"),
                            models.CheckConstraint(
                                condition=models.Q(("credit_den__gte", 1), ("credit_num__lte", models.F("credit_den"))),
                                name="judgement_credit_0_to_1",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("question", "Question by question"),
                                    ("script", "Script by script"),
                                    ("adjudicate", "Adjudication"),
                                ],
                                default="question",
                                max_length=12,
                            ),
                        ),
                        ("claimed_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "allocation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="claims",
                                to="marking.allocation",
                            ),
                        ),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="claims",
                                to="marking.markingtask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer in hand",
                        "verbose_name_plural": "answers in hand",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("task", "position"), name="one_claim_of_a_position"),
                            models.UniqueConstraint(fields=("task", "marker"), name="one_claim_of_a_marker"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkRecall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        ("at", models.DateTimeField()),
                        (
                            "mark",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="recall", to="marking.mark"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recalled mark",
                        "verbose_name_plural": "recalled marks",
                        "ordering": ["mark"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="mark_recall_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Moderation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points")),
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
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.examcomponent",
                                verbose_name="part",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moderations",
                                to="sittings.sitting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "moderation",
                        "verbose_name_plural": "moderations",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="moderation_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__range", (Decimal(-100), Decimal(100)))),
                                name="moderation_within_100_points",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeRuling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("scored", "Scored"),
                                    ("absent", "Absent"),
                                    ("misconduct", "Misconduct: the result does not count"),
                                    ("void", "Void: the attempt does not count"),
                                ],
                                max_length=12,
                                verbose_name="outcome",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcome_rulings",
                                to="sittings.registration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "outcome ruling",
                        "verbose_name_plural": "outcome rulings",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="outcome_ruling_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
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
                                    ("prepared", "Waits for a second person"),
                                    ("approved", "Approved, waits for its time"),
                                    ("released", "Released"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="prepared",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("release_at", models.DateTimeField(verbose_name="released at")),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="note of the moderation")),
                        ("prepared_at", models.DateTimeField(verbose_name="put together")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="reason of the withdrawal"),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="prepared by",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="sittings.sitting",
                                verbose_name="sitting",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="withdrawn by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "release",
                        "verbose_name_plural": "releases",
                        "ordering": ["-prepared_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "released"]), _negated=True),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="release_is_approved_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="release_takes_two_persons",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("withdrawn_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="withdrawn_release_has_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("prepared", "approved"))),
                                fields=("sitting",),
                                name="one_release_under_way_in_a_sitting",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
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
                                    ("provisional", "Provisional"),
                                    ("released", "Released"),
                                    ("superseded", "Superseded"),
                                ],
                                default="provisional",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("scored", "Scored"),
                                    ("absent", "Absent"),
                                    ("misconduct", "Misconduct: the result does not count"),
                                    ("void", "Void: the attempt does not count"),
                                ],
                                default="scored",
                                max_length=12,
                                verbose_name="outcome",
                            ),
                        ),
                        ("passed", models.BooleanField(verbose_name="passed")),
                        (
                            "total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="weighted total"
                            ),
                        ),
                        ("band", models.CharField(blank=True, max_length=20, verbose_name="band")),
                        ("created_at", models.DateTimeField()),
                        ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="sittings.registration",
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successor",
                                to="marking.result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "result",
                        "verbose_name_plural": "results",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "released")),
                                fields=("registration",),
                                name="one_released_result",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "provisional")),
                                fields=("registration",),
                                name="one_provisional_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "provisional"), _negated=True),
                                    ("released_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="provisional_result_has_no_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("outcome", "scored"),
                                    models.Q(("band", ""), ("passed", False), ("total__isnull", True)),
                                    _connector="OR",
                                ),
                                name="only_a_scored_result_passes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "released"), _negated=True),
                                    ("released_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="released_result_has_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="marking.release",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="release_entries",
                                to="marking.result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "release entry",
                        "verbose_name_plural": "release entries",
                        "constraints": [
                            models.UniqueConstraint(fields=("release", "result"), name="a_result_once_on_a_release")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResultComponent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("score", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="score")),
                        (
                            "moderated",
                            models.DecimalField(
                                decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="moderated by"
                            ),
                        ),
                        ("pass_mark", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="pass mark")),
                        ("passed", models.BooleanField(verbose_name="passed")),
                        ("breakdown", models.JSONField(default=list)),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="result_components",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.examcomponent",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="components",
                                to="marking.result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "result component",
                        "verbose_name_plural": "result components",
                        "constraints": [
                            models.UniqueConstraint(fields=("result", "component"), name="result_component_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("score__range", (0, 100))), name="score_0_to_100"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="comment")),
                        ("created_at", models.DateTimeField()),
                        (
                            "marker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_comments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved comment",
                        "verbose_name_plural": "saved comments",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("marker", "text"), name="saved_comment_once"),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="saved_comment_has_text"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Script",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("serial", models.PositiveIntegerField(verbose_name="script number")),
                        (
                            "attempt",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="script",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sittings.examcomponent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "script",
                        "verbose_name_plural": "scripts",
                        "constraints": [
                            models.UniqueConstraint(fields=("component", "serial"), name="script_serial_unique_in_part")
                        ],
                    },
                ),
            ],
        ),
    ]
