"""The exam day: pauses, acts with a second person, notices, the incident book, outages given back."""

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models
from accounts.append_only import ForbidUpdate, Renewed

GIVEN = Renewed(ForbidUpdate("sittings_timeadjustment"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("papers", "0003_paper_items_are_pinned"),
        ("sittings", "0004_rooms_have_no_other_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        GIVEN,
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        storage=accounts.models.private_storage,
                        upload_to="incidents/",
                        verbose_name="picture",
                    ),
                ),
                ("picture_sha256", models.CharField(blank=True, max_length=64)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["happened_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InvigilationAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "Start the room"),
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
            ],
            options={
                "verbose_name": "invigilator's act",
                "verbose_name_plural": "invigilators' acts",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "verbose_name": "notice to a candidate",
                "verbose_name_plural": "notices to candidates",
                "ordering": ["registration", "number"],
            },
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(verbose_name="until")),
                ("lost_seconds", models.PositiveIntegerField()),
                ("reported_seconds", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "outage",
                "verbose_name_plural": "outages",
                "ordering": ["began_at"],
            },
        ),
        migrations.CreateModel(
            name="PendingAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "Start the room"),
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
            ],
            options={
                "verbose_name": "request for an act",
                "verbose_name_plural": "requests for acts",
                "ordering": ["requested_at"],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="last_seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="notices",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="attempt",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused"),
        ),
        migrations.AddField(
            model_name="exam",
            name="outage_allowance_minutes",
            field=models.PositiveSmallIntegerField(
                default=45,
                validators=[django.core.validators.MaxValueValidator(240)],
                verbose_name="minutes given back after outages, at most",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="admitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="admitted"),
        ),
        migrations.AddField(
            model_name="registration",
            name="arrived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="arrived"),
        ),
        migrations.AddField(
            model_name="registration",
            name="standing",
            field=models.CharField(
                blank=True,
                choices=[("absent", "Absent"), ("misconduct", "Misconduct")],
                max_length=12,
                verbose_name="standing",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="paused"),
        ),
        migrations.AddField(
            model_name="room",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="started"),
        ),
        migrations.AddField(
            model_name="sitting",
            name="late_after_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="minutes after which a latecomer must be admitted (empty: never)"
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="starts_by_room",
            field=models.BooleanField(
                default=False, verbose_name="candidates wait until an invigilator starts their room"
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="two_person_acts",
            field=models.BooleanField(default=True, verbose_name="acts on a whole room need a second person"),
        ),
        migrations.AddField(
            model_name="timeadjustment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("given", "Time given"),
                    ("pause", "Time of a pause"),
                    ("outage", "Time given back after an outage"),
                ],
                default="given",
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="state",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="timeadjustment",
            name="actor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_at__isnull", True), ("state", "open"), _connector="OR"),
                name="attempt_paused_is_open",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="adds_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="additions",
                to="sittings.incident",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="candidates",
            field=models.ManyToManyField(
                blank=True, related_name="incidents", to="sittings.registration", verbose_name="candidates concerned"
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="sittings.room",
                verbose_name="room",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="sittings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="invigilationact",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invigilationact",
            name="registration",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="sittings.registration",
            ),
        ),
        migrations.AddField(
            model_name="invigilationact",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="sittings.room",
            ),
        ),
        migrations.AddField(
            model_name="invigilationact",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="sittings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="sittings.registration"
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="adjustment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outage",
                to="sittings.timeadjustment",
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="outages", to="sittings.attempt"
            ),
        ),
        migrations.AddField(
            model_name="pendingact",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pendingact",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pending_acts",
                to="sittings.room",
            ),
        ),
        migrations.AddField(
            model_name="pendingact",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pending_acts", to="sittings.sitting"
            ),
        ),
        migrations.AddField(
            model_name="invigilationact",
            name="pending",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="act",
                to="sittings.pendingact",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="incident_says_what_happened"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("registration", "number"), name="notice_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("began_at__lt", models.F("ended_at"))), name="outage_begins_before_it_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingact",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="pending_act_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="invigilationact",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="act_has_a_reason"
            ),
        ),
        GIVEN,
        ForbidUpdate("sittings_pendingact"),
        ForbidUpdate("sittings_invigilationact"),
        ForbidUpdate("sittings_notice"),
        ForbidUpdate("sittings_incident"),
        ForbidUpdate("sittings_incident_candidates"),
        ForbidUpdate("sittings_outage"),
    ]
