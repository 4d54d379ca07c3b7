"""The exam office in the Wagtail admin."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from exams.sittings.views import (
    accommodations,
    board,
    incidents,
    lockdown,
    officer,
    printing,
    record,
    roster,
    seating,
)
from exams.sittings.viewsets import SittingsGroup


@hooks.register("register_admin_viewset")
def register_sittings() -> SittingsGroup:
    return SittingsGroup()


@hooks.register("register_log_actions")
def name_the_acts(actions: LogActionRegistry) -> None:
    actions.register_action(
        "sittings.attach_paper_set", _("Hand out a set of papers"), _("Set of papers to be handed out")
    )
    actions.register_action("sittings.withdraw", _("Take a place back"), _("Place taken back"))


@hooks.register("register_admin_urls")
def register_day_urls() -> list[URLPattern | URLResolver]:
    urls = [
        path("<int:sitting_id>/", board.day, name="day"),
        path("<int:sitting_id>/lines/", board.lines, name="lines"),
        path("<int:sitting_id>/act/", board.act, name="act"),
        path("<int:sitting_id>/requests/<int:pending_id>/", board.settle, name="settle"),
        path("<int:sitting_id>/candidates/<int:registration_id>/", board.candidate, name="candidate"),
        path("<int:sitting_id>/incidents/", incidents.book, name="incidents"),
        path("<int:sitting_id>/incidents/<int:incident_id>/", incidents.add, name="add_to_incident"),
        path("<int:sitting_id>/incidents/<int:incident_id>/picture/", incidents.picture, name="incident_picture"),
        path("<int:sitting_id>/record/", record.record, name="record"),
        path("<int:sitting_id>/register/", officer.register, name="register"),
        path("<int:sitting_id>/controls/", lockdown.controls, name="controls"),
        path("<int:sitting_id>/controls/codes/", lockdown.rotate_codes, name="rotate_codes"),
        path("<int:sitting_id>/code/", lockdown.room_code, name="room_code"),
        path("<int:sitting_id>/controls/override/", lockdown.override, name="override"),
        path("<int:sitting_id>/controls/seb/", lockdown.seb_file, name="seb_file"),
        path("<int:sitting_id>/sealed/", lockdown.sealed, name="sealed"),
        path("<int:sitting_id>/seats/", seating.seats, name="seats"),
        path("<int:sitting_id>/seats/allocate/", seating.allocate, name="allocate"),
        path("<int:sitting_id>/seats/move/", seating.move, name="move"),
        path("<int:sitting_id>/rooms/", seating.new_rooms, name="new_rooms"),
        path("<int:sitting_id>/rooms/<int:room_id>/", seating.room, name="room"),
        path("<int:sitting_id>/rooms/<int:room_id>/<slug:paper>/", printing.room_paper, name="room_paper"),
        path("<int:sitting_id>/roster/", roster.roster, name="roster"),
        path("<int:sitting_id>/roster/confirm/", roster.confirm, name="confirm_roster"),
        path("<int:sitting_id>/roster/template/", roster.template, name="roster_template"),
        path("registrations/<int:registration_id>/accommodation/", accommodations.decide, name="accommodation"),
    ]
    return [path("exam-day/", include((urls, "sittings_admin")))]
