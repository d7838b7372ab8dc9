"""Every column that can hold somebody's words or name, and what a deletion does to it.

A law test reads the tables: a text or JSON column that stands in none of these lists fails it, so that
nobody adds a place for personal text without saying how it is emptied. Another test fills the columns with
marks, removes the person and looks for them.
"""

from typing import Any

#: Rows that are the person's and nobody else's business: removed. (table, column that names the person)
REMOVED_ROWS = (
    ("sessions", "user_id"),
    ("sign_in_failures", "user_id"),
    ("second_factors", "user_id"),
    ("recovery_codes", "user_id"),
    ("wrong_quiz_passwords", "user_id"),
    ("watchings", "user_id"),
    ("grants", "user_id"),
    ("name_words", "user_id"),
    ("login_codes", "user_id"),
    ("password_links", "user_id"),
    ("practical_phrases", "trainer_id"),
)

#: Columns emptied in rows that are kept under a random id: table -> column that names the person, new values.
EMPTIED: dict[str, tuple[str, dict[str, Any]]] = {
    "requests": ("user_id", {"typed": "", "text": "", "detail": {}, "note": "", "commune_code": None}),
    "quiz_exceptions": ("user_id", {"reason": ""}),
    "regrades": ("made_by", {"reason": ""}),
    "uploads": ("user_id", {"file_name": "", "fingerprint": ""}),
}

#: Emptied by code of their own in `erasure.py`.
BY_HAND: dict[str, frozenset[str]] = {
    "name_words": frozenset({"word", "marked"}),
    "users": frozenset(
        {
            "user_code", "full_name", "folded_name", "sort_key", "sort_name", "phone", "email",
            "password_hash", "unit", "position", "commune_code",
        }
    ),
    "answers": frozenset({"value", "client_id"}),
    "marks": frozenset({"comment"}),
    "practical_works": frozenset({"text", "save_id", "comment"}),
    "practical_photos": frozenset({"client_id", "key"}),
    "practical_verdicts": frozenset({"comment"}),
    "practical_phrases": frozenset({"text"}),
    "audit_entries": frozenset({"detail", "target_id"}),
    "certificates": frozenset({"snapshot", "reason"}),
    "jobs": frozenset({"payload", "reason", "key"}),
    "mails": frozenset({"address", "subject", "body", "key", "seed"}),
    "people_imports": frozenset({"file_name", "rows", "choices", "result"}),
    "exports": frozenset({"filters"}),
}  # fmt: skip

#: What the register keeps out of `certificates.snapshot`, for a time named in the site's settings.
KEPT_IN_REGISTER = frozenset({"full_name"})

#: Ids, codes, states, digests, and texts that are the same for everybody: nothing personal can stand there.
PLAIN: dict[str, frozenset[str]] = {
    "users": frozenset({"locale"}),
    "sessions": frozenset({"token_hash", "device"}),
    "second_factors": frozenset({"secret"}),
    "recovery_codes": frozenset({"code_hash"}),
    "door_failures": frozenset({"key"}),
    "login_codes": frozenset({"code_hash"}),
    "password_links": frozenset({"token_hash", "binding"}),
    "consents": frozenset({"purpose", "version", "wording"}),
    "grants": frozenset({"role", "scope_kind", "scope_id"}),
    "audit_entries": frozenset({"action", "target_kind"}),
    "certificates": frozenset({"code", "unit_code", "register_number", "course_id"}),
    "certificate_registers": frozenset({"unit_code"}),
    "jobs": frozenset({"kind"}),
    "worker_heartbeats": frozenset({"host"}),
    "people_imports": frozenset({"course_id", "province_code", "request_id"}),
    "exports": frozenset({"kind", "file_format"}),
    "attempts": frozenset({"course_id", "quiz_id", "digest", "instance", "result"}),
    "answers": frozenset({"question_id"}),
    "marks": frozenset({"question_id", "rows"}),
    "practical_works": frozenset({"course_id", "practical_id", "digest", "levels"}),
    "practical_verdicts": frozenset({"levels"}),
    "quiz_exceptions": frozenset({"course_id", "quiz_id"}),
    "regrades": frozenset({"course_id", "quiz_id", "digest", "question_id", "key"}),
    "wrong_quiz_passwords": frozenset({"quiz_id"}),
    "enrolments": frozenset({"course_id", "last_item_id"}),
    "papers": frozenset({"course_id", "quiz_id", "digest", "variants"}),
    "paper_entries": frozenset({"variant"}),
    "recalls": frozenset({"module_id"}),
    "completions": frozenset({"item_id"}),
    "watchings": frozenset({"spans"}),
    "uploads": frozenset({"kind", "target", "key", "content_type", "ref", "etag"}),
    "site_settings": frozenset({"key", "value"}),
}

#: Tables of content and places: what the office and the trainers publish, about nobody who learns.
CONTENT = frozenset(
    {
        "blobs", "courses", "course_folders", "revisions", "search_entries", "provinces", "communes",
        "former_communes", "place_imports", "videos", "renditions", "captions", "caption_waivers",
    }
)  # fmt: skip
