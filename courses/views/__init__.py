"""A reader's acts and pages beside the page tree, which is Wagtail's."""
