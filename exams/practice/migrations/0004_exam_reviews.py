"""What was missed in exams comes again too, for whom the exam shows it."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("practice", "0003_self_assessment"), ("sittings", "0002_refusals")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="MissCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("memory", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("reviews", models.PositiveIntegerField(default=0, verbose_name="reviews")),
                ("lapses", models.PositiveIntegerField(default=0, verbose_name="times missed")),
                ("streak", models.PositiveIntegerField(default=0, verbose_name="right in a row")),
                ("added_at", models.DateTimeField(verbose_name="added to the book")),
                ("graduated_at", models.DateTimeField(blank=True, null=True, verbose_name="learned")),
                ("slot", models.PositiveSmallIntegerField(verbose_name="slot")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="miss_cards", to="sittings.attempt"
                    ),
                ),
            ],
            options={
                "verbose_name": "card of an exam question",
                "verbose_name_plural": "cards of exam questions",
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "slot"), name="one_card_per_missed_slot"),
                    models.CheckConstraint(
                        condition=models.Q(("graduated_at__isnull", True), ("streak__gte", 1), _connector="OR"),
                        name="a_learned_miss_was_right",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
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
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="practice.misscard"
                    ),
                ),
            ],
            options={
                "verbose_name": "review of an exam question",
                "verbose_name_plural": "reviews of exam questions",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "number"), name="each_review_of_a_miss_once"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__range", (1, 4))), name="miss_review_grade_1_to_4"
                    ),
                ],
            },
        ),
        ForbidUpdate("practice_missreview"),
    ]
