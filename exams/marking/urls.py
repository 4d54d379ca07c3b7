"""URLs of results."""

from django.urls import path

from exams.marking.views import results

app_name = "marking"

urlpatterns = [
    path("results/<int:result_id>/", results.result, name="result"),
    path("results/<int:result_id>/media/<str:key>", results.picture, name="result_media"),
    path("results/<int:result_id>/transcript/", results.transcript, name="transcript"),
]
