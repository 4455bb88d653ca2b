"""An honest light paraphraser: other words, other order, another greeting, no fillers."""

import re
from random import Random

SYNONYMS = {
    "like": "wish",
    "want": "need",
    "need": "want",
    "send": "ship",
    "order": "purchase",
    "change": "alter",
    "could": "can",
    "tell": "say",
    "answer": "reply",
    "know": "remember",
    "new": "updated",
    "account": "profile",
    "thanks": "cheers",
    "great": "super",
    "yes": "yeah",
    "address": "location",
    "cancel": "drop",
    "switch": "move",
    "book": "title",
    "loan": "lending",
    "flight": "plane",
    "booking": "reservation",
    "money": "cash",
    "transfer": "move",
    "pay": "settle",
    "sure": "certain",
    "something": "anything",
    "get": "obtain",
    "find": "locate",
    "then": "next",
    "question": "query",
    "because": "since",
    "accept": "take",
    "hear": "learn",
    "done": "finished",
}
FILLERS = {"just", "really", "actually", "please", "also", "well", "then", "so", "okay"}
GREETINGS = ("Good day to you.", "Hello there.", "Hi, me again.")
_GREETED = re.compile(r"^(hi|hey|hello|good (morning|afternoon|evening))\b[^.!?]*?[,.!]\s*", re.I)


def paraphrase(texts: list[str], random: Random) -> str:
    """Return what texts say in other words: three synonyms in five, sentences in any order."""
    sentences = [one for text in texts for one in re.split(r"(?<=[.?!])\s+", text.strip()) if one]
    sentences[0] = _GREETED.sub("", sentences[0])
    said = [" ".join(_reworded(one.split(), random)) for one in sentences]
    random.shuffle(said)
    return " ".join([random.choice(GREETINGS), *said])


def _reworded(words: list[str], random: Random) -> list[str]:
    found = []
    for word in words:
        core = re.sub(r"\W", "", word).lower()
        if core in FILLERS and random.random() < 0.7:
            continue
        if core in SYNONYMS and random.random() < 0.6:
            word = word.lower().replace(core, SYNONYMS[core])
        found.append(word)
    return found
