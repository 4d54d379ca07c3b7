"""Papers of practice items alone are a kind of set of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0005_published_papers_keep_their_rows"),
    ]

    operations = [
        migrations.AlterField(
            model_name="paperset",
            name="kind",
            field=models.CharField(
                choices=[("forms", "Parallel forms"), ("draws", "Draws for candidates"), ("practice", "Mock exams")],
                default="forms",
                max_length=8,
                verbose_name="kind",
            ),
        ),
    ]
