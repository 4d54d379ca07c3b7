"""Items out of the bank as files: every module of `formats` is one. No Django here."""
