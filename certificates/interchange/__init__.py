"""What comes into and goes out of the certificate office as files: lists of candidates, and the fruits of a batch."""
