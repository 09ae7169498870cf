"""Where originals are kept: one interface, on local files, in a bucket, or in memory."""
