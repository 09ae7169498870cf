"""Cases, parties, mandates, hearings, who sits in them, and who may see what of them."""
