"""Papers on paper: the candidates' booklet, their answer sheet and the marking key, as PDF and for Word."""
