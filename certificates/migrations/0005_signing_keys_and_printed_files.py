"""Signing keys by their certificates, and what was printed and handed out."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidDelete, ForbidUpdate

# Only retiring changes a key's record.
KEY_FROZEN = ("name", "fingerprint", "certificate", "issuers", "location", "active_from", "expires_at")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0004_awards_and_the_life_of_certificates")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, verbose_name="name")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="fingerprint")),
                ("certificate", models.TextField(verbose_name="certificate")),
                ("issuers", models.TextField(blank=True, verbose_name="issuers' certificates")),
                ("location", models.CharField(max_length=120)),
                ("active_from", models.DateTimeField(verbose_name="active from")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
            ],
            options={
                "verbose_name": "signing key",
                "verbose_name_plural": "signing keys",
                "ordering": ["-active_from", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("name",),
                        name="one_active_signing_key_of_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rendering_sha256", models.CharField(max_length=64)),
                ("layout", models.CharField(max_length=60)),
                ("fonts", models.JSONField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("printed_at", models.DateTimeField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "signing_key",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_files",
                        to="certificates.signingkey",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate file",
                "verbose_name_plural": "certificate files",
                "ordering": ["-printed_at", "-pk"],
            },
        ),
        ForbidUpdate("certificates_signingkey", columns=KEY_FROZEN),
        ForbidDelete("certificates_signingkey"),
        ForbidUpdate("certificates_certificatefile"),
    ]
