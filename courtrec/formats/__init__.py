"""How each language writes dates, times and numbers (FORMAT_MODULE_PATH): the day first, 24 hours."""
