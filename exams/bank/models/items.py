"""Banks, items, the immutable versions that exams are made of, and what is said and shown of them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import private_storage
from courses.models import ChapterPage, KnowledgePoint


class Cognitive(models.TextChoices):
    """Cognitive level an item asks for (Bloom, revised: the first four levels)."""

    REMEMBER = "remember", _("Remember")
    UNDERSTAND = "understand", _("Understand")
    APPLY = "apply", _("Apply")
    ANALYSE = "analyse", _("Analyse")


class VersionState(models.TextChoices):
    """Life cycle of an item version; services.TRANSITIONS says which step follows which."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


class Bank(models.Model):
    """The question bank of one chapter."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    code = models.CharField(_("code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=120)
    chapter = models.OneToOneField(
        ChapterPage, on_delete=models.PROTECT, related_name="bank", verbose_name=_("chapter")
    )
    # Open to everybody whose role reads banks, or only to those on its list (BankAccess).
    is_restricted = models.BooleanField(_("only for those listed"), default=False)

    class Meta:
        verbose_name = _("bank")
        verbose_name_plural = _("banks")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Item(models.Model):
    """One question through all its versions; `key` is its stable name in the bank."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="items", verbose_name=_("bank"))
    key = models.CharField(_("key"), max_length=32)
    item_type = models.CharField(_("type"), max_length=32)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # From then on trainees practise it with its key, so it never comes onto an exam's paper again. It is never undone.
    practice_since = models.DateTimeField(_("for practice since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        permissions: ClassVar = [("export_item", _("Can export items with their keys"))]
        ordering: ClassVar = ["bank", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "key"], name="item_key_unique_in_bank")]
        indexes: ClassVar = [
            models.Index(fields=["bank"], condition=Q(practice_since__isnull=False), name="item_for_practice")
        ]

    def __str__(self) -> str:
        return self.key


class ItemVersion(models.Model):
    """What was asked, exactly. Content columns never change once approved (a database trigger refuses it)."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions", verbose_name=_("item"))
    number = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=16, choices=VersionState, default=VersionState.DRAFT)
    # Validated by the item type's schema (exams.bank.item_types); includes stem, key and explanation.
    body = models.JSONField(_("content"))
    body_sha256 = models.CharField(max_length=64, editable=False)
    stem_text = models.CharField(_("stem"), max_length=500, editable=False)
    point = models.ForeignKey(
        KnowledgePoint, on_delete=models.PROTECT, related_name="item_versions", verbose_name=_("knowledge point")
    )
    facts = models.JSONField(_("syllabus facts"), default=list, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    cognitive = models.CharField(_("cognitive level"), max_length=16, choices=Cognitive)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authored_versions", verbose_name=_("author")
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="approved_versions",
        verbose_name=_("approver"),
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    # Who shall review it; empty means whoever comes first.
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="versions_to_review",
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        ordering: ClassVar = ["item", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_unique_in_item"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=VersionState.APPROVED), name="one_approved_version_per_item"
            ),
            models.CheckConstraint(condition=Q(difficulty__range=(1, 5)), name="version_difficulty_1_to_5"),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="version_author_is_not_approver"
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.APPROVED) | Q(approver__isnull=False, approved_at__isnull=False),
                name="version_approved_has_approver",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="version_author_is_not_reviewer"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "item"], name="version_state_item"),
            # Who wrote here: a look for each person, however many versions a few of them wrote.
            models.Index(fields=["author", "item"], name="version_author_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item.key} v{self.number}"


class FirstAuthor(models.Model):
    """Somebody who wrote what an item was copied from: of the copy, too, they approve nothing."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="first_authors", verbose_name=_("item"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    class Meta:
        verbose_name = _("first author")
        verbose_name_plural = _("first authors")
        ordering: ClassVar = ["item", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "author"], name="first_author_once_per_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.author_id}"


class ItemReview(models.Model):
    """One step in the life of a version: who moved it where, and what they said."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="reviews")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_reviews")
    from_state = models.CharField(max_length=16, choices=VersionState)
    to_state = models.CharField(max_length=16, choices=VersionState)
    comment = models.TextField(_("comment"), blank=True)
    # What was handed to the reviewer, so that a later revision can be compared with it; empty for other steps.
    content = models.JSONField(_("content"), default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("item review")
        verbose_name_plural = _("item reviews")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class ItemMedia(models.Model):
    """A picture that items of a bank show, re-encoded at upload; served only by views that check who asks."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="media", verbose_name=_("bank"))
    # What item texts name: 16 hexadecimal digits of the content's SHA-256, a dot, png or jpg.
    key = models.CharField(_("key"), max_length=24)
    file = models.FileField(_("file"), storage=private_storage, upload_to="items/")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("item picture")
        verbose_name_plural = _("item pictures")
        ordering: ClassVar = ["bank", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "key"], name="media_key_unique_in_bank")]

    def __str__(self) -> str:
        return self.key

    @property
    def content_type(self) -> str:
        """The media type that its key names."""
        return "image/png" if self.key.endswith(".png") else "image/jpeg"


class ItemComment(models.Model):
    """What somebody says of one field of a version. Its words never change; it is open until it is settled."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="comments")
    # Path of a control of the form ("stem", "options-1"); empty for the item as a whole.
    field = models.CharField(_("field"), max_length=80, blank=True)
    # What stood in the field, since its place may move.
    quoted = models.CharField(_("quoted"), max_length=200, blank=True)
    text = models.TextField(_("comment"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_comments")
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("item comment")
        verbose_name_plural = _("item comments")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="item_comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="item_comment_settled_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["version"], condition=Q(resolved_at__isnull=True), name="item_comment_open")
        ]

    def __str__(self) -> str:
        return self.text[:40]
