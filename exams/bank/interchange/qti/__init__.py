"""QTI 2.1, 2.2 and 3.0: items as neutral questions, and the packages that hold them. No Django here."""
