"""What a trainee takes away. The worker stands at the root, since it serves pages of the whole course tree."""

from django.urls import path

from courses.takeaway import views

app_name = "takeaway"

urlpatterns = [
    path("study/chapters/<int:chapter_id>/handout/", views.handout, name="handout"),
    path("study/chapters/<int:chapter_id>/handout/ask/", views.ask_for_handout, name="ask_for_handout"),
    path("study/courses/<int:course_id>/copy.json", views.course_copy, name="course_copy"),
    path("study/copies/<int:page_id>/", views.copy, name="copy"),
    path("offline/", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
