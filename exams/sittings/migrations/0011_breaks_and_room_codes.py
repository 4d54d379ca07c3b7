"""Breaks that candidates take themselves, an act for access codes, and late answers by policy."""

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("papers", "0003_paper_items_are_pinned"),
        ("sittings", "0010_decisions_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="BreakEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "verbose_name": "break event",
                "verbose_name_plural": "break events",
                "ordering": ["attempt", "at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="accommodation",
            name="break_count",
            field=models.PositiveSmallIntegerField(
                default=0, validators=[django.core.validators.MaxValueValidator(20)], verbose_name="number of breaks"
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="break_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="on a break until"),
        ),
        migrations.AlterField(
            model_name="exam",
            name="late_allowance_minutes",
            field=models.PositiveSmallIntegerField(
                default=60,
                validators=[django.core.validators.MaxValueValidator(2880)],
                verbose_name="minutes after the deadline in which they may arrive",
            ),
        ),
        migrations.AlterField(
            model_name="exam",
            name="late_policy",
            field=models.CharField(
                choices=[
                    ("keep", "Keep and flag; they do not count"),
                    ("count", "Count what was made before the deadline, within the allowance"),
                ],
                default="keep",
                max_length=5,
                verbose_name="answers that arrive after the closing",
            ),
        ),
        migrations.AlterField(
            model_name="integrityflag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("seq_conflict", "the same event came with another content; the first one stands"),
                    ("late_events", "answers came too late; kept, not counted"),
                    ("late_counted", "answers that came after the closing were counted; the receipt is a new one"),
                    ("superseded_events", "a device that was taken over sent answers; kept, not counted"),
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
        migrations.AlterField(
            model_name="invigilationact",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="pendingact",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="timeadjustment",
            name="kind",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="accommodation",
            constraint=models.CheckConstraint(
                condition=models.Q(("break_count", 0), ("break_minutes__gt", 0), _connector="OR"),
                name="accommodation_breaks_have_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("break_until__isnull", True),
                    models.Q(("break_until__gt", models.F("paused_at")), ("paused_at__isnull", False)),
                    _connector="OR",
                ),
                name="attempt_break_is_a_pause",
            ),
        ),
        migrations.AddField(
            model_name="breakevent",
            name="actor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="breakevent",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="break_events", to="sittings.attempt"
            ),
        ),
        migrations.AddConstraint(
            model_name="breakevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "began"), ("until__isnull", False)),
                    models.Q(models.Q(("step", "began"), _negated=True), ("until__isnull", True)),
                    _connector="OR",
                ),
                name="break_begins_with_an_end",
            ),
        ),
        ForbidUpdate("sittings_breakevent"),
    ]
