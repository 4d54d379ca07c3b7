"""Pictures of a bank."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from exams.bank.views.base import BankView


class MediaView(BankView, View):
    """A picture of the bank, for those who may read its items."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> FileResponse:  # noqa: ARG002 -- the base's signature
        picture = get_object_or_404(self.bank.media, key=kwargs["media_key"])
        response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
        response["Cache-Control"] = "private, max-age=86400"
        return response
