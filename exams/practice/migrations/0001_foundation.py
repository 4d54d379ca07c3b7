from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [("practice", "0001_initial"), ("practice", "0002_practice_stands_apart")]

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("bank", "0001_foundation"),
        ("courses", "0001_foundation"),
        ("papers", "0001_foundation"),
        ("sittings", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="PracticeQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bank.itemversion"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="practice.practicesession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "practice question",
                        "verbose_name_plural": "practice questions",
                        "ordering": ["session", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "position"), name="practice_place_once"),
                            models.UniqueConstraint(
                                fields=("session", "version"), name="practice_version_once_in_session"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PracticeAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("response", models.JSONField(null=True, verbose_name="given answer")),
                        ("drawn", models.JSONField(default=dict)),
                        ("credit_num", models.PositiveIntegerField()),
                        ("credit_den", models.PositiveIntegerField()),
                        ("is_first", models.BooleanField(verbose_name="first answer")),
                        ("at", models.DateTimeField(verbose_name="time")),
                        (
                            "attempt",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practice_answers",
                                to="sittings.attempt",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="courses.knowledgepoint",
                                verbose_name="knowledge point",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="practice_answers",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainee",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bank.itemversion"
                            ),
                        ),
                        (
                            "question",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answer",
                                to="practice.practicequestion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "practice answer",
                        "verbose_name_plural": "practice answers",
                        "ordering": ["at", "pk"],
                        "indexes": [
                            models.Index(fields=["trainee", "item", "at"], name="practice_answer_item"),
                            models.Index(fields=["trainee", "point", "at"], name="practice_answer_point"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attempt__isnull", True), ("question__isnull", False)),
                                    models.Q(("attempt__isnull", False), ("question__isnull", True)),
                                    _connector="OR",
                                ),
                                name="practice_answer_of_one_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("credit_den__gte", 1), ("credit_num__lte", models.F("credit_den"))),
                                name="practice_credit_0_to_1",
                            ),
                            models.UniqueConstraint(fields=("attempt", "item"), name="practice_answer_once_in_attempt"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_first", True)),
                                fields=("trainee", "item"),
                                name="one_first_answer_to_an_item",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PracticeSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("chapter", "One chapter"),
                                    ("point", "One knowledge point"),
                                    ("type", "One type of question"),
                                    ("random", "Mixed"),
                                    ("weakest", "My weakest points"),
                                    ("review", "Review due today"),
                                    ("similar", "Similar questions"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("item_type", models.CharField(blank=True, max_length=32, verbose_name="type")),
                        ("seed", models.BigIntegerField(verbose_name="seed")),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        (
                            "chapter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="courses.chapterpage",
                                verbose_name="chapter",
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="courses.knowledgepoint",
                                verbose_name="knowledge point",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="practice_sessions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainee",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "practice session",
                        "verbose_name_plural": "practice sessions",
                        "ordering": ["-started_at", "-pk"],
                        "indexes": [models.Index(fields=["trainee", "-started_at"], name="practice_by_trainee")],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewCard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("memory", models.JSONField(default=dict)),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("reviews", models.PositiveIntegerField(default=0, verbose_name="reviews")),
                        ("lapses", models.PositiveIntegerField(default=0, verbose_name="times missed")),
                        ("streak", models.PositiveIntegerField(default=0, verbose_name="right in a row")),
                        ("added_at", models.DateTimeField(verbose_name="added to the book")),
                        ("graduated_at", models.DateTimeField(blank=True, null=True, verbose_name="learned")),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "missed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="practice.practiceanswer",
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="courses.knowledgepoint",
                                verbose_name="knowledge point",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_cards",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainee",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review card",
                        "verbose_name_plural": "review cards",
                        "ordering": ["due_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("graduated_at__isnull", True)),
                                fields=["trainee", "due_at"],
                                name="review_card_due",
                            ),
                            models.Index(fields=["trainee", "point"], name="review_card_point"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("trainee", "item"), name="one_card_per_item"),
                            models.CheckConstraint(
                                condition=models.Q(("graduated_at__isnull", True), ("streak__gte", 1), _connector="OR"),
                                name="a_learned_card_was_right",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grade",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Again"), (2, "Hard"), (3, "Good"), (4, "Easy")], verbose_name="grade"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="time")),
                        ("due_at", models.DateTimeField(verbose_name="next due")),
                        ("graduated", models.BooleanField(default=False, verbose_name="learned")),
                        (
                            "answer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grading",
                                to="practice.practiceanswer",
                            ),
                        ),
                        (
                            "card",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="log",
                                to="practice.reviewcard",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review log entry",
                        "verbose_name_plural": "review log",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grade__range", (1, 4))), name="review_grade_1_to_4"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudyPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(180),
                                ],
                                verbose_name="minutes a day",
                            ),
                        ),
                        (
                            "trainee",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="study_plan",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="trainee",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "study plan",
                        "verbose_name_plural": "study plans",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__range", (5, 180))), name="study_plan_5_to_180_minutes"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Forecast",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expected",
                            models.DecimalField(decimal_places=2, max_digits=5, verbose_name="expected score"),
                        ),
                        ("low", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="low end")),
                        ("high", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="high end")),
                        (
                            "chance",
                            models.DecimalField(decimal_places=4, max_digits=5, verbose_name="chance of passing"),
                        ),
                        ("answers", models.PositiveIntegerField(verbose_name="first answers")),
                        ("made_at", models.DateTimeField(verbose_name="time")),
                        (
                            "attempt",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="forecast",
                                to="sittings.attempt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "forecast",
                        "verbose_name_plural": "forecasts",
                        "ordering": ["-made_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expected__lte", models.F("high")),
                                    ("high__lte", 100),
                                    ("low__gte", 0),
                                    ("low__lte", models.F("expected")),
                                ),
                                name="forecast_within_its_interval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("chance__range", (Decimal(0), Decimal(1)))),
                                name="forecast_chance_0_to_1",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MockExam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "blueprint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mock_exams",
                                to="papers.blueprint",
                                verbose_name="blueprint",
                            ),
                        ),
                        (
                            "exam",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mock",
                                to="sittings.exam",
                                verbose_name="exam",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mock exam",
                        "verbose_name_plural": "mock exams",
                        "ordering": ["blueprint", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("blueprint", "number"), name="mock_number_once_on_a_blueprint"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
