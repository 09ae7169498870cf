"""How a voice is disguised and how a disguise is judged: values in, values out; ffmpeg does the work.

No Django and no Celery here. What is drawn for one interval lives in memory for one run and nowhere else: not on a
command line, in no row, no log, no file and no message of an error.
"""
