"""Taking items out of the system is a right of its own."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("bank", "0005_import_batch"), ("bank", "0008_life")]

    operations: ClassVar = [
        migrations.AlterModelOptions(
            name="item",
            options={
                "ordering": ["bank", "key"],
                "permissions": [("export_item", "Can export items with their keys")],
                "verbose_name": "item",
                "verbose_name_plural": "items",
            },
        )
    ]
