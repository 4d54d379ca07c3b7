"""URLs of certificates."""

from django.urls import path

from certificates.views import badges, files, holder, strangers

app_name = "certificates"

urlpatterns = [
    path("certificates/", holder.index, name="index"),
    path("certificates/claim/<slug:award_code>/", holder.claim, name="claim"),
    path("certificates/<str:number>/", holder.certificate, name="certificate"),
    path("certificates/<str:number>/download/", holder.download, name="download"),
    path("certificates/<str:number>/name/", holder.show_name, name="show_name"),
    path("certificates/<str:number>/correction/", holder.ask_correction, name="ask_correction"),
    path("certificates/<str:number>/renew/", holder.renew, name="renew"),
    path("certificates/<str:number>/wallet/", holder.wallet, name="wallet"),
    path("certificates/<str:number>/badge.<str:kind>", badges.download, name="badge_download"),
    path(".well-known/did.json", badges.keys, name="badge_keys"),
    path("badges/issuer.json", badges.issuer, name="badge_issuer"),
    path("badges/achievements/<int:award_id>.json", badges.achievement, name="badge_achievement"),
    path("badges/achievements/<int:award_id>.png", badges.picture, name="badge_picture"),
    path("badges/credentials/<str:code>.json", badges.credential, name="badge_credential"),
    path("badges/status/<int:list_id>.json", badges.status_list, name="badge_status_list"),
    path("verify/", strangers.verify_form, name="verify_form"),
    path("verify.json", strangers.verify_json, name="verify_json"),
    path("verify/<str:code>.json", strangers.verify_code_json, name="verify_code_json"),
    path("verify/file/", files.verify_file_form, name="verify_file"),
    path("verify/keys/", files.public_keys, name="public_keys"),
    path("verify/<str:code>/", strangers.verify, name="verify"),
    path("verify/<str:code>/newer/", strangers.replacement, name="replacement"),
    path("verify/<str:code>/card.png", strangers.card, name="card"),
]
