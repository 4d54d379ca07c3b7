"""The database refuses to rewrite what was decided, and steps that an application cannot take."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import AllowSteps, ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0009_registration_seats_and_accommodations")]

    operations: ClassVar = [
        ForbidUpdate("sittings_applicationevent"),
        ForbidUpdate("sittings_accommodationevent"),
        ForbidUpdate("sittings_seatingrun"),
        AllowSteps(
            "sittings_application",
            "state",
            [
                ("draft", "submitted"),
                ("returned", "submitted"),
                ("submitted", "approved"),
                ("submitted", "returned"),
                ("submitted", "rejected"),
            ],
        ),
    ]
