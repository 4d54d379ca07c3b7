"""Items in and out of the bank: file formats, the dry run of an import, its confirmation, and our own bank files.

docs/howto/add_an_import_format.md says how to add a format.
"""
