"""Panels that set a standard; what was handed in and what was decided is never rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0003_from_finding_to_act"),
        ("sittings", "0013_mock_exams"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StandardPanel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("first", "Round 1"), ("second", "Round 2"), ("closed", "Closed")],
                        default="first",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("second_at", models.DateTimeField(blank=True, null=True, verbose_name="round 2 opened")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_panels",
                        to="sittings.examcomponent",
                        verbose_name="exam component",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "standard panel",
                "verbose_name_plural": "standard panels",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="JudgeRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("ratings", models.JSONField(blank=True, default=dict, verbose_name="ratings")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in")),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="judge",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judge_rounds",
                        to="analysis.standardpanel",
                    ),
                ),
            ],
            options={
                "verbose_name": "judge's round",
                "verbose_name_plural": "judges' rounds",
                "ordering": ["panel", "round", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StandardProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pass_mark", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="pass mark")),
                ("former", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="pass mark before")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("adopted", models.BooleanField(blank=True, null=True, verbose_name="adopted")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decided_because",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of the decision"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "panel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="analysis.standardpanel",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "standard proposal",
                "verbose_name_plural": "standard proposals",
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="standardpanel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=("component",),
                name="one_open_panel_of_a_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardpanel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("second_at__isnull", True), ("state", "first")),
                    models.Q(("closed_at__isnull", True), ("second_at__isnull", False), ("state", "second")),
                    models.Q(("closed_at__isnull", False), ("second_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="panel_state_has_its_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgeround",
            constraint=models.UniqueConstraint(fields=("panel", "judge", "round"), name="a_judge_once_in_a_round"),
        ),
        migrations.AddConstraint(
            model_name="judgeround",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__in", (1, 2))), name="judge_round_is_first_or_second"
            ),
        ),
        migrations.AddConstraint(
            model_name="standardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_mark__range", (0, 100))), name="proposed_pass_mark_0_to_100"
            ),
        ),
        migrations.AddConstraint(
            model_name="standardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="standard_proposal_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="standardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_adopts_their_own_standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("adopted__isnull", True),
                        ("decided_at__isnull", True),
                        ("decided_because", ""),
                        ("decided_by__isnull", True),
                    ),
                    models.Q(
                        ("adopted__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="standard_decided_by_somebody",
            ),
        ),
        AllowSteps("analysis_standardpanel", "state", (("first", "second"), ("second", "closed"))),
        ForbidUpdate("analysis_judgeround", when="OLD.handed_in_at IS NOT NULL"),
        ForbidDelete("analysis_judgeround"),
        ForbidUpdate("analysis_standardproposal", when="OLD.adopted IS NOT NULL"),
        ForbidDelete("analysis_standardproposal"),
    ]
