"""The database refuses to rewrite what controls noted, who changed them, chain roots and uploads of sealed files."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0006_controls_and_custody")]

    operations: ClassVar = [
        ForbidUpdate("sittings_controlchange"),
        ForbidUpdate("sittings_controlevent"),
        ForbidUpdate("sittings_controloverride"),
        ForbidUpdate("sittings_accesscode"),
        ForbidUpdate("sittings_chainroot"),
        ForbidUpdate("sittings_sealedupload"),
    ]
