"""Whether a word can be a Vietnamese syllable: what tells real text from text read in the wrong encoding."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lms.names.text import nfc

_ONSETS = frozenset(("", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()))
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uâc uây uc uê uêch uên uênh uêt uêu ui um un ung uơ up ut uy uya uych uyêm uyên uyêt
    uynh uyp uyt uyu uôc uôi uôm uôn uông uôt
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
    """.split()
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST = 9
# Whatever lies between spaces and ASCII signs; letters of a wrong encoding may look like signs.
_WORD = re.compile(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f“”‘’«»–—…×÷−→·•°€]+")


@dataclass(frozen=True)
class Plausibility:
    """Of the different words that are not plain ASCII (`marked`), how many can be Vietnamese."""

    vietnamese: int
    marked: int

    @property
    def share(self) -> float:
        """0 to 1; 1 where no word is marked."""
        return self.vietnamese / self.marked if self.marked else 1.0


def is_syllable(word: str) -> bool:
    """True when `word` (any letter case) is built like a Vietnamese syllable with at most one tone."""
    if len(word) > _LONGEST:
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    if sum(letter in _TONES for letter in letters) > 1 or not (
        word.islower() or word.isupper() or word.istitle()
    ):
        return False
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    return any(bare[:cut] in _ONSETS and bare[cut:] in _RHYMES for cut in range(min(4, len(bare))))


def marked_words(text: str) -> set[str]:
    """The different words of `text` that are not plain ASCII."""
    return {word for word in set(_WORD.findall(text)) if not word.isascii()}


def plausibility(text: str) -> Plausibility:
    """How much of `text` reads as Vietnamese, judged by its marked words."""
    words = marked_words(nfc(text))
    return Plausibility(sum(map(is_syllable, words)), len(words))
