"""Where derived files are kept: on local files, or in a bucket with copies on this machine."""
