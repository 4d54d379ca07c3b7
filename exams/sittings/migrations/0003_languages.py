"""In which languages an exam may be written, and which an applicant chose. SQLite makes the table of applications anew."""

from typing import ClassVar

from django.db import migrations, models

import exams.sittings.models.exams
from accounts.append_only import AllowSteps

LANGUAGES = (
    ("zh-Hans", "Simplified Chinese"),
    ("zh-Hant", "Traditional Chinese"),
    ("en", "English"),
    ("bo", "Tibetan"),
    ("mn", "Mongolian"),
    ("ug", "Uyghur"),
    ("kk", "Kazakh"),
    ("ko", "Korean"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0002_refusals")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="exam",
            name="languages",
            field=models.JSONField(
                default=exams.sittings.models.exams.simplified_only, verbose_name="languages of the answers"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="language",
            field=models.CharField(
                choices=LANGUAGES, default="zh-Hans", max_length=8, verbose_name="language of the answers"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", [code for code, _name in LANGUAGES])),
                name="application_in_a_known_language",
            ),
        ),
        AllowSteps(
            "sittings_application",
            column="state",
            steps=(
                ("draft", "submitted"),
                ("returned", "submitted"),
                ("submitted", "approved"),
                ("submitted", "returned"),
                ("submitted", "rejected"),
            ),
        ),
    ]
