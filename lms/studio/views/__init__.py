"""The trainer's pages of videos, at /teach/<course>/videos and /teach/videos/<video>."""

from lms.studio.views import captions, sending, shelf
from lms.studio.views.blueprint import bp

__all__ = ["bp", "captions", "sending", "shelf"]
