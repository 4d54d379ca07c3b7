"""Named reads of practice; each module says what it answers."""
