"""Signatures on certificates: keys, the signed revision, and the judgement on a file. With rendering the only user of pyHanko."""
