"""What leaves the site on paper: the handout of a chapter."""
