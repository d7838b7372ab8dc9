"""What can go wrong with a file, said as a fact."""

from lms.errors import NotFound, Unavailable


class ObjectMissing(NotFound):
    """No object is stored under the key."""


class StorageUnavailable(Unavailable):
    """The store cannot be reached, or has no room, in the time a page may wait."""


class StoreSilent(StorageUnavailable):
    """The store has not answered at all."""


class BucketOpen(Exception):
    """Strangers can read or list the bucket: it must be made private before the platform uses it."""
