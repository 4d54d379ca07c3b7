"""After the rooms are rows (PostgreSQL alters no table in the transaction that filled it)."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0003_rooms_are_rows")]

    operations: ClassVar = [migrations.RemoveField("registration", "room_name")]
