"""Work for the task worker."""

from django_tasks import task


@task()
def answer() -> str:
    """Nothing but a sign of life: `doctor` asks for it."""
    return "here"
