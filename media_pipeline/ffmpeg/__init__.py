"""Everything that starts ffmpeg: finding it, limiting it, building its arguments. Values in, values out.

No Django and no Celery here: callers bring paths and limits, and get bytes, results or a typed error.
"""
