"""Item cards and class reports are printed by the task worker too; what was printed before is asked for anew."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

import accounts.models.people

NOTHING = Value(0, output_field=models.BigIntegerField())


def forget_files(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django's signature
    for printed in apps.get_model("analysis", "ReportPrint").objects.exclude(file=""):
        printed.file.delete(save=False)


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0004_report_prints"),
        ("bank", "0002_refusals"),
        ("sittings", "0003_languages"),
    ]

    operations = [
        migrations.RunPython(forget_files, migrations.RunPython.noop),
        migrations.DeleteModel("ReportPrint"),
        migrations.CreateModel(
            name="ReportPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exam", "Latest analysis of a part of an exam"),
                            ("points", "Knowledge points of a class"),
                            ("card", "Item card"),
                        ],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sittings.examcomponent",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sittings.sitting",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="bank.itemversion",
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be made"),
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun")),
                ("fault", models.TextField(blank=True, verbose_name="what went wrong")),
                (
                    "stamp",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="stamp of its content"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=accounts.models.people.private_storage,
                        upload_to="analysis_reports/",
                        verbose_name="file",
                    ),
                ),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made")),
            ],
            options={
                "verbose_name": "printed report",
                "verbose_name_plural": "printed reports",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        "kind",
                        "language",
                        *(
                            Coalesce(name, NOTHING, output_field=models.BigIntegerField())
                            for name in ("component", "sitting", "version")
                        ),
                        name="one_print_of_a_subject",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="exam", component__isnull=False, sitting=None, version=None)
                        | Q(kind="points", component__isnull=False, version=None)
                        | Q(kind="card", component=None, sitting=None, version__isnull=False),
                        name="print_subject_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["waiting", "making", "ready", "failed"]), name="print_state_known"
                    ),
                    models.CheckConstraint(
                        condition=(Q(state="ready", made_at__isnull=False) & ~Q(file="") & ~Q(stamp=""))
                        | (~Q(state="ready") & Q(file="", stamp="", made_at__isnull=True)),
                        name="print_ready_has_a_file",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="making", begun_at__isnull=True), name="print_making_has_begun"
                    ),
                ],
            },
        ),
    ]
