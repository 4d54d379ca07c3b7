import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
import courses.points
from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("courses", "0001_initial"),
        ("courses", "0002_heading_points"),
        ("courses", "0003_learning_record"),
        ("courses", "0004_terms_and_reports"),
        ("courses", "0005_editing"),
        ("courses", "0006_search"),
        ("courses", "0007_handouts"),
        ("courses", "0008_publication_stamp"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="HomePage",
                    fields=[
                        (
                            "page_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                        ("intro", models.TextField(blank=True, verbose_name="introduction")),
                    ],
                    options={
                        "verbose_name": "home page",
                    },
                    bases=("wagtailcore.page",),
                ),
                migrations.CreateModel(
                    name="ChapterPage",
                    fields=[
                        (
                            "page_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                        ("source_id", models.CharField(blank=True, db_index=True, editable=False, max_length=24)),
                        ("source_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("loaded_revision_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="chapter number")),
                        ("summary", wagtail.fields.RichTextField(blank=True, verbose_name="summary")),
                    ],
                    options={
                        "verbose_name": "chapter",
                        "verbose_name_plural": "chapters",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source_id", ""), _negated=True),
                                fields=("source_id",),
                                name="one_chapter_per_file",
                            )
                        ],
                    },
                    bases=("wagtailcore.page", models.Model),
                ),
                migrations.CreateModel(
                    name="CoursePage",
                    fields=[
                        (
                            "page_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                        ("source_id", models.CharField(blank=True, db_index=True, editable=False, max_length=24)),
                        ("source_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("loaded_revision_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                        ("subtitle", models.CharField(blank=True, max_length=200, verbose_name="subtitle")),
                        ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                        ("hours", models.PositiveSmallIntegerField(default=0, verbose_name="study hours")),
                        (
                            "prerequisite_rule",
                            models.CharField(
                                choices=[
                                    ("none", "Not shown"),
                                    ("advice", "Advice: a notice says what to study first"),
                                    ("wall", "Wall: what comes after stays closed until then"),
                                ],
                                default="none",
                                max_length=8,
                                verbose_name="prerequisites are",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "course",
                        "verbose_name_plural": "courses",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("prerequisite_rule__in", ["none", "advice", "wall"])),
                                name="prerequisite_rule_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_id", ""), _negated=True),
                                fields=("source_id",),
                                name="one_course_per_file",
                            ),
                        ],
                    },
                    bases=("wagtailcore.page", models.Model),
                ),
                migrations.CreateModel(
                    name="KnowledgePoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                max_length=20,
                                unique=True,
                                validators=[django.core.validators.RegexValidator("^[A-Z]-[A-Z]-[A-Z]-\\d{3}$")],
                                verbose_name="code",
                            ),
                        ),
                        ("syllabus_id", models.CharField(max_length=24, unique=True, verbose_name="syllabus id")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "importance",
                            models.CharField(
                                choices=[("X", "X core"), ("Y", "Y general"), ("Z", "Z auxiliary")],
                                default="Y",
                                max_length=1,
                                verbose_name="importance",
                            ),
                        ),
                        ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                        (
                            "chapter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="courses.chapterpage",
                                verbose_name="chapter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "knowledge point",
                        "verbose_name_plural": "knowledge points",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("importance__in", ["X", "Y", "Z"])), name="point_importance_xyz"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gte", 1)), name="point_weight_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LessonPage",
                    fields=[
                        (
                            "page_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                        ("source_id", models.CharField(blank=True, db_index=True, editable=False, max_length=24)),
                        ("source_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("loaded_revision_id", models.BigIntegerField(blank=True, editable=False, null=True)),
                        ("section", models.CharField(blank=True, max_length=80, verbose_name="section")),
                        ("minutes", models.PositiveSmallIntegerField(default=20, verbose_name="study minutes")),
                        ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed")),
                        (
                            "supplementary",
                            models.BooleanField(
                                default=False,
                                help_text="The source has only the heading; the page says so",
                                verbose_name="supplementary",
                            ),
                        ),
                        (
                            "body",
                            wagtail.fields.StreamField(
                                [
                                    ("scene", 3),
                                    ("objectives", 8),
                                    ("heading", 12),
                                    ("prose", 3),
                                    ("definition", 14),
                                    ("elements", 21),
                                    ("steps", 25),
                                    ("table", 31),
                                    ("formula", 33),
                                    ("figure", 37),
                                    ("case", 39),
                                    ("pitfalls", 43),
                                    ("key_points", 45),
                                    ("check", 52),
                                ],
                                blank=True,
                                block_lookup={
                                    0: (
                                        "wagtail.blocks.RichTextBlock",
                                        (),
                                        {"features": ["bold", "link"], "label": "Text"},
                                    ),
                                    1: ("wagtail.blocks.CharBlock", (), {"max_length": 24}),
                                    2: (
                                        "wagtail.blocks.ListBlock",
                                        (1,),
                                        {
                                            "collapsed": True,
                                            "default": [],
                                            "label": "Syllabus facts",
                                            "search_index": False,
                                        },
                                    ),
                                    3: ("wagtail.blocks.StructBlock", [[("text", 0), ("facts", 2)]], {}),
                                    4: ("wagtail.blocks.CharBlock", (), {"label": "Objective"}),
                                    5: (
                                        "wagtail.blocks.ChoiceBlock",
                                        [],
                                        {"choices": courses.points.point_choices, "label": "Knowledge point"},
                                    ),
                                    6: ("wagtail.blocks.StructBlock", [[("text", 4), ("point", 5)]], {}),
                                    7: ("wagtail.blocks.ListBlock", (6,), {"label": "Objectives"}),
                                    8: ("wagtail.blocks.StructBlock", [[("items", 7)]], {}),
                                    9: ("wagtail.blocks.CharBlock", (), {"label": "Heading"}),
                                    10: (
                                        "wagtail.blocks.RegexBlock",
                                        (),
                                        {
                                            "help_text": "Lower-case letters, digits, -",
                                            "label": "Anchor",
                                            "regex": "^[a-z0-9-]+$",
                                            "search_index": False,
                                        },
                                    ),
                                    11: (
                                        "wagtail.blocks.MultipleChoiceBlock",
                                        [],
                                        {"choices": courses.points.point_choices, "label": "Knowledge points"},
                                    ),
                                    12: (
                                        "wagtail.blocks.StructBlock",
                                        [[("text", 9), ("anchor", 10), ("points", 11)]],
                                        {},
                                    ),
                                    13: ("wagtail.blocks.CharBlock", (), {"label": "Term"}),
                                    14: ("wagtail.blocks.StructBlock", [[("term", 13), ("text", 0), ("facts", 2)]], {}),
                                    15: ("wagtail.blocks.CharBlock", (), {"label": "Title"}),
                                    16: ("wagtail.blocks.BooleanBlock", (), {"label": "Numbered", "required": False}),
                                    17: ("wagtail.blocks.CharBlock", (), {"label": "Element name"}),
                                    18: (
                                        "wagtail.blocks.CharBlock",
                                        (),
                                        {"label": "How to recognise it at work", "required": False},
                                    ),
                                    19: ("wagtail.blocks.StructBlock", [[("name", 17), ("text", 0), ("sign", 18)]], {}),
                                    20: ("wagtail.blocks.ListBlock", (19,), {"label": "Elements"}),
                                    21: (
                                        "wagtail.blocks.StructBlock",
                                        [[("title", 15), ("ordered", 16), ("items", 20), ("facts", 2)]],
                                        {},
                                    ),
                                    22: ("wagtail.blocks.CharBlock", (), {"label": "Step"}),
                                    23: ("wagtail.blocks.StructBlock", [[("name", 22), ("text", 0)]], {}),
                                    24: ("wagtail.blocks.ListBlock", (23,), {"label": "Steps"}),
                                    25: (
                                        "wagtail.blocks.StructBlock",
                                        [[("title", 15), ("items", 24), ("facts", 2)]],
                                        {},
                                    ),
                                    26: ("wagtail.blocks.CharBlock", (), {"label": "Caption"}),
                                    27: ("wagtail.blocks.CharBlock", (), {}),
                                    28: ("wagtail.blocks.ListBlock", (27,), {"label": "Header"}),
                                    29: ("wagtail.blocks.ListBlock", (27,), {}),
                                    30: ("wagtail.blocks.ListBlock", (29,), {"label": "Rows"}),
                                    31: (
                                        "wagtail.blocks.StructBlock",
                                        [[("caption", 26), ("header", 28), ("rows", 30), ("facts", 2)]],
                                        {},
                                    ),
                                    32: ("wagtail.blocks.CharBlock", (), {"label": "Formula"}),
                                    33: (
                                        "wagtail.blocks.StructBlock",
                                        [[("expression", 32), ("text", 0), ("facts", 2)]],
                                        {},
                                    ),
                                    34: (
                                        "wagtail.blocks.TextBlock",
                                        (),
                                        {"label": "SVG", "rows": 4, "search_index": False},
                                    ),
                                    35: ("wagtail.blocks.TextBlock", (), {"label": "Alternative text", "rows": 2}),
                                    36: (
                                        "wagtail.blocks.RegexBlock",
                                        (),
                                        {
                                            "help_text": "Such as two-dimensions.svg; left empty, one is given when the page is written to its file",
                                            "label": "File name in content/",
                                            "regex": "^[a-z0-9]+(-[a-z0-9]+)*\\.svg$",
                                            "required": False,
                                            "search_index": False,
                                        },
                                    ),
                                    37: (
                                        "wagtail.blocks.StructBlock",
                                        [
                                            [
                                                ("svg", 34),
                                                ("title", 15),
                                                ("alt", 35),
                                                ("caption", 26),
                                                ("file", 36),
                                                ("facts", 2),
                                            ]
                                        ],
                                        {},
                                    ),
                                    38: ("wagtail.blocks.CharBlock", (), {"label": "Question to the reader"}),
                                    39: (
                                        "wagtail.blocks.StructBlock",
                                        [[("title", 15), ("text", 0), ("question", 38), ("facts", 2)]],
                                        {},
                                    ),
                                    40: ("wagtail.blocks.CharBlock", (), {"label": "Easily confused"}),
                                    41: ("wagtail.blocks.StructBlock", [[("confusion", 40), ("text", 0)]], {}),
                                    42: ("wagtail.blocks.ListBlock", (41,), {"label": "Confusions"}),
                                    43: ("wagtail.blocks.StructBlock", [[("items", 42), ("facts", 2)]], {}),
                                    44: ("wagtail.blocks.ListBlock", (27,), {"label": "Key points"}),
                                    45: ("wagtail.blocks.StructBlock", [[("items", 44), ("facts", 2)]], {}),
                                    46: ("wagtail.blocks.TextBlock", (), {"label": "Check question", "rows": 2}),
                                    47: ("wagtail.blocks.CharBlock", (), {"label": "Option"}),
                                    48: ("wagtail.blocks.BooleanBlock", (), {"label": "Correct", "required": False}),
                                    49: ("wagtail.blocks.CharBlock", (), {"label": "Feedback"}),
                                    50: (
                                        "wagtail.blocks.StructBlock",
                                        [[("text", 47), ("correct", 48), ("feedback", 49)]],
                                        {},
                                    ),
                                    51: ("wagtail.blocks.ListBlock", (50,), {"label": "Options", "min_num": 2}),
                                    52: (
                                        "wagtail.blocks.StructBlock",
                                        [[("point", 5), ("stem", 46), ("options", 51)]],
                                        {},
                                    ),
                                },
                                verbose_name="content",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lesson",
                        "verbose_name_plural": "lessons",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("source_id", ""), _negated=True),
                                fields=("source_id",),
                                name="one_lesson_per_file",
                            )
                        ],
                    },
                    bases=("wagtailcore.page", models.Model),
                ),
                migrations.CreateModel(
                    name="HeadingPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("anchor", models.CharField(max_length=80, verbose_name="anchor")),
                        ("text", models.CharField(max_length=200, verbose_name="heading")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="headings",
                                to="courses.knowledgepoint",
                            ),
                        ),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="heading_points",
                                to="courses.lessonpage",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "taught point",
                        "verbose_name_plural": "taught points",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("lesson", "anchor", "point"), name="one_row_per_heading_and_point"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("block_id", models.UUIDField()),
                        ("question", models.CharField(max_length=64, verbose_name="question")),
                        ("option", models.PositiveSmallIntegerField(verbose_name="option")),
                        ("is_right", models.BooleanField(verbose_name="right")),
                        ("answered_at", models.DateTimeField(verbose_name="answered")),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_answers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_answers",
                                to="courses.knowledgepoint",
                            ),
                        ),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="check_answers",
                                to="courses.lessonpage",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a knowledge check",
                        "verbose_name_plural": "answers to knowledge checks",
                        "ordering": ["answered_at", "pk"],
                        "indexes": [
                            models.Index(fields=["trainee", "lesson"], name="check_answers_in_lesson"),
                            models.Index(fields=["trainee", "point"], name="check_answers_to_point"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bookmark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("anchor", models.CharField(max_length=80)),
                        ("heading", models.CharField(max_length=255, verbose_name="heading")),
                        ("created_at", models.DateTimeField(verbose_name="marked")),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookmarks",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bookmarks",
                                to="courses.lessonpage",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bookmark",
                        "verbose_name_plural": "bookmarks",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("trainee", "lesson", "anchor"), name="one_bookmark_per_heading"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("anchor", ""), _negated=True), name="bookmark_has_a_place"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LessonProgress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("anchor", models.CharField(blank=True, max_length=80)),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                        (
                            "active_seconds",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="active reading time"),
                        ),
                        ("is_measured", models.BooleanField(default=False, verbose_name="time was measured")),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="progress",
                                to="courses.lessonpage",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lesson_progress",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lesson progress",
                        "verbose_name_plural": "lesson progress",
                        "constraints": [
                            models.UniqueConstraint(fields=("lesson", "trainee"), name="one_progress_per_lesson"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_measured", False),
                                    models.Q(("active_seconds__isnull", False), ("finished_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="measured_progress_is_finished",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MistakeReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("anchor", models.CharField(blank=True, max_length=80)),
                        ("heading", models.CharField(blank=True, max_length=200, verbose_name="part")),
                        ("block_id", models.CharField(blank=True, max_length=36)),
                        ("revision_id", models.BigIntegerField(blank=True, null=True)),
                        ("quote", models.CharField(blank=True, max_length=500, verbose_name="quoted passage")),
                        ("text", models.TextField(max_length=2000, verbose_name="what is wrong")),
                        ("created_at", models.DateTimeField(verbose_name="reported")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined")],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                        ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="answer given")),
                        (
                            "handled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handled_mistake_reports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mistake_reports",
                                to="courses.lessonpage",
                                verbose_name="lesson",
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mistake_reports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mistake report",
                        "verbose_name_plural": "mistake reports",
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["reporter", "created_at"], name="mistake_reports_of_a_reader")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="mistake_report_says_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""), ("handled_at", None), ("handled_by", None), ("state", "open")
                                    ),
                                    models.Q(
                                        ("handled_at__isnull", False),
                                        ("handled_by__isnull", False),
                                        ("state__in", ["accepted", "declined"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="mistake_report_is_open_or_handled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer", ""), ("state", "declined"), _negated=True),
                                name="declined_mistake_report_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("anchor", models.CharField(max_length=80)),
                        ("heading", models.CharField(max_length=255, verbose_name="heading")),
                        ("text", models.TextField(max_length=4000, verbose_name="note")),
                        ("created_at", models.DateTimeField(verbose_name="written")),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="courses.lessonpage",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "note",
                        "verbose_name_plural": "notes",
                        "ordering": ["created_at", "pk"],
                        "indexes": [models.Index(fields=["trainee", "lesson"], name="notes_in_lesson")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("anchor", ""), _negated=True), name="note_has_a_place"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Prerequisite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                        (
                            "chapter",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: before the whole course.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="courses.chapterpage",
                                verbose_name="before chapter",
                            ),
                        ),
                        (
                            "course",
                            modelcluster.fields.ParentalKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prerequisites",
                                to="courses.coursepage",
                            ),
                        ),
                        (
                            "needs",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.WAGTAIL_PAGE_MODEL,
                                verbose_name="study first",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prerequisite",
                        "verbose_name_plural": "prerequisites",
                        "ordering": ["sort_order"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("course", models.F("needs")), _negated=True),
                                name="course_needs_not_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("chapter__isnull", True),
                                    models.Q(("chapter", models.F("needs")), _negated=True),
                                    _connector="OR",
                                ),
                                name="chapter_needs_not_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicationStamp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=32)),
                    ],
                    options={
                        "verbose_name": "publication stamp",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_publication_stamp")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadingSpan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField()),
                        ("seconds", models.PositiveIntegerField(verbose_name="active seconds")),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("reported_at", models.DateTimeField(verbose_name="last report")),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reading_spans",
                                to="courses.lessonpage",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reading_spans",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading span",
                        "verbose_name_plural": "reading spans",
                        "indexes": [models.Index(fields=["trainee", "reported_at"], name="reading_latest_report")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("trainee", "lesson", "key"), name="one_reading_span_per_view"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reported_at__gte", models.F("started_at"))),
                                name="reading_goes_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("course", "Course"),
                                    ("chapter", "Chapter"),
                                    ("lesson", "Lesson"),
                                    ("heading", "Heading"),
                                    ("term", "Term"),
                                    ("figure", "Figure"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("anchor", models.CharField(blank=True, max_length=80)),
                        ("title", models.TextField(blank=True)),
                        ("text", models.TextField(blank=True)),
                        ("head", models.TextField(blank=True)),
                        ("names", models.TextField(blank=True)),
                        ("body", models.TextField(blank=True)),
                        ("initials", models.TextField(blank=True)),
                        (
                            "page",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="search_entries",
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "search entry",
                        "verbose_name_plural": "search entries",
                        "constraints": [
                            models.UniqueConstraint(fields=("page", "position"), name="one_search_entry_per_place"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["course", "chapter", "lesson", "heading", "term", "figure"])
                                ),
                                name="search_entry_kind_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchToken",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "token", "entry", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("token", models.CharField(max_length=17)),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="courses.searchentry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "search token",
                        "verbose_name_plural": "search tokens",
                    },
                ),
                migrations.CreateModel(
                    name="SecondPersonTask",
                    fields=[
                        (
                            "task_ptr",
                            models.OneToOneField(
                                auto_created=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                parent_link=True,
                                primary_key=True,
                                serialize=False,
                                to="wagtailcore.task",
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval by a second person",
                        "verbose_name_plural": "approvals by a second person",
                    },
                    bases=("wagtailcore.task",),
                ),
                migrations.CreateModel(
                    name="Term",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("term", models.CharField(max_length=80, verbose_name="term")),
                        ("reading", models.CharField(max_length=640, verbose_name="reading")),
                        ("definition", models.TextField(verbose_name="definition")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        (
                            "lesson",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="terms",
                                to="courses.lessonpage",
                                verbose_name="lesson",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "term",
                        "verbose_name_plural": "terms",
                        "ordering": ["lesson", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("lesson", "term"), name="one_definition_per_lesson_and_term"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("term", ""), _negated=True), name="term_has_a_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="enrolled")),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enrolments",
                                to="courses.coursepage",
                            ),
                        ),
                        (
                            "trainee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enrolment",
                        "verbose_name_plural": "enrolments",
                        "constraints": [
                            models.UniqueConstraint(fields=("course", "trainee"), name="one_enrolment_per_course")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting to be made"),
                                    ("making", "Being made"),
                                    ("ready", "Ready"),
                                    ("failed", "Could not be made"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked for")),
                        ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun")),
                        ("fault", models.TextField(blank=True, verbose_name="what went wrong")),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                storage=accounts.models.people.private_storage,
                                upload_to="handouts/",
                                verbose_name="file",
                            ),
                        ),
                        (
                            "digest",
                            models.CharField(
                                blank=True, editable=False, max_length=64, verbose_name="digest of its content"
                            ),
                        ),
                        ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                        ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                        ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made")),
                        (
                            "chapter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handout",
                                to="courses.chapterpage",
                                verbose_name="chapter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "handout",
                        "verbose_name_plural": "handouts",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "making", "ready", "failed"])),
                                name="handout_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("digest", ""), ("file", ""), ("made_at", None), ("pages", 0), ("size", 0)
                                    ),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("digest", ""), _negated=True),
                                        ("made_at__isnull", False),
                                        ("pages__gte", 1),
                                        ("size__gte", 1),
                                    ),
                                    _connector="OR",
                                ),
                                name="handout_file_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("file", ""), ("state", "ready"), _negated=True),
                                name="handout_ready_has_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("begun_at__isnull", True), ("state", "making"), _negated=True),
                                name="handout_making_has_begun",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
