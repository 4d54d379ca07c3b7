"""The log of sign-ins, failures and proofs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


def _link(verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_refusals"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("signed_in", "Signed in"),
                            ("sign_in_failed", "Sign-in failed"),
                            ("confirmed", "Proved again who it is"),
                            ("signed_out", "Signed out"),
                            ("password_changed", "Password changed"),
                            ("password_set", "First password set"),
                            ("password_reset", "Password reset by mail"),
                            ("codes_renewed", "Recovery codes made anew"),
                        ],
                        max_length=20,
                        verbose_name="act",
                    ),
                ),
                ("account", _link("account it is about")),
                ("actor", _link("who")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
            ],
            options={
                "verbose_name": "account event",
                "verbose_name_plural": "account events",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "sign_in_failed"), ("actor__isnull", True)),
                            models.Q(
                                models.Q(("act", "sign_in_failed"), _negated=True),
                                ("account__isnull", False),
                                ("actor__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_event_says_who_unless_it_failed",
                    ),
                ],
            },
        ),
        # Deleted when its time is over, never changed.
        ForbidUpdate("accounts_accountevent"),
    ]
