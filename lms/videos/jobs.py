"""Which files are taken in as videos, and the work that is done on them."""

from lms.storage.kinds import Kind, register
from lms.videos import service
from lms.videos.rules import LIMIT_BYTES, TYPES

VIDEO_FILE = register(Kind(service.UPLOAD, TYPES, LIMIT_BYTES, service.received, service.dropped))
