"""URLs of results and of appeals against them."""

from django.urls import path

from exams.marking.views import appeals, results

app_name = "marking"

urlpatterns = [
    path("results/<int:result_id>/", results.result, name="result"),
    path("results/<int:result_id>/media/<str:key>", results.picture, name="result_media"),
    path("results/<int:result_id>/transcript/", results.transcript, name="transcript"),
    path("results/<int:result_id>/appeal/", appeals.appeal, name="appeal"),
    path("results/<int:result_id>/appeal/withdraw/", appeals.withdraw, name="withdraw_appeal"),
]
