"""The Wagtail page tree course → chapter → lesson, knowledge points and learning progress."""
