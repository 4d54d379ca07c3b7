"""A room becomes a row of its own, so that it can be opened, supervised and printed."""

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_rooms(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django's signature
    """One room for each name that a sitting's registrations carry."""
    registrations = apps.get_model("sittings", "Registration").objects.exclude(room_name="")
    rooms = apps.get_model("sittings", "Room").objects
    for sitting_id, name in registrations.order_by().values_list("sitting_id", "room_name").distinct():
        room = rooms.create(sitting_id=sitting_id, name=name)
        registrations.filter(sitting_id=sitting_id, room_name=name).update(room=room)


def name_rooms(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django's signature
    """Back: each registration carries the name of its room."""
    for room in apps.get_model("sittings", "Room").objects.all():
        room.registrations.update(room_name=room.name)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0002_answer_log_is_append_only")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="sittings.sitting",
                        verbose_name="sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "exam room",
                "verbose_name_plural": "exam rooms",
                "ordering": ["sitting", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "name"), name="room_name_unique_in_sitting"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="room_has_a_name"),
                ],
            },
        ),
        migrations.RenameField("registration", "room", "room_name"),
        migrations.AddField(
            "registration",
            "room",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="sittings.room",
                verbose_name="room",
            ),
        ),
        migrations.RunPython(make_rooms, name_rooms),
    ]
