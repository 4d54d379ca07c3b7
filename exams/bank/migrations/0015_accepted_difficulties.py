"""How hard items proved to be, once accepted; the database refuses to rewrite it."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("bank", "0014_practice_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="bankevent",
            name="act",
            field=models.CharField(
                choices=[
                    ("created", "Item written"),
                    ("new_version", "New version written"),
                    ("revised", "Draft changed"),
                    ("submit", "Submitted for review"),
                    ("reject", "Returned to the writer"),
                    ("approve", "Approved"),
                    ("suspend", "Suspended"),
                    ("retire", "Retired"),
                    ("assigned", "Reviewer named"),
                    ("commented", "Comment made"),
                    ("settled", "Comment settled"),
                    ("viewed", "Key seen"),
                    ("imported", "Items imported"),
                    ("exported", "Items exported"),
                    ("media_added", "Picture added"),
                    ("bulk_edited", "Several items changed"),
                    ("tagged", "Tags changed"),
                    ("moved", "Item moved to another bank"),
                    ("copied", "Item copied"),
                    ("not_duplicate", "Found to be no duplicate"),
                    ("bank_opened", "Bank opened"),
                    ("access", "Access changed"),
                    ("practice", "Given to practice"),
                    ("recalibrated", "Measured difficulty accepted"),
                ],
                max_length=16,
                verbose_name="act",
            ),
        ),
        migrations.CreateModel(
            name="AcceptedDifficulty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facility", models.DecimalField(decimal_places=4, max_digits=5, verbose_name="mean score rate")),
                ("candidates", models.PositiveIntegerField(verbose_name="candidates")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("measured_on", models.DateField(verbose_name="measured on")),
                ("scale", models.CharField(blank=True, max_length=64)),
                ("slope", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                ("slope_error", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                ("location", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                ("location_error", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                ("information_at_cut", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                ("accepted_at", models.DateTimeField(verbose_name="accepted")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_difficulties",
                        to="bank.itemversion",
                        verbose_name="item version",
                    ),
                ),
            ],
            options={
                "verbose_name": "accepted difficulty",
                "verbose_name_plural": "accepted difficulties",
                "ordering": ["version", "-accepted_at", "-pk"],
                "indexes": [models.Index(fields=["version", "-accepted_at"], name="difficulty_of_version")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("facility__range", (0, 1))), name="accepted_facility_is_a_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("candidates__gte", 1)), name="accepted_difficulty_was_measured"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("information_at_cut__isnull", True),
                                ("location__isnull", True),
                                ("scale", ""),
                                ("slope__isnull", True),
                            ),
                            models.Q(
                                models.Q(("scale", ""), _negated=True),
                                ("location__isnull", False),
                                ("slope__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="calibrated_difficulty_names_its_scale",
                    ),
                ],
            },
        ),
        ForbidUpdate("bank_accepteddifficulty"),
        ForbidDelete("bank_accepteddifficulty"),
    ]
