import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("analysis", "0001_initial"),
        ("analysis", "0002_history_is_append_only"),
        ("analysis", "0003_from_finding_to_act"),
        ("analysis", "0004_standards"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("bank", "0001_foundation"),
        ("papers", "0001_foundation"),
        ("sittings", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="ExamAnalysis",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="analysed at")),
                        ("attempts", models.PositiveIntegerField(verbose_name="attempts analysed")),
                        ("unmarked", models.PositiveIntegerField(default=0, verbose_name="attempts left out")),
                        ("document", models.JSONField()),
                        (
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="analyses",
                                to="sittings.examcomponent",
                                verbose_name="exam component",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "exam analysis",
                        "verbose_name_plural": "exam analyses",
                        "ordering": ["-made_at", "-pk"],
                        "indexes": [models.Index(fields=["component", "-made_at"], name="analysis_of_component")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("attempts__gte", 1)), name="analysis_has_attempts"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingStep",
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
                                choices=[("taken", "Taken on"), ("accepted", "Accepted"), ("declined", "Not accepted")],
                                max_length=8,
                                verbose_name="step",
                            ),
                        ),
                        ("action", models.CharField(blank=True, max_length=24, verbose_name="what is done")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="analysis.itemfinding",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "finding step",
                        "verbose_name_plural": "finding steps",
                        "ordering": ["finding", "at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("act__in", ("accepted", "declined"))),
                                fields=("finding",),
                                name="finding_decided_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("act", "taken"), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="decision_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("act", "accepted"), ("action", ""), _connector="OR"),
                                name="only_accepted_names_an_act",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cell",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="blueprint cell"),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="finding")),
                        ("option", models.CharField(blank=True, max_length=8, verbose_name="option")),
                        ("figure", models.JSONField()),
                        (
                            "analysis",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="analysis.examanalysis",
                            ),
                        ),
                        (
                            "blueprint",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="papers.blueprint",
                                verbose_name="blueprint",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="bank.itemversion",
                                verbose_name="item version",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item finding",
                        "verbose_name_plural": "item findings",
                        "ordering": ["-analysis", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("analysis", "version", "kind", "option"), name="finding_told_once"
                            ),
                            models.UniqueConstraint(
                                fields=("analysis", "blueprint", "cell"), name="cell_found_short_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("blueprint__isnull", True), ("cell__isnull", True), ("version__isnull", False)
                                    ),
                                    models.Q(
                                        ("blueprint__isnull", False), ("cell__isnull", False), ("version__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_is_about_an_item_or_a_cell",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JudgeRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("panel", "judge", "round"), name="a_judge_once_in_a_round"),
                            models.CheckConstraint(
                                condition=models.Q(("round__in", (1, 2))), name="judge_round_is_first_or_second"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasuredItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("facility", models.JSONField()),
                        ("item_rest", models.JSONField()),
                        (
                            "analysis",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measured_items",
                                to="analysis.examanalysis",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measured",
                                to="bank.itemversion",
                                verbose_name="item version",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "measured item",
                        "verbose_name_plural": "measured items",
                        "ordering": ["analysis", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("analysis", "version"), name="item_measured_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardPanel",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "standard panel",
                        "verbose_name_plural": "standard panels",
                        "ordering": ["-made_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("component",),
                                name="one_open_panel_of_a_part",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True), ("second_at__isnull", True), ("state", "first")
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", True), ("second_at__isnull", False), ("state", "second")
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", False), ("second_at__isnull", False), ("state", "closed")
                                    ),
                                    _connector="OR",
                                ),
                                name="panel_state_has_its_times",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StandardProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pass_mark", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="pass mark")),
                        (
                            "former",
                            models.DecimalField(decimal_places=2, max_digits=5, verbose_name="pass mark before"),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "standard proposal",
                        "verbose_name_plural": "standard proposals",
                        "ordering": ["-proposed_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("pass_mark__range", (0, 100))), name="proposed_pass_mark_0_to_100"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="standard_proposal_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_adopts_their_own_standard",
                            ),
                            models.CheckConstraint(
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
                        ],
                    },
                ),
            ],
        ),
    ]
