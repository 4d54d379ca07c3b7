"""Pages of certificates: the holder's, the strangers', the certificate office's."""
