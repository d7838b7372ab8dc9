"""Every column that can hold somebody's words or name, and what a deletion does to it.

A law test reads the tables: a text or JSON column that stands neither here nor in PLAIN fails it, so that
nobody adds a place for personal text without saying how it is emptied.
"""

#: Rows that are the person's and nobody else's business: removed. (table, column that names the person)
REMOVED_ROWS = (
    ("sessions", "user_id"),
    ("sign_in_failures", "user_id"),
)

#: Columns emptied in rows that are kept under a random id, by table: how the rows are found, what is put in.
EMPTIED = {
    "requests": ("user_id", {"typed": "", "text": "", "detail": {}, "note": ""}),
}

#: Emptied by code of their own in `erasure.py`.
BY_HAND = {
    "users": {"full_name", "folded_name", "sort_key", "phone", "email", "password_hash", "unit", "position"},
    "answers": {"value"},
    "audit_entries": {"detail", "target_id"},
    "certificates": {"snapshot", "reason"},
    "jobs": {"payload", "reason", "key"},
    "mails": {"address", "subject", "body", "key", "seed"},
}

#: Ids, codes, states, digests and texts that are the same for everybody: nothing personal can stand there.
PLAIN = {
    "users": {"user_code", "locale"},
    "consents": {"purpose", "version", "wording"},
    "grants": {"role", "scope_kind", "scope_id"},
}
