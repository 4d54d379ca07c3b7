"""The search page, for strangers and readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from courses.forms import SearchForm
from courses.glossary import closed_paths
from courses.rules import NO_WALLS, walls_before
from courses.search.finding import LONGEST_QUERY, find
from courses.search.results import results_of
from courses.search.suggesting import suggest_terms


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the published pages hold of `q`. Strangers see titles and headings; the passages are for the signed-in.

    Of what a wall keeps closed a reader sees no more than strangers do, and is told what opens it.
    """
    form = SearchForm(request.GET)
    form.is_valid()  # any query is an honest question: nothing is refused
    query = form.cleaned_data.get("q", "")
    closed = closed_paths(request)
    found = find(query, closed_paths=closed, number=form.cleaned_data.get("page"))
    is_reader = request.user.is_authenticated
    walls = walls_before(request.user) if found and is_reader else NO_WALLS
    context = {
        "query": query,
        "found": found,
        "results": results_of(found, with_passages=is_reader, walls=walls) if found else [],
        "suggested": suggest_terms(query, closed_paths=closed) if found and not found.exact else [],
        "longest": LONGEST_QUERY if len(query) > LONGEST_QUERY else 0,
    }
    return render(request, "courses/search.html", context)
