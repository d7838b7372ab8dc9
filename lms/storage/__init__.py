"""Files: one Protocol, two stores. Local disk is the default; any S3 serves at scale."""

from lms.storage.service import Storage, get_storage

__all__ = ["Storage", "get_storage"]
