"""What the services of accounts let be known."""

from django.dispatch import Signal

# Mails have been put down to be sent; `due_at`: the earliest of them. Sent once that is committed.
mails_put_down = Signal()
# Messages to other systems have been put down; `due_at`: when. Sent once that is committed.
deliveries_put_down = Signal()
