"""HLS playlists as text (RFC 8216): they name addresses of ours, never of the store. No I/O.

A segment's address asks who is there each time and answers with a link of a minute, so that playback may
outlast any signature and ends when an enrolment does.
"""

from collections.abc import Sequence
from math import ceil

from lms.videos.queries import RenditionRow
from lms.videos.rules import RenditionKind

TYPE = "application/vnd.apple.mpegurl"


def master(made: Sequence[RenditionRow]) -> str:
    """The list of versions; each is `<name>.m3u8` beside it. The second lowest rung comes first: players
    begin with it."""
    rungs = sorted((one for one in made if one.kind is RenditionKind.RUNG), key=lambda one: one.bandwidth)
    ordered = [*rungs[1:2], *rungs[:1], *rungs[2:]]
    sound = [one for one in made if one.kind is RenditionKind.AUDIO]
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in (*ordered, *sound):
        attributes = f'BANDWIDTH={one.bandwidth},CODECS="{one.codecs}"'
        if one.kind is RenditionKind.RUNG:
            attributes += f",RESOLUTION={one.width}x{one.height}"
        lines += [f"#EXT-X-STREAM-INF:{attributes}", f"{one.name}.m3u8"]
    return "\n".join(lines) + "\n"


def media(one: RenditionRow) -> str:
    """The list of one version's segments; each is `<name>/<number>.m4s` beside it."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, ceil(max(one.segments, default=1)))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{one.name}/init.mp4"',
    ]
    for number, seconds in enumerate(one.segments):
        lines += [f"#EXTINF:{seconds:.5f},", f"{one.name}/{number}.m4s"]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"
