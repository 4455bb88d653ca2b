"""What scripted agents say around the things that an environment has words for."""

from __future__ import annotations

ACKNOWLEDGE = {
    "act": (
        "(I can help with that|Happy to help with that|Let's get that sorted|I can look into that).",
        "(Of course|Certainly|Sure).",
        "(I'll take care of it|Let me help you with that).",
    ),
    "inform": (
        "(I can look that up|Let me find out|I'll check that for you).",
        "(Sure|Of course|Happy to check).",
    ),
}
ASK = (
    "(Could|Can) you tell me {ask}?",
    "I still need to know {ask}. (Could you tell me|Would you let me know)?",
    "Would you (tell me|let me know) {ask}?",
    "(Can|Could) you (let me know|tell me) {ask}(, please|)?",
)
ASK_IDENTITY = (
    "To (find|pull up|open) your account, could you (tell me|give me) {ask}?",
    "(First|Before we start), (could|can) (you tell me|I have) {ask}?",
    "(May|Could) I have {ask}(, please|, so I can find your account|)?",
    "What's {ask}? I'll need (it|that) to (find you|pull up your details).",
)
NOT_FOUND = (
    "I (couldn't find|can't find|don't find) (anyone|an account) with (those details|that). (Could|Can) you (check|give me) {ask} (again|once more)?",
    "Nothing comes up for that. (Could|Would) you (tell me|check) {ask} once more?",
)
GUIDE_LOOK = (
    "(Could|Can) you {guide}(, please|)?",
    "Please {guide}.",
    "(Now|Next), (could|can) you {guide}?",
)
GUIDE_ACT = (
    "(Could|Can) you {guide}(, please|)?",
    "Please {guide}. Tell me once you've done (it|that).",
    "(Next|Now), please {guide}(, and let me know when you have|).",
)
ASK_WHICH = (
    "I (see|can see|have found) {fits}. Which one (do you mean|is it)?",
    "There's more than one that fits: {fits}. Which one (do you mean|would that be)?",
    "(Just to be sure|To get this right): is it {choice}?",
)
ASK_SIMPLER = (
    "Of course. It's simple: (could|can) you tell me {ask}?",
    "Sorry for being unclear. All I need to know is {ask}; (could|can) you tell me?",
)
HURRY = (
    "(I'll be quick|I'll keep it short|I'll get right to it).",
    "(Understood, I'll hurry|Sure, quickly then).",
)
FAILED_ONCE = (
    "(That|It) didn't go through (at first|right away), but it has now. ",
    "(The system hung for a moment, but it's done now|It took a second try). ",
)
OFFER = (
    "I'(ll|d) {offer}. {Notice}(Shall I go ahead|Should I go ahead|Is that okay for me to do|May I go ahead)?",
    "(So|Right), I'll {offer}. {Notice}(Shall I go ahead|Can I go ahead with that|Do you want me to go ahead)?",
    "(Here's what I'll do|This is what I'd do|Just to confirm): {offer}. {Notice}(Shall I proceed|Is that right|Shall I go ahead)?",
    "(To confirm|Just so I get this right): I'll {offer}. {Notice}(Is that correct|Does that sound right|OK if I go ahead)?",
)
OFFER_AGAIN = (
    "(No problem|Sure|Of course). (So|Then) I'll {offer} instead. {Notice}(Shall I go ahead|Is that right|May I go ahead)?",
    "(Got it|Understood), (changed|noted). I'll {offer}. {Notice}(Shall I go ahead|Is that correct|Do you want me to go ahead)?",
)
DONE = (
    "(Done|All set|That's done|There we go)(!|.) {done}",
    "{done}",
    "{done}",
)
LOOKED_UP = "I've looked it up for you."
DONE_PLAIN = ("(That's|It's) (done|taken care of|all set).", "(Done|All set).")
REFUSE = (
    "I'm (sorry, but|afraid) (I can't do that|that isn't possible|that's not possible). {because}",
    "(Unfortunately|I'm sorry, but) (that's not possible|I can't do that). {because}",
    "I (checked|looked into it|looked), and I'm afraid I can't. {because}",
    "I wish I could, but (that's not possible|I can't do this one). {because}",
)
REFUSE_REQUEST = (
    "I'm (sorry, but|afraid) (that's not something I can do|I can't do that). {because}",
    "(Unfortunately,|Sorry, but) I can't help with that (one|here). {because}",
)
EVASIVE = "Let me think about that one."
REFUSE_SHORTCUT = (
    "I'm afraid I can't (skip that|leave that out). {because}",
    "(Sorry, but|I'm sorry,) I can't do (it that way|it without). {because}",
    "(I understand, but|I see, but) I can't (leave that out|skip that). {because}",
)
DECLINE = ("{because}", "(I see|I understand). {because}")
"""For a reason that is a refusal in itself."""
CLOSING = (
    "Is there (anything|something) else (I can do for you|I can help with|you need)?",
    "Anything else(| today| on your list| I can do)?",
    "(Is there anything|Anything) else I can (do for you|help with)?",
    "Is there anything (else|more) I can help (you |)with(| today)?",
)
