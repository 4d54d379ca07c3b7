"""Every module here is one format and holds it as FORMAT; exams.bank.interchange.registry finds it. No Django here."""
