import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.people
from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_appearance"),
        ("accounts", "0003_contrast_themes"),
        ("accounts", "0004_notices"),
        ("accounts", "0005_audit_log"),
        ("accounts", "0006_marking_notices"),
        ("accounts", "0007_other_systems"),
        ("accounts", "0008_personal_data"),
    ]

    # Other packages' come first: each of their migrations renders every model that stands by then, and the user leads to all
    # of ours.
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0001_foundation"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("usersessions", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="AccessToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("prefix", models.CharField(max_length=16, unique=True, verbose_name="begins with")),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("scopes", models.JSONField(default=list, verbose_name="may")),
                        ("exams", models.JSONField(blank=True, default=list, verbose_name="only for exams")),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="access_tokens",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "access token",
                        "verbose_name_plural": "access tokens",
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                                name="token_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), models.Q(("digest", ""), _negated=True)
                                ),
                                name="token_has_a_name_and_a_digest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="place")),
                        ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                        ("act", models.CharField(db_index=True, max_length=80, verbose_name="act")),
                        ("object_type", models.CharField(blank=True, max_length=80, verbose_name="kind of object")),
                        ("object_id", models.CharField(blank=True, max_length=64, verbose_name="number of the object")),
                        ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                        ("source", models.CharField(max_length=32)),
                        ("source_id", models.BigIntegerField()),
                        ("sealed_at", models.DateTimeField(verbose_name="chained")),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                        (
                            "actor",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "audit entry",
                        "verbose_name_plural": "audit entries",
                        "ordering": ["-position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "source_id"), name="an_act_is_chained_once"),
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 1)), name="audit_chain_begins_at_1"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("position", 1), ("previous", "")),
                                    models.Q(("position__gt", 1), models.Q(("previous", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="audit_entry_follows_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=80, verbose_name="subject")),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("text_sha256", models.CharField(max_length=64)),
                        ("given_at", models.DateTimeField(verbose_name="given")),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "ordering": ["-given_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("user", "subject", "version"),
                                name="one_standing_consent_to_a_version",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    ("withdrawn_at__gte", models.F("given_at")),
                                    _connector="OR",
                                ),
                                name="consent_given_before_withdrawn",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=80, verbose_name="subject")),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("text", models.TextField(verbose_name="text")),
                        ("sha256", models.CharField(max_length=64)),
                        ("since", models.DateTimeField(verbose_name="in use since")),
                    ],
                    options={
                        "verbose_name": "consent text",
                        "verbose_name_plural": "consent texts",
                        "ordering": ["subject", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("subject", "version"), name="consent_text_version_once"),
                            models.UniqueConstraint(fields=("subject", "sha256"), name="consent_text_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExport",
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
                                choices=[("waiting", "Being made"), ("ready", "Ready"), ("gone", "Deleted")],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="kept until")),
                        (
                            "file",
                            models.FileField(
                                blank=True, storage=accounts.models.people.private_storage, upload_to="exports/"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_exports",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "copy of personal data",
                        "verbose_name_plural": "copies of personal data",
                        "ordering": ["-asked_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")), fields=("user",), name="one_export_at_a_time"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(models.Q(("file", ""), _negated=True), ("expires_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="export_ready_has_a_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "gone"), _negated=True), ("file", ""), _connector="OR"
                                ),
                                name="export_gone_has_no_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureRequest",
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
                                    ("asked", "Asked for"),
                                    ("reviewed", "Reviewed, waits for a second person"),
                                    ("approved", "Approved, being carried out"),
                                    ("done", "Carried out"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                        (
                            "keeps_faces",
                            models.BooleanField(default=False, verbose_name="certificates keep name and portrait"),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasure_requests",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request to erase",
                        "verbose_name_plural": "requests to erase",
                        "ordering": ["-asked_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["asked", "reviewed", "approved", "done", "declined", "withdrawn"])
                                ),
                                name="erasure_state_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("asked", "reviewed", "approved"))),
                                fields=("user",),
                                name="one_standing_erasure_request",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["approved", "done"]), _negated=True),
                                    models.Q(
                                        ("reviewed_by__isnull", False),
                                        ("approved_by__isnull", False),
                                        models.Q(("approved_by", models.F("reviewed_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="erasure_takes_two_persons",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reviewed_by__isnull", True),
                                        models.Q(("reviewed_by", models.F("user")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("approved_by__isnull", True),
                                        models.Q(("approved_by", models.F("user")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="nobody_decides_on_their_own_erasure",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "declined"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="erasure_declined_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotentRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80, verbose_name="key")),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(verbose_name="status")),
                        ("body", models.JSONField()),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        (
                            "token",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests",
                                to="accounts.accesstoken",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answered request",
                        "verbose_name_plural": "answered requests",
                        "indexes": [models.Index(fields=["created_at"], name="answered_requests_by_age")],
                        "constraints": [models.UniqueConstraint(fields=("token", "key"), name="one_answer_per_key")],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                                    ("account", "My account"),
                                    ("registration", "Registration"),
                                    ("timetable", "Timetable, room and seat"),
                                    ("time", "Time given in an exam"),
                                    ("result", "Result"),
                                    ("appeal", "Appeal"),
                                    ("marking", "Marking that is due"),
                                    ("certificate", "Certificate"),
                                ],
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        ("subject", models.CharField(max_length=120, verbose_name="subject")),
                        ("text", models.TextField(verbose_name="text")),
                        ("url", models.CharField(max_length=200)),
                        ("key", models.CharField(max_length=100)),
                        ("about", models.CharField(blank=True, max_length=100)),
                        ("created_at", models.DateTimeField(verbose_name="written")),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recipient",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice",
                        "verbose_name_plural": "notices",
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_of_a_person"),
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)),
                                fields=["recipient"],
                                name="unread_notices_of_a_person",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("recipient", "key"), name="nobody_is_told_twice"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "account",
                                            "registration",
                                            "timetable",
                                            "time",
                                            "result",
                                            "appeal",
                                            "marking",
                                            "certificate",
                                        ],
                                    )
                                ),
                                name="notice_is_of_a_known_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("subject", ""), _negated=True), models.Q(("text", ""), _negated=True)
                                ),
                                name="notice_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("url__startswith", "/"), models.Q(("url__startswith", "//"), _negated=True)
                                ),
                                name="notice_leads_into_the_site",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        ("given_up_at", models.DateTimeField(blank=True, null=True, verbose_name="given up")),
                        ("trouble", models.CharField(blank=True, max_length=300, verbose_name="trouble")),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mail",
                                to="accounts.notice",
                                verbose_name="notice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mail of a notice",
                        "verbose_name_plural": "mails of notices",
                        "ordering": ["due_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                                fields=["due_at"],
                                name="mails_to_be_sent",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_at__isnull", True), ("given_up_at__isnull", True), _connector="OR"
                                ),
                                name="mail_is_sent_or_given_up",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticePreference",
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
                                    ("account", "My account"),
                                    ("registration", "Registration"),
                                    ("timetable", "Timetable, room and seat"),
                                    ("time", "Time given in an exam"),
                                    ("result", "Result"),
                                    ("appeal", "Appeal"),
                                    ("marking", "Marking that is due"),
                                    ("certificate", "Certificate"),
                                ],
                                max_length=16,
                                verbose_name="kind",
                            ),
                        ),
                        ("by_mail", models.BooleanField(verbose_name="by mail")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notice_preferences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice preference",
                        "verbose_name_plural": "notice preferences",
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "kind"), name="one_preference_per_kind"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "account",
                                            "registration",
                                            "timetable",
                                            "time",
                                            "result",
                                            "appeal",
                                            "marking",
                                            "certificate",
                                        ],
                                    )
                                ),
                                name="preference_is_of_a_known_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("full_name", models.CharField(max_length=60, verbose_name="full name")),
                        (
                            "id_number_encrypted",
                            models.BinaryField(blank=True, default=bytes, verbose_name="ID number, encrypted"),
                        ),
                        ("id_number_key", models.CharField(blank=True, editable=False, max_length=16)),
                        (
                            "id_number_tail",
                            models.CharField(
                                blank=True, editable=False, max_length=4, verbose_name="last four of the ID number"
                            ),
                        ),
                        (
                            "photo",
                            models.FileField(
                                blank=True,
                                storage=accounts.models.people.private_storage,
                                upload_to="portraits/",
                                verbose_name="portrait",
                            ),
                        ),
                        ("photo_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="user",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "persons",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("full_name", ""), _negated=True), name="person_has_a_name"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("url", models.CharField(max_length=400, verbose_name="address")),
                        ("events", models.JSONField(default=list, verbose_name="is told of")),
                        ("secret_encrypted", models.BinaryField()),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="made by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook",
                        "verbose_name_plural": "webhooks",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), models.Q(("url", ""), _negated=True)
                                ),
                                name="webhook_has_a_name_and_an_address",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=40, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("registration.changed", "A place was given, changed or taken back"),
                                    ("result.released", "A result was released"),
                                    ("certificate.issued", "A certificate was issued"),
                                    ("certificate.revoked", "A certificate was revoked"),
                                    ("certificate.superseded", "A certificate was superseded"),
                                ],
                                max_length=40,
                                verbose_name="kind",
                            ),
                        ),
                        ("data", models.JSONField()),
                        ("at", models.DateTimeField(verbose_name="at")),
                    ],
                    options={
                        "verbose_name": "webhook event",
                        "verbose_name_plural": "webhook events",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "registration.changed",
                                            "result.released",
                                            "certificate.issued",
                                            "certificate.revoked",
                                            "certificate.superseded",
                                        ],
                                    )
                                ),
                                name="event_is_of_a_known_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                        ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered")),
                        ("given_up_at", models.DateTimeField(blank=True, null=True, verbose_name="given up")),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="accounts.webhook",
                                verbose_name="webhook",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="accounts.webhookevent",
                                verbose_name="webhook event",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "webhook delivery",
                        "verbose_name_plural": "webhook deliveries",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("delivered_at__isnull", True), ("given_up_at__isnull", True)),
                                fields=["due_at"],
                                name="deliveries_to_be_made",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("webhook", "event"), name="one_delivery_of_an_event"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("delivered_at__isnull", True), ("given_up_at__isnull", True), _connector="OR"
                                ),
                                name="delivered_or_given_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookTry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("status", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="status")),
                        ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds")),
                        ("trouble", models.CharField(blank=True, max_length=200, verbose_name="trouble")),
                        (
                            "delivery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="log",
                                to="accounts.webhookdelivery",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "try of a delivery",
                        "verbose_name_plural": "tries of deliveries",
                        "ordering": ["-pk"],
                    },
                ),
            ],
        ),
    ]
