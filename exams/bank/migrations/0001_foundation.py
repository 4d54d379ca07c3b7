import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("bank", "0001_initial"),
        ("bank", "0002_approved_versions_are_immutable"),
        ("bank", "0003_reviews_are_append_only"),
        ("bank", "0004_item_media"),
        ("bank", "0005_import_batch"),
        ("bank", "0006_item_sketches"),
        ("bank", "0008_life"),
        ("bank", "0009_export_permission"),
        ("bank", "0010_tags"),
        ("bank", "0011_no_author_approves"),
        ("bank", "0012_versions_by_author"),
        ("bank", "0013_saved_filters_and_first_authors"),
        ("bank", "0014_practice_items"),
        ("bank", "0015_accepted_difficulties"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("courses", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Bank",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("is_restricted", models.BooleanField(default=False, verbose_name="only for those listed")),
                        (
                            "chapter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank",
                                to="courses.chapterpage",
                                verbose_name="chapter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank",
                        "verbose_name_plural": "banks",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="BankAccess",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("read", "Read"), ("write", "Write"), ("review", "Review")],
                                default="read",
                                max_length=8,
                                verbose_name="may",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="access",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bank_access",
                                to="auth.group",
                                verbose_name="group",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bank_access",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank access",
                        "verbose_name_plural": "bank access",
                        "ordering": ["bank", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("group__isnull", False), ("user__isnull", True)),
                                    models.Q(("group__isnull", True), ("user__isnull", False)),
                                    _connector="OR",
                                ),
                                name="bank_access_of_a_user_or_a_group",
                            ),
                            models.UniqueConstraint(fields=("bank", "user", "level"), name="bank_access_once_per_user"),
                            models.UniqueConstraint(
                                fields=("bank", "group", "level"), name="bank_access_once_per_group"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                    ("practice", "Given to practice"),
                                    ("recalibrated", "Measured difficulty accepted"),
                                ],
                                max_length=16,
                                verbose_name="act",
                            ),
                        ),
                        ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                        ("seen_on", models.DateField(blank=True, editable=False, null=True)),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_events",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="bank.itemversion",
                                verbose_name="version",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank event",
                        "verbose_name_plural": "bank events",
                        "ordering": ["-at", "-pk"],
                        "indexes": [
                            models.Index(fields=["-at", "-id"], name="bank_event_newest"),
                            models.Index(fields=["bank", "-at"], name="bank_event_of_bank"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("actor", "item", "seen_on"), name="key_seen_once_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("act", "viewed"), ("item__isnull", False), ("seen_on__isnull", False)),
                                    models.Q(models.Q(("act", "viewed"), _negated=True), ("seen_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="key_seen_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FirstAuthor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="first_authors",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "first author",
                        "verbose_name_plural": "first authors",
                        "ordering": ["item", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "author"), name="first_author_once_per_item")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("format", models.CharField(max_length=32, verbose_name="format")),
                        ("filename", models.CharField(blank=True, max_length=200, verbose_name="file")),
                        ("payload", models.JSONField(verbose_name="content")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="imported by",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imports",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import",
                        "verbose_name_plural": "imports",
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportPicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=24, verbose_name="key")),
                        ("data", models.BinaryField()),
                        ("width", models.PositiveIntegerField(verbose_name="width")),
                        ("height", models.PositiveIntegerField(verbose_name="height")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pictures",
                                to="bank.importbatch",
                                verbose_name="import",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "imported picture",
                        "verbose_name_plural": "imported pictures",
                        "ordering": ["batch", "key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "key"), name="imported_picture_key_unique_in_batch"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=32, verbose_name="key")),
                        ("item_type", models.CharField(max_length=32, verbose_name="type")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                        (
                            "practice_since",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="for practice since"
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item",
                        "verbose_name_plural": "items",
                        "ordering": ["bank", "key"],
                        "permissions": [("export_item", "Can export items with their keys")],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("practice_since__isnull", False)),
                                fields=["bank"],
                                name="item_for_practice",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "key"), name="item_key_unique_in_bank")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("field", models.CharField(blank=True, max_length=80, verbose_name="field")),
                        ("quoted", models.CharField(blank=True, max_length=200, verbose_name="quoted")),
                        ("text", models.TextField(verbose_name="comment")),
                        ("at", models.DateTimeField()),
                        ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="item_comments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="bank.itemversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item comment",
                        "verbose_name_plural": "item comments",
                        "ordering": ["at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("resolved_at__isnull", True)),
                                fields=["version"],
                                name="item_comment_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="item_comment_says_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="item_comment_settled_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemMedia",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=24, verbose_name="key")),
                        (
                            "file",
                            models.FileField(
                                storage=accounts.models.people.private_storage, upload_to="items/", verbose_name="file"
                            ),
                        ),
                        ("width", models.PositiveIntegerField(verbose_name="width")),
                        ("height", models.PositiveIntegerField(verbose_name="height")),
                        ("added_at", models.DateTimeField(verbose_name="added")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="added by",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="media",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item picture",
                        "verbose_name_plural": "item pictures",
                        "ordering": ["bank", "key"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "key"), name="media_key_unique_in_bank")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("approved", "Approved"),
                                    ("suspended", "Suspended"),
                                    ("retired", "Retired"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("approved", "Approved"),
                                    ("suspended", "Suspended"),
                                    ("retired", "Retired"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("content", models.JSONField(blank=True, default=dict, verbose_name="content")),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="item_reviews",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="bank.itemversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item review",
                        "verbose_name_plural": "item reviews",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ItemSketch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.BigIntegerField(db_index=True)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sketch", to="bank.item"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item sketch",
                        "verbose_name_plural": "item sketches",
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "number"), name="sketch_number_unique_in_item")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("approved", "Approved"),
                                    ("suspended", "Suspended"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("body", models.JSONField(verbose_name="content")),
                        ("body_sha256", models.CharField(editable=False, max_length=64)),
                        ("stem_text", models.CharField(editable=False, max_length=500, verbose_name="stem")),
                        ("facts", models.JSONField(blank=True, default=list, verbose_name="syllabus facts")),
                        (
                            "difficulty",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="difficulty",
                            ),
                        ),
                        (
                            "cognitive",
                            models.CharField(
                                choices=[
                                    ("remember", "Remember"),
                                    ("understand", "Understand"),
                                    ("apply", "Apply"),
                                    ("analyse", "Analyse"),
                                ],
                                max_length=16,
                                verbose_name="cognitive level",
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                        (
                            "approver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approved_versions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approver",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authored_versions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="item_versions",
                                to="courses.knowledgepoint",
                                verbose_name="knowledge point",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions_to_review",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reviewer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item version",
                        "verbose_name_plural": "item versions",
                        "ordering": ["item", "-number"],
                        "indexes": [
                            models.Index(fields=["state", "item"], name="version_state_item"),
                            models.Index(fields=["author", "item"], name="version_author_item"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "number"), name="version_number_unique_in_item"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("item",),
                                name="one_approved_version_per_item",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("difficulty__range", (1, 5))), name="version_difficulty_1_to_5"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approver__isnull", True),
                                    models.Q(("approver", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                                name="version_author_is_not_approver",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("approved_at__isnull", False), ("approver__isnull", False)),
                                    _connector="OR",
                                ),
                                name="version_approved_has_approver",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewer__isnull", True),
                                    models.Q(("reviewer", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                                name="version_author_is_not_reviewer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoDuplicate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bank.item"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bank.item"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pair that is no duplicate",
                        "verbose_name_plural": "pairs that are no duplicates",
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="no_duplicate_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="no_duplicate_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedFilter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("query", models.CharField(max_length=1000, verbose_name="filters")),
                        (
                            "bank",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_filters",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_filters",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved filter",
                        "verbose_name_plural": "saved filters",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "bank", "name"), name="saved_filter_once_in_bank"),
                            models.UniqueConstraint(
                                condition=models.Q(("bank", None)),
                                fields=("user", "name"),
                                name="saved_filter_once_for_all_banks",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                                ),
                                name="saved_filter_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tags",
                                to="bank.bank",
                                verbose_name="bank",
                            ),
                        ),
                        (
                            "items",
                            models.ManyToManyField(
                                blank=True, related_name="tags", to="bank.item", verbose_name="items"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tag",
                        "verbose_name_plural": "tags",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "name"), name="tag_once_in_bank"),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AcceptedDifficulty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "facility",
                            models.DecimalField(decimal_places=4, max_digits=5, verbose_name="mean score rate"),
                        ),
                        ("candidates", models.PositiveIntegerField(verbose_name="candidates")),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("measured_on", models.DateField(verbose_name="measured on")),
                        ("scale", models.CharField(blank=True, max_length=64)),
                        ("slope", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                        ("slope_error", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                        ("location", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                        ("location_error", models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)),
                        (
                            "information_at_cut",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True),
                        ),
                        ("accepted_at", models.DateTimeField(verbose_name="accepted")),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accepted_difficulties",
                                to="bank.itemversion",
                                verbose_name="item version",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "accepted difficulty",
                        "verbose_name_plural": "accepted difficulties",
                        "ordering": ["version", "-accepted_at", "-pk"],
                        "indexes": [models.Index(fields=["version", "-accepted_at"], name="difficulty_of_version")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("facility__range", (0, 1))), name="accepted_facility_is_a_share"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("candidates__gte", 1)), name="accepted_difficulty_was_measured"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("information_at_cut__isnull", True),
                                        ("location__isnull", True),
                                        ("scale", ""),
                                        ("slope__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("scale", ""), _negated=True),
                                        ("location__isnull", False),
                                        ("slope__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="calibrated_difficulty_names_its_scale",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemSearchEntry",
                    fields=[
                        (
                            "item",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="entry",
                                serialize=False,
                                to="bank.item",
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("has_picture", models.BooleanField(default=False, verbose_name="has a picture")),
                        ("remarks", models.PositiveSmallIntegerField(default=0, verbose_name="remarks")),
                        (
                            "version",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="entry", to="bank.itemversion"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item search entry",
                        "verbose_name_plural": "item search entries",
                    },
                ),
            ],
        ),
    ]
