"""Named reads about persons."""

from accounts.models import Person, User


def person_of(user: User) -> Person | None:
    """The person behind a login, where one is known; kept on the user, whose name the page shows as well."""
    person: Person | None = getattr(user, "person", None)
    return person


def person_with_portrait(person_id: int) -> Person | None:
    return Person.objects.exclude(photo="").filter(pk=person_id).first()
