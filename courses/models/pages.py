"""The Wagtail page tree: home → course → chapter → lesson."""

import re
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from accounts.prepared import PreparedValues
from courses.blocks import LessonBlocks
from courses.editing import CourseForm, EditorialForm, LessonForm
from courses.models.publication import UnderStamp

_CHAPTER_NUMBER = re.compile(r"(第[〇零一二三四五六七八九十百\d]+章)[\s：:·]*(?=\S)")

_restrictions = PreparedValues(lambda: PageViewRestriction.objects.values_list("pk"))
_any_restriction = UnderStamp(lambda: bool(_restrictions.rows()))


def has_view_restrictions() -> bool:
    """Whether anything in the tree is closed to anybody: usually not, and then nobody need look what."""
    return _any_restriction()


@cache
def _none_at_all() -> QuerySet[PageViewRestriction]:
    """Gone through once already: it makes no statement that finds out anew that nothing can be found."""
    none: QuerySet[PageViewRestriction] = PageViewRestriction.objects.none()
    list(none)
    return none


class LoadedPage(models.Model):
    """Where a page was loaded from: the loader's memory of what it last wrote."""

    # Stable key in content/ (C001, C001.4, C001.4.1.1); empty for pages made in the admin.
    source_id = models.CharField(max_length=24, blank=True, db_index=True, editable=False)
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # The revision the loader published; a newer one means that an editor changed the page.
    loaded_revision_id = models.BigIntegerField(null=True, blank=True, editable=False)

    # A copy is a page of its own, without a file.
    exclude_fields_in_copy: ClassVar = ["source_id", "source_sha256", "loaded_revision_id"]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Keep the loader's memory as the row has it: it belongs to the page, not to one of its revisions."""
        page: Self = super().with_content_json(content)  # type: ignore[misc]
        page.source_id = self.source_id
        page.source_sha256 = self.source_sha256
        page.loaded_revision_id = self.loaded_revision_id
        return page


class FoundByTitle(models.Model):
    """Has the back office's own search, which takes a run of Han characters for one word, find parts of the title."""

    search_fields: ClassVar = [*Page.search_fields, index.AutocompleteField("title_endings")]

    class Meta:
        abstract = True

    def title_endings(self) -> str:
        """Every ending of the title as a word: that search looks for beginnings."""
        return " ".join(self.title[place:] for place in range(len(self.title)))  # type: ignore[attr-defined]  # Page's


class HomePage(Page):
    """The front page; public."""

    intro: Any = models.TextField(_("introduction"), blank=True)

    is_public: ClassVar[bool] = True
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("home page")


class PrerequisiteRule(models.TextChoices):
    """What prerequisites of a course are to its trainees."""

    NONE = "none", _("Not shown")
    ADVICE = "advice", _("Advice: a notice says what to study first")
    WALL = "wall", _("Wall: what comes after stays closed until then")


class CoursePage(FoundByTitle, LoadedPage, Page):  # noqa: DJ008 -- Page has one
    """A course: its chapters and what it leads to; public."""

    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "link"])
    hours = models.PositiveSmallIntegerField(_("study hours"), default=0)
    prerequisite_rule = models.CharField(
        _("prerequisites are"), max_length=8, choices=PrerequisiteRule, default=PrerequisiteRule.NONE
    )

    objects: ClassVar[Any]
    # By courses.models.prerequisites.
    prerequisites: Any
    is_public: ClassVar[bool] = True
    parent_page_types: ClassVar = ["courses.HomePage"]
    subpage_types: ClassVar = ["courses.ChapterPage"]
    base_form_class = CourseForm
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        FieldPanel("intro"),
        FieldPanel(
            "hours", help_text=_("What the training plan counts in all, practice and classes too; 0: not shown.")
        ),
        MultiFieldPanel([FieldPanel("prerequisite_rule"), InlinePanel("prerequisites")], heading=_("Prerequisites")),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(prerequisite_rule__in=["none", "advice", "wall"]), name="prerequisite_rule_known"
            ),
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="one_course_per_file"),
        ]


class ChapterPage(FoundByTitle, LoadedPage, Page):  # noqa: DJ008 -- Page has one
    """A chapter: its lessons by section, its exam."""

    number = models.PositiveSmallIntegerField(_("chapter number"), default=1)
    summary = RichTextField(_("summary"), blank=True, features=["bold", "link"])

    objects: ClassVar[Any]
    is_public: ClassVar[bool] = True
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    base_form_class = EditorialForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("number"), FieldPanel("summary")]

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="one_chapter_per_file"),
        ]

    @property
    def ordinal(self) -> str:
        """What the title begins with where it counts: 第四章."""
        found = _CHAPTER_NUMBER.match(self.title)
        return found[1] if found else ""

    @property
    def bare_title(self) -> str:
        """The title without its number: 客户服务改进."""
        return _CHAPTER_NUMBER.sub("", self.title, count=1)


class LessonPage(FoundByTitle, LoadedPage, Page):  # noqa: DJ008 -- Page has one
    """A lesson: one sitting of study, made of blocks. For signed-in readers."""

    section = models.CharField(_("section"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("study minutes"), default=20)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    supplementary = models.BooleanField(
        _("supplementary"), default=False, help_text=_("The source has only the heading; the page says so")
    )
    body = StreamField(LessonBlocks(), verbose_name=_("content"), blank=True)

    objects: ClassVar[Any]
    is_public: ClassVar[bool] = False
    parent_page_types: ClassVar = ["courses.ChapterPage"]
    subpage_types: ClassVar[list[Any]] = []
    base_form_class = LessonForm
    content_panels: ClassVar = [
        HelpPanel(template="courses/admin/findings_panel.html", heading=_("Checks before publication")),
        *Page.content_panels,
        FieldPanel("section"),
        FieldPanel("minutes"),
        FieldPanel("reviewed_on"),
        FieldPanel("supplementary"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*FoundByTitle.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_id"], condition=~Q(source_id=""), name="one_lesson_per_file"),
        ]

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's, which asks for every page above this one."""
        return super().get_view_restrictions() if has_view_restrictions() else _none_at_all()
