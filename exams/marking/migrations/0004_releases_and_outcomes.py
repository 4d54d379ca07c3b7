"""Results that wait for their release, outcomes and bands; releases that two persons make."""

from decimal import Decimal
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import AllowSteps, ForbidUnder, ForbidUpdate, Renewed

RELEASED = "OLD.released_at IS NOT NULL"
FORMER = ("registration_id", "passed", "created_at", "released_at", "reason")
FROZEN = (*FORMER, "outcome", "total", "band")
RESULT_STEPS = (("provisional", "released"), ("provisional", "superseded"), ("released", "superseded"))
RELEASE_STEPS = (
    ("prepared", "approved"),
    ("prepared", "withdrawn"),
    ("approved", "released"),
    ("approved", "withdrawn"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("marking", "0003_late_answers_marked_anew"),
        ("sittings", "0012_result_and_feedback_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        Renewed(ForbidUpdate("marking_result", columns=FORMER, when=RELEASED)),
        Renewed(ForbidUpdate("marking_resultcomponent")),
        migrations.CreateModel(
            name="GroupSpread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("range", models.CharField(blank=True, max_length=20, verbose_name="range of points")),
                ("count", models.PositiveIntegerField(verbose_name="number of candidates")),
                ("lower", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="lower quartile")),
                ("median", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="median")),
                ("upper", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="upper quartile")),
            ],
            options={
                "verbose_name": "group's spread",
                "verbose_name_plural": "groups' spreads",
            },
        ),
        migrations.CreateModel(
            name="Moderation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "moderation",
                "verbose_name_plural": "moderations",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OutcomeRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "verbose_name": "outcome ruling",
                "verbose_name_plural": "outcome rulings",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason of the withdrawal")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ["-prepared_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReleaseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "release entry",
                "verbose_name_plural": "release entries",
            },
        ),
        migrations.RemoveConstraint(
            model_name="result",
            name="one_current_result",
        ),
        migrations.AddField(
            model_name="result",
            name="band",
            field=models.CharField(blank=True, max_length=20, verbose_name="band"),
        ),
        migrations.AddField(
            model_name="result",
            name="outcome",
            field=models.CharField(
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
        migrations.AddField(
            model_name="result",
            name="total",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="weighted total"
            ),
        ),
        migrations.AddField(
            model_name="resultcomponent",
            name="moderated",
            field=models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=5, verbose_name="moderated by"),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "released")), fields=("registration",), name="one_released_result"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "provisional")), fields=("registration",), name="one_provisional_result"
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "provisional"), _negated=True), ("released_at__isnull", True), _connector="OR"
                ),
                name="provisional_result_has_no_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "scored"),
                    models.Q(("band", ""), ("passed", False), ("total__isnull", True)),
                    _connector="OR",
                ),
                name="only_a_scored_result_passes",
            ),
        ),
        migrations.AddField(
            model_name="groupspread",
            name="component",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sittings.examcomponent"
            ),
        ),
        migrations.AddField(
            model_name="groupspread",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="spreads", to="sittings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="moderation",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="moderation",
            name="component",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sittings.examcomponent",
                verbose_name="part",
            ),
        ),
        migrations.AddField(
            model_name="moderation",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moderations", to="sittings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="outcomeruling",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="outcomeruling",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="outcome_rulings", to="sittings.registration"
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prepared by",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="sittings.sitting",
                verbose_name="sitting",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AddField(
            model_name="releaseentry",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="marking.release"
            ),
        ),
        migrations.AddField(
            model_name="releaseentry",
            name="result",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="release_entries", to="marking.result"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupspread",
            constraint=models.UniqueConstraint(fields=("sitting", "component", "range"), name="one_spread_of_a_range"),
        ),
        migrations.AddConstraint(
            model_name="groupspread",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 30)), name="spread_of_thirty_at_least"),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="moderation_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__range", (Decimal(-100), Decimal(100)))),
                name="moderation_within_100_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcomeruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="outcome_ruling_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "released"]), _negated=True),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="release_is_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="release_takes_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="withdrawn_release_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("prepared", "approved"))),
                fields=("sitting",),
                name="one_release_under_way_in_a_sitting",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseentry",
            constraint=models.UniqueConstraint(fields=("release", "result"), name="a_result_once_on_a_release"),
        ),
        Renewed(ForbidUpdate("marking_resultcomponent")),
        Renewed(ForbidUpdate("marking_result", columns=FROZEN, when=RELEASED)),
        AllowSteps("marking_result", "state", RESULT_STEPS),
        ForbidUpdate("marking_release", columns=("sitting_id", "release_at", "note", "prepared_by_id", "prepared_at")),
        AllowSteps("marking_release", "state", RELEASE_STEPS),
        ForbidUpdate("marking_releaseentry"),
        ForbidUnder(
            "marking_releaseentry",
            "INSERT",
            column="release_id",
            parent="marking_release",
            when="state <> 'prepared'",
            complaint="what a second person has approved takes nothing more",
        ),
        ForbidUpdate("marking_moderation"),
        ForbidUpdate("marking_outcomeruling"),
    ]
