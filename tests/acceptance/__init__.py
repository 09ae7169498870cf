"""The product from outside, against a folder of real and hostile data: ``python -m tests.acceptance DIR``."""
