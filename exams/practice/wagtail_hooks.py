"""Practice in the Wagtail admin: forecasts held against results, for the exam office."""

from wagtail import hooks

from exams.practice.viewsets import ForecastViewSet


@hooks.register("register_admin_viewset")
def register_forecasts() -> ForecastViewSet:
    return ForecastViewSet("practice_forecasts", url_prefix="practice_forecasts")
