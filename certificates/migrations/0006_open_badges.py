"""Badges: their keys, the status lists, and for every certificate a place in one, for ever."""

import secrets
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from accounts.append_only import ForbidDelete, ForbidUpdate

LENGTH = 131_072


def give_places(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- Django's signature
    """What was issued before there were badges gets its place by lot, too; in lists half as full as they may be."""
    certificates = apps.get_model("certificates", "Certificate").objects.order_by("pk").values_list("pk", flat=True)
    status_list = apps.get_model("certificates", "StatusList").objects
    places = apps.get_model("certificates", "BadgeStatus")
    ids = list(certificates)
    for start in range(0, len(ids), LENGTH // 2):
        step = ids[start : start + LENGTH // 2]
        opened = status_list.create(opened_at=timezone.now())
        positions = secrets.SystemRandom().sample(range(LENGTH), len(step))
        places.objects.bulk_create(
            [
                places(certificate_id=pk, status_list=opened, position=position)
                for pk, position in zip(step, positions, strict=True)
            ],
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_signing_keys_and_printed_files")]

    operations = [
        migrations.CreateModel(
            name="StatusList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
            ],
            options={"verbose_name": "status list", "verbose_name_plural": "status lists"},
        ),
        migrations.CreateModel(
            name="BadgeKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=40, unique=True, verbose_name="name")),
                ("public_multibase", models.CharField(max_length=80, unique=True, verbose_name="public key")),
                ("location", models.CharField(max_length=120)),
                ("active_from", models.DateTimeField(verbose_name="active from")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
            ],
            options={
                "verbose_name": "badge key",
                "verbose_name_plural": "badge keys",
                "ordering": ["-active_from", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("retired_at__isnull", True)),
                        name="one_active_badge_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BadgeStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badge_status",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "status_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="certificates.statuslist"
                    ),
                ),
            ],
            options={
                "verbose_name": "badge status",
                "verbose_name_plural": "badge statuses",
                "constraints": [
                    models.UniqueConstraint(fields=("status_list", "position"), name="badge_status_has_its_place"),
                    models.CheckConstraint(
                        condition=models.Q(("position__lt", 131072)), name="badge_status_in_its_list"
                    ),
                ],
            },
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop),
        ForbidUpdate("certificates_badgestatus"),
        ForbidDelete("certificates_badgestatus"),
    ]
