"""The menu of blueprints and papers, and their URLs under /admin/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from exams.papers.rules import may_see_blueprints, may_see_enemies, may_see_papers
from exams.papers.views import blueprints, booklets, editing, enemies, handwork, papers, publishing, sets


class BlueprintsMenuItem(MenuItem):
    """Shown to those who may see blueprints."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_blueprints(request.user)


class PapersMenuItem(MenuItem):
    """Shown to those who may see papers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_papers(request.user)


class BlueprintViewSet(ViewSet):
    """Blueprints with their cells, the matrix of demand and supply, and assembly."""

    icon = "table"
    menu_icon = "table"
    menu_label = _("Blueprints")
    menu_name = "blueprints"
    menu_item_class: Any = BlueprintsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", blueprints.BlueprintIndexView.as_view(), name="index"),
            path("start/", editing.ShapeView.as_view(), name="start"),
            path("add/", editing.BlueprintFormView.as_view(), name="add"),
            path("add/check/", editing.CheckView.as_view(), name="check_new"),
            path("of/<slug:code>/", blueprints.MatrixView.as_view(), name="matrix"),
            path("of/<slug:code>/edit/", editing.BlueprintFormView.as_view(), name="edit"),
            path("of/<slug:code>/check/", editing.CheckView.as_view(), name="check"),
            path("of/<slug:code>/copy/", editing.CopyView.as_view(), name="copy"),
            path("of/<slug:code>/lock/", editing.LockView.as_view(), name="lock"),
            path("of/<slug:code>/assemble/", blueprints.AssembleView.as_view(), name="assemble"),
            path("of/<slug:code>/parallel/", sets.ParallelView.as_view(), name="parallel"),
            path("of/<slug:code>/draw/", sets.DrawView.as_view(), name="draw"),
            path("of/<slug:code>/simulate/", sets.SimulateView.as_view(), name="simulate"),
        ]


class PaperViewSet(ViewSet):
    """Papers to look through and to publish."""

    icon = "doc-full"
    menu_icon = "doc-full"
    menu_label = _("Papers")
    menu_name = "papers"
    menu_item_class: Any = PapersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", papers.PaperIndexView.as_view(), name="index"),
            path("<int:pk>/", papers.PaperView.as_view(), name="paper"),
            path("<int:pk>/media/<str:key>", papers.PictureView.as_view(), name="media"),
            path("<int:pk>/print/", booklets.PrintView.as_view(), name="print"),
            path("<int:pk>/submit/", publishing.SubmitView.as_view(), name="submit"),
            path("<int:pk>/return/", publishing.ReturnView.as_view(), name="return"),
            path("<int:pk>/publish/", publishing.PublishView.as_view(), name="publish"),
            path("<int:pk>/work/", handwork.WorkView.as_view(), name="work"),
            path("<int:pk>/work/marks/", handwork.MarksView.as_view(), name="marks"),
            path("<int:pk>/work/readmit/", handwork.ReadmitView.as_view(), name="readmit"),
            path("<int:pk>/work/<int:slot>/", handwork.SwapView.as_view(), name="swap"),
            path("sets/<int:set_id>/", sets.SetView.as_view(), name="set"),
            path("sets/<int:set_id>/submit/", publishing.SubmitSetView.as_view(), name="submit_set"),
            path("sets/<int:set_id>/return/", publishing.ReturnSetView.as_view(), name="return_set"),
            path("sets/<int:set_id>/publish/", publishing.PublishSetView.as_view(), name="publish_set"),
        ]


class EnemiesMenuItem(MenuItem):
    """Shown to those who may see the pairs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_enemies(request.user)


class EnemyViewSet(ViewSet):
    """Pairs of items that never stand on one paper."""

    icon = "warning"
    menu_icon = "warning"
    menu_label = _("Never on one paper")
    menu_name = "enemies"
    menu_item_class: Any = EnemiesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", enemies.EnemiesView.as_view(), name="index"),
            path("add/", enemies.AddEnemiesView.as_view(), name="add"),
            path("<int:pk>/remove/", enemies.RemoveEnemiesView.as_view(), name="remove"),
        ]


class PapersGroup(ViewSetGroup):
    """The paper makers' menu."""

    menu_label = _("Paper making")
    menu_icon = "table"
    menu_name = "paper-making"
    menu_order = 250
    items = (BlueprintViewSet("blueprints"), PaperViewSet("papers"), EnemyViewSet("enemies"))
