"""The bucket of this installation."""

from functools import cache

from django.conf import settings

from custody.store.bucket import Bucket, BucketConfig
from custody.store.bucket_originals import BucketOriginals
from custody.store.cache import FileCache


def bucket() -> Bucket:
    """Return the bucket that the settings name, the same one as long as they stay the same."""
    return _bucket(
        BucketConfig(
            name=settings.S3_BUCKET,
            prefix=settings.S3_PREFIX,
            endpoint=settings.S3_ENDPOINT,
            region=settings.S3_REGION,
            access_key=settings.S3_ACCESS_KEY,
            secret_key=settings.S3_SECRET_KEY,
            addressing=settings.S3_ADDRESSING,
            ca_file=settings.S3_CA_FILE,
            part_bytes=settings.S3_PART_BYTES,
            threads=settings.S3_UPLOAD_THREADS,
            read_bytes=settings.S3_READ_BYTES,
            connect_s=settings.S3_CONNECT_S,
            read_s=settings.S3_READ_S,
            write_s=settings.S3_WRITE_S,
            connections=settings.S3_CONNECTIONS,
            lock_mode=settings.S3_LOCK_MODE,
            lock_days=settings.S3_LOCK_DAYS,
        )
    )


@cache
def _bucket(config: BucketConfig) -> Bucket:
    return Bucket(config)


def originals_in(cache_: FileCache) -> BucketOriginals:
    """Return the originals store in the bucket."""
    return BucketOriginals(bucket(), cache_)
