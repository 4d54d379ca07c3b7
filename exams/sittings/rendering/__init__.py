"""What an exam office prints: tickets, sign-in sheets, door sheets, desk labels, the record of a room."""
