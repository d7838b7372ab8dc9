"""What a browser says of itself, in plain words: "Chrome trên Android".

Only words of our own are stored, never what the browser sent: the header may hold anything (S35). Pure.
"""

# The first that fits counts: Zalo, Cốc Cốc and Edge all call themselves Chrome, Chrome calls itself Safari.
_BROWSERS = (
    ("zalo", ("zalo",)),
    ("facebook", ("fban/", "fbav/", "fb_iab")),
    ("coccoc", ("coc_coc_browser",)),
    ("samsung", ("samsungbrowser/",)),
    ("edge", ("edg/", "edga/", "edgios/", "edge/")),
    ("opera", ("opr/", "opera")),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/", "chromium/")),
    ("safari", ("safari/",)),
)
_SYSTEMS = (
    ("android", ("android",)),
    ("iphone", ("iphone",)),
    ("ipad", ("ipad",)),
    ("windows", ("windows",)),
    ("mac", ("mac os x", "macintosh")),
    ("chromeos", ("cros ",)),
    ("linux", ("linux",)),
)
_LENGTH = 512


def _first(text: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((name for name, signs in table if any(sign in text for sign in signs)), "")


def read_device(user_agent: str) -> str:
    """Browser and system of a User-Agent header as `chrome/android`; a part that is not known stays empty."""
    text = user_agent[:_LENGTH].lower()
    return f"{_first(text, _BROWSERS)}/{_first(text, _SYSTEMS)}"
