"""URLs of exams and attempts. The JSON answer path is served by exams.sittings.middleware before these."""

from django.urls import path

from exams.sittings.views import (
    accommodations,
    applications,
    breaks,
    candidate,
    controls,
    device,
    lock,
    log,
    notices,
    printing,
    rehearsal,
    runner,
)

app_name = "sittings"

urlpatterns = [
    path("exams/", candidate.index, name="index"),
    path("exams/register/<int:sitting_id>/", candidate.register, name="register"),
    path("exams/enter/<int:sitting_id>/", controls.enter, name="enter"),
    path("exams/rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("exams/rehearsal/items/", rehearsal.items, name="rehearsal_items"),
    path("exams/rehearsal/review/", rehearsal.review, name="rehearsal_review"),
    path("exams/rehearsal/end/", rehearsal.end, name="rehearsal_end"),
    path("exams/device/", device.check, name="device_check"),
    path("exams/device/clock/", device.clock, name="device_clock"),
    path("exams/apply/<int:sitting_id>/", applications.application_page, name="application"),
    path("exams/apply/<int:sitting_id>/documents/", applications.add, name="add_document"),
    path("exams/documents/<int:document_id>/", applications.document, name="document"),
    path("exams/documents/<int:document_id>/remove/", applications.remove, name="remove_document"),
    path("exams/<str:number>/ticket/", printing.ticket, name="ticket"),
    path("exams/<str:number>/check/", printing.check, name="check"),
    path("exams/<str:number>/accommodation/", accommodations.ask, name="accommodation"),
    path("exams/<str:number>/accommodation/withdraw/", accommodations.withdraw, name="withdraw_accommodation"),
    path("exams/<str:number>/", candidate.registration_page, name="registration"),
    path("exams/<str:number>/pledge/", candidate.pledge, name="pledge"),
    path("exams/<str:number>/start/", candidate.start, name="start"),
    path("exams/<str:number>/seb/", controls.seb_file, name="seb_file"),
    path("attempts/<int:attempt_id>/", runner.runner, name="runner"),
    path("attempts/<int:attempt_id>/takeover/", runner.takeover, name="takeover"),
    path("attempts/<int:attempt_id>/review/", runner.review, name="review"),
    path("attempts/<int:attempt_id>/submit/", runner.submit, name="submit"),
    path("attempts/<int:attempt_id>/report/", controls.report, name="report"),
    path("attempts/<int:attempt_id>/receipt/", runner.receipt, name="receipt"),
    path("attempts/<int:attempt_id>/notices/", notices.notices, name="notices"),
    path("attempts/<int:attempt_id>/lock/", lock.lock, name="lock"),
    path("attempts/<int:attempt_id>/unlock/", lock.unlock, name="unlock"),
    path("attempts/<int:attempt_id>/break/", breaks.rest, name="break"),
    path("attempts/<int:attempt_id>/break/end/", breaks.go_on, name="break_end"),
    path("attempts/<int:attempt_id>/log.json", log.as_json, name="log_json"),
    path("attempts/<int:attempt_id>/log.txt", log.as_text, name="log_text"),
    path("papers/<str:digest>/items/", runner.paper_items, name="paper_items"),
    path("papers/<str:digest>/media/<str:key>", runner.paper_media, name="paper_media"),
]
