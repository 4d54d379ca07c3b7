"""Content files in: read, check, and hand to the services that publish them."""
