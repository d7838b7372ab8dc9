"""Where a form may send the browser next: only inside this site (S50)."""

import re

_PLAIN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?\Z")
MAX_LENGTH = 500


def local_address(text: str) -> str | None:
    """`text` when it is a plain path of this site, else None.

    One leading slash, then only characters that every browser reads alike: no second slash, backslash,
    control character, or encoded slash or backslash right after the first.
    """
    if len(text) > MAX_LENGTH or not _PLAIN_PATH.match(text):
        return None
    return None if re.match(r"/(%2f|%5c)", text, re.IGNORECASE) else text
