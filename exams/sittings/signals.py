"""What sittings tell higher apps; receivers must be able to run again, and to be missed."""

from django.dispatch import Signal

# Sent after commit with the `attempt` as it was closed (its component, registration and sitting read) and `now`.
attempt_closed = Signal()
# Sent after commit with the `attempt` id and `now`, where answers were counted that came after the closing.
answers_completed = Signal()
