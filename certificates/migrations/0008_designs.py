"""Designs, their versions and pictures; what was saved once never changes."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models
from accounts.append_only import ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("certificates", "0007_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Design",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "certificate design",
                "verbose_name_plural": "certificate designs",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="award",
            name="design",
            field=models.ForeignKey(
                blank=True,
                help_text="New certificates take its latest version. Empty: the plain layout below.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="certificates.design",
                verbose_name="design",
            ),
        ),
        migrations.CreateModel(
            name="DesignPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("file", models.FileField(storage=accounts.models.private_storage, upload_to="certificate_designs/")),
                ("uploaded_at", models.DateTimeField()),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "picture of a design",
                "verbose_name_plural": "pictures of designs",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DesignVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("spec", models.JSONField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(verbose_name="time")),
                (
                    "design",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="certificates.design",
                        verbose_name="design",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "design version",
                "verbose_name_plural": "design versions",
                "ordering": ["design", "-number"],
                "constraints": [models.UniqueConstraint(fields=("design", "number"), name="design_version_once")],
            },
        ),
        ForbidUpdate("certificates_designversion"),
        ForbidDelete("certificates_designversion"),
        ForbidUpdate("certificates_designpicture"),
        ForbidDelete("certificates_designpicture"),
    ]
