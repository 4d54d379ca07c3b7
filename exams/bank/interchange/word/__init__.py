"""Word documents as lines of text in our own markup, with the numbers that Word adds by itself. No Django here.

`numbering` counts as Word does, `paragraphs` reads runs, pictures and formulas, `documents` walks the whole body.
"""
