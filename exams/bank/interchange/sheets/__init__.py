"""Items in the rows of a table: which column is which, a row as an item, and the template to fill in. No Django here."""
