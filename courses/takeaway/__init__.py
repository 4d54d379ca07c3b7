"""What a trainee takes away: a chapter's handout on paper, a course's copy on their own device."""
