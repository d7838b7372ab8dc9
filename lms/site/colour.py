"""The site's own colour as a few tokens for light and dark pages."""

from lms.site.rules import SiteSettings

_PAPER_DARK = (20, 26, 23)
_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)

Rgb = tuple[int, int, int]


def _read(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: Rgb, other: Rgb, share: float) -> str:
    """`share` (0 to 1) of `other` in `colour`, as #rrggbb."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(colour, other, strict=True))


def stylesheet(settings: SiteSettings) -> str:
    """The tokens that follow from the office's colour; unlayered, so that they win over the built ones."""
    own = _read(settings.colour)
    light = (
        f"--leaf:{settings.colour};--leaf-deep:{_mix(own, _BLACK, 0.25)};"
        f"--leaf-tint:{_mix(own, _WHITE, 0.89)}"
    )
    dark = (
        f"--leaf:{_mix(own, _WHITE, 0.55)};--leaf-deep:{_mix(own, _WHITE, 0.7)};"
        f"--leaf-tint:{_mix(own, _PAPER_DARK, 0.7)}"
    )
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
