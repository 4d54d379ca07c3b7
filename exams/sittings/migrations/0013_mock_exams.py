"""Mock exams are told from exams."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sittings", "0012_result_and_feedback_policies"),
    ]

    operations = [
        migrations.AddField(
            model_name="exam",
            name="is_mock",
            field=models.BooleanField(default=False, editable=False, verbose_name="mock exam"),
        ),
        migrations.AlterField(
            model_name="eligibilityrule",
            name="exam",
            field=models.ForeignKey(
                limit_choices_to={"is_mock": False},
                on_delete=django.db.models.deletion.CASCADE,
                related_name="eligibility_rules",
                to="sittings.exam",
                verbose_name="exam",
            ),
        ),
        migrations.AlterField(
            model_name="sitting",
            name="exam",
            field=models.ForeignKey(
                limit_choices_to={"is_mock": False},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sittings",
                to="sittings.exam",
                verbose_name="exam",
            ),
        ),
    ]
