"""Back office screens of lessons: the chooser of points, the desk of mistake reports."""
