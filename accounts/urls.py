"""Pages of one's own details; they stand before allauth's, under the same /accounts/."""

from django.urls import path
from django.views.generic import RedirectView

from accounts import views

app_name = "accounts"

# Stands at the root: config.urls.
notices = (
    [
        path("", views.notices, name="index"),
        path("read/", views.read_all, name="read_all"),
        path("preferences/", views.notice_preferences, name="preferences"),
        path("<int:notice_id>/", views.open_notice, name="open"),
    ],
    "notices",
)

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/name/", views.name, name="name"),
    path("profile/phone/", views.phone, name="phone"),
    path("profile/portrait/", views.portrait_upload, name="portrait_upload"),
    path("profile/id-number/", views.id_number, name="id_number"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("sessions/<int:session_id>/end/", views.end_device, name="end_device"),
    path("portraits/<int:person_id>/", views.portrait, name="portrait"),
    # allauth changes a number by SMS, which we do not send; the profile changes it without.
    path("phone/change/", RedirectView.as_view(pattern_name="accounts:profile"), name="phone_change"),
]
