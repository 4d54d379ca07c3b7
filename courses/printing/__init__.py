"""Paper: HTML to PDF in fonts cut for the document. The only caller of WeasyPrint, for every app that prints."""
