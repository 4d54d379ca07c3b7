"""Awards name their issuing body and their design; numbers are given out from a series."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("certificates", "0002_records_are_frozen"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last_serial", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
            },
        ),
        migrations.AddField(
            model_name="award",
            name="issuer",
            field=models.CharField(
                blank=True,
                help_text="Stands on the certificate; empty: the platform's name.",
                max_length=60,
                verbose_name="issuing body",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="layout",
            field=models.SlugField(default="completion", max_length=40, verbose_name="layout"),
        ),
        migrations.AlterField(
            model_name="certificateevent",
            name="kind",
            field=models.CharField(
                choices=[("issued", "Issued"), ("revoked", "Revoked")], max_length=16, verbose_name="kind"
            ),
        ),
    ]
