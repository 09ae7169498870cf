"""Uploads (tus), recordings and jobs over REST."""
