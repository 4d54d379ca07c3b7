"""Items may be given to practice; the database lets nobody take one back."""

from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0013_saved_filters_and_first_authors"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="practice_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="for practice since"),
        ),
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
                ],
                max_length=16,
                verbose_name="act",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("practice_since__isnull", False)), fields=["bank"], name="item_for_practice"
            ),
        ),
        ForbidUpdate("bank_item", columns=("practice_since",), when="OLD.practice_since IS NOT NULL"),
    ]
