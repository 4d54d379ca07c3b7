"""What marking tells higher apps; receivers must be able to run again, and to be missed."""

from django.dispatch import Signal

# Sent after commit with the `result` that its candidate may see from now on, and `now`.
result_released = Signal()
# Sent after commit with the ids of the `registration`, of the `former` result and of the `result` in its place, and `now`.
result_superseded = Signal()
