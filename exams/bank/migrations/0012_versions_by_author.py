"""Who wrote in a bank is looked up for each person, not by reading all of the bank's versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0011_no_author_approves"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(fields=["author", "item"], name="version_author_item"),
        ),
    ]
