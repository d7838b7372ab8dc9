"""Whom courses are for and what they are about, in the words an author writes."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Whom a course is for."""

    COOPERATIVE = "hop-tac-xa"
    HOUSEHOLD = "ho-san-xuat"
    FARM = "trang-trai"
    OFFICIAL = "can-bo-xa"


class Topic(StrEnum):
    """What a course is about."""

    RESULTS = "ket-qua-kinh-doanh"
    ECOMMERCE = "thuong-mai-dien-tu"
    PRODUCT = "phat-trien-san-pham"
    COUNCIL = "ocop-cho-can-bo"
    START = "bat-dau-hoc"
