"""Files: one Protocol, two stores. Local disk is the default; any S3 serves at scale."""

from lms.storage.errors import ObjectMissing, StorageUnavailable
from lms.storage.service import Storage, get_storage

__all__ = ["ObjectMissing", "Storage", "StorageUnavailable", "get_storage"]
