"""What the REST APIs of all apps share: tokens, refusals as problems, pages, writes that are done once."""
