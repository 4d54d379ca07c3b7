"""Files: lists and proofs that people send, read in closed processes; a sitting's archive, verified anywhere."""
