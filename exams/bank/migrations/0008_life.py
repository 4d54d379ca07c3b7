"""Comments on fields, the log of every act, lists of restricted banks; the states of a version are guarded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate, Renewed

CONTENT = (
    "item_id",
    "number",
    "body",
    "body_sha256",
    "stem_text",
    "point_id",
    "facts",
    "difficulty",
    "cognitive",
    "author_id",
)
FROZEN = Renewed(ForbidUpdate("bank_itemversion", columns=CONTENT, when="OLD.approved_at IS NOT NULL"))
SAID = Renewed(ForbidUpdate("bank_itemreview"))
STEPS = (
    ("draft", "in_review"),
    ("in_review", "draft"),
    ("in_review", "approved"),
    ("approved", "suspended"),
    ("suspended", "approved"),
    ("draft", "retired"),
    ("in_review", "retired"),
    ("approved", "retired"),
    ("suspended", "retired"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("bank", "0006_item_sketches"),
        ("courses", "0007_handouts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FROZEN,
        SAID,
        migrations.CreateModel(
            name="BankAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("read", "Read"), ("write", "Write"), ("review", "Review")],
                        default="read",
                        max_length=8,
                        verbose_name="may",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank access",
                "verbose_name_plural": "bank access",
                "ordering": ["bank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BankEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "act",
                    models.CharField(
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
                        ],
                        max_length=16,
                        verbose_name="act",
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("seen_on", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "bank event",
                "verbose_name_plural": "bank events",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ItemComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quoted", models.CharField(blank=True, max_length=200, verbose_name="quoted")),
                ("field", models.CharField(blank=True, max_length=80, verbose_name="field")),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
            ],
            options={
                "verbose_name": "item comment",
                "verbose_name_plural": "item comments",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="bank",
            name="is_restricted",
            field=models.BooleanField(default=False, verbose_name="only for those listed"),
        ),
        migrations.AddField(
            model_name="itemreview",
            name="content",
            field=models.JSONField(blank=True, default=dict, verbose_name="content"),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions_to_review",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reviewer",
            ),
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(fields=["state", "item"], name="version_state_item"),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewer__isnull", True),
                    models.Q(("reviewer", models.F("author")), _negated=True),
                    _connector="OR",
                ),
                name="version_author_is_not_reviewer",
            ),
        ),
        migrations.AddField(
            model_name="bankaccess",
            name="bank",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="access", to="bank.bank", verbose_name="bank"
            ),
        ),
        migrations.AddField(
            model_name="bankaccess",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bank_access",
                to="auth.group",
                verbose_name="group",
            ),
        ),
        migrations.AddField(
            model_name="bankaccess",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bank_access",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AddField(
            model_name="bankevent",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_events",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="bankevent",
            name="bank",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="bank.bank",
                verbose_name="bank",
            ),
        ),
        migrations.AddField(
            model_name="bankevent",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="bank.item",
                verbose_name="item",
            ),
        ),
        migrations.AddField(
            model_name="bankevent",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="bank.itemversion",
                verbose_name="version",
            ),
        ),
        migrations.AddField(
            model_name="itemcomment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="item_comments", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="itemcomment",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="itemcomment",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="bank.itemversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group__isnull", False), ("user__isnull", True)),
                    models.Q(("group__isnull", True), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="bank_access_of_a_user_or_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccess",
            constraint=models.UniqueConstraint(fields=("bank", "user", "level"), name="bank_access_once_per_user"),
        ),
        migrations.AddConstraint(
            model_name="bankaccess",
            constraint=models.UniqueConstraint(fields=("bank", "group", "level"), name="bank_access_once_per_group"),
        ),
        migrations.AddIndex(
            model_name="bankevent",
            index=models.Index(fields=["-at", "-id"], name="bank_event_newest"),
        ),
        migrations.AddIndex(
            model_name="bankevent",
            index=models.Index(fields=["bank", "-at"], name="bank_event_of_bank"),
        ),
        migrations.AddConstraint(
            model_name="bankevent",
            constraint=models.UniqueConstraint(fields=("actor", "item", "seen_on"), name="key_seen_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="bankevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "viewed"), ("item__isnull", False), ("seen_on__isnull", False)),
                    models.Q(models.Q(("act", "viewed"), _negated=True), ("seen_on__isnull", True)),
                    _connector="OR",
                ),
                name="key_seen_on_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="itemcomment",
            index=models.Index(
                condition=models.Q(("resolved_at__isnull", True)), fields=["version"], name="item_comment_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="item_comment_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="item_comment_settled_by_somebody",
            ),
        ),
        FROZEN,
        SAID,
        AllowSteps("bank_itemversion", "state", STEPS),
        ForbidUpdate("bank_itemcomment", columns=("version_id", "field", "quoted", "text", "author_id", "at")),
        ForbidUpdate("bank_bankevent"),
        ForbidDelete("bank_bankevent"),
    ]
