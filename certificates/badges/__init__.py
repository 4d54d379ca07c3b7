"""The certificate as an Open Badge 3.0: a W3C verifiable credential, its keys, its status list and its pictures.

The only importer of the badge library; everything is made from bundled JSON-LD contexts, and nothing is ever fetched.
"""
