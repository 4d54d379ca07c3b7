"""Users, persons, roles: who somebody is and what they may do."""
