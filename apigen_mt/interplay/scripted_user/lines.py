"""What scripted users say around the things that an environment has words for."""

from __future__ import annotations

OPENING = {
    "act": (
        "I'd like to {want}.",
        "I (need|want) to {want}.",
        "(Can|Could) you help me {want}?",
        "I was hoping to {want}.",
        "(Is it possible|Would it be possible) to {want}?",
        "I'm (trying|looking) to {want}.",
        "(Can|Could) I {want}?",
        "What do I have to do to {want}?",
    ),
    "inform": (
        "(Quick question: |Just a question: |One question: |){want}?",
        "(Can you|Could you) check something for me? {Want}?",
        "I'm (wondering|trying to find out): {want}?",
        "{Want}?",
    ),
}
HELLO = (
    "(Hi|Hello|Hey)(,| there,|!)",
    "(Good morning|Good afternoon|Good evening|Morning)(,|!)",
    "Hi,",
    "Hello,",
    "Hey,",
)
SMALL_TALK = (
    "Hope (you're having|your day is) a good one.",
    "I (looked|searched) on the website (first |)but (couldn't find where to do this|got lost).",
    "I've never (done this|used the chat) before, so bear with me.",
    "I (only have|have) (five|ten|a few) minutes(, sorry|).",
    "I meant to do this (last week|days ago|ages ago).",
    "(My partner|My sister|A colleague) said (chat|you) would be (fastest|quickest).",
)
TERSE = ("(Need|Want) to {want}.", "(Need|Want) to {want}, please.", "I need to {want}.")
NEXT = {
    "act": (
        "(Yes, |Yeah, |)(I'd also like|I also need|I also want) to {want}.",
        "(And|Also), (can|could) I {want}?",
        "(Next|Then|One more thing): I'd like to {want}.",
        "While I have you: I (need|want) to {want}.",
        "There's (something else|one more thing). I'd like to {want}.",
        "(Yes, one|One) more: (can|could) I {want}?",
        "Then I'd (also |)like to {want}.",
    ),
    "inform": (
        "(And|Also), {want}?",
        "(Yes, one|One) question: {want}?",
        "(One more thing|Something else): {want}?",
        "(By the way|While you're there), {want}?",
        "(Right. |Okay. |){Want}?",
    ),
    "instead": (
        "(Hm, okay|Too bad|Oh well|I see|That's a pity). (In that case|Then) I'd (rather|like to) {want}.",
        "(Okay|Right), (then|in that case) (can|could) I {want} instead?",
        "(Ah, shame|Understood|Fair enough). Then let's {want} instead.",
    ),
}
GIVE = (
    "{facts}.",
    "(It's|That would be|That's) {facts}.",
    "Sure(,| -) {facts}.",
    "{facts}, (if that helps|please).",
    "(Okay|Alright): {facts}.",
    "{facts}.",
)
GIVE_CHATTY = (
    "Sure, let me see. {facts}. (That should be it.|I hope that's what you need.|)",
    "Of course! (It's|That would be) {facts}.",
    "One second, I have it (here|somewhere). {facts}.",
)
CORRECT_SELF = (
    "(Sorry|Oops|Oh), (I mistyped|typo|my fingers slipped). {facts}.",
    "(Hm, let me check|Let me look again)... {facts}.",
    "(My mistake|Sorry, my bad), it's {facts}.",
)
YES = (
    "Yes(, please|, go ahead|)(!|.)",
    "(Yes|Yep|Yeah), (that's right|go ahead|please do|do it).",
    "(Go ahead|Please do|Sounds good|Perfect), (thanks|thank you).",
    "(Sounds good|Perfect|Sure), (go for it|please do|go ahead).",
    "That's (right|correct|fine). Go ahead.",
    "Yes.",
    "(Sure|Okay|OK), (go ahead|do it|please go ahead).",
    "Absolutely, (go ahead|please do).",
)
YES_TERSE = (
    "(yes|yep|yeah|ok|sure)",
    "(yes|yep) go ahead",
    "go for it",
    "do it",
    "ok(ay|) do it",
)
YES_CHATTY = (
    "Yes, that's exactly (it|what I want). (Go ahead|Please do|Please go ahead).",
    "That sounds (perfect|just right), please go ahead.",
    "Yes please, (that would be great|you'd be doing me a favour|I'd appreciate it).",
)
CHANGE = (
    "(Wait|Hold on|Hmm), I'(ve changed|d like to change) (my mind|that). {Ask}: {facts}(, please|), not {before}.",
    "Actually, (make that|let's go with) {facts} instead of {before}.",
    "(Hm, no|No wait|Actually no). On second thought, {facts} rather than {before}.",
    "(Sorry, I|I) (just realised|thought again): make (it|that) {facts}, please, not {before}.",
)
REGRET = (
    "(Oh, sorry|Ah, sorry|Hm, sorry), I've changed my mind: can we make that {facts} instead of {before}?",
    "(Wait, actually|Actually, thinking about it): I'd rather have {facts} than {before} after all.",
    "(I know it's done, but|You'll hate me, but) could you (change|switch) that to {facts}? Not {before}.",
)
DID = (
    "(Okay|Right|Alright), (done|I did that|that's done).",
    "Done.",
    "(Yes, done|I've done it|Just did)(.|!)",
)
WHICH = (
    "(The|I mean the) {facts}(, please|).",
    "(It's the|That would be the) {facts}.",
    "The {facts}(, sorry|).",
)
ALSO = ("{Ask}: {said}.", "{Ask} (would be|is) {said}.")
IMPATIENT = (
    "(Can we make this quick?|I'm in a bit of a hurry.|How long will this take?)",
    "(I've got to run soon.|Please hurry, I'm on my way out.|Quickly, please.)",
    "(Is this going to take long?|I need this sorted fast.)",
)
CONFUSED = (
    "(Sorry, what|What) do you mean by that?",
    "(Hm, I|I) (don't quite follow|am a bit lost). What is it that you need from me?",
    "(Sorry, I'm|I'm) confused. Which details do you need?",
)
UNKNOWN = (
    "(I'm not sure which one I used|I don't have that at hand|I can't remember that one).",
    "(Hm, no idea|No idea, sorry).",
    "(I don't know that by heart|Can't recall, sorry).",
)
UNSURE = (
    "I'm not sure I follow.",
    "I don't (know|remember) that(, sorry|).",
    "I don't have that (here|at hand).",
)
THANKS = (
    "(No, that's|That's) (all|everything|it)(, thanks|, thank you|. Thanks!| for today. Thank you!)",
    "(That was|That's) (all|everything) I (needed|wanted)(. Thanks!|, thank you.|.)",
    "No, (I'm good|all good|nothing else)(, thanks|. Thank you!|. Bye!|.)",
    "(Nope|No), (we're done|that's it)(. Thanks for your help!|, cheers|.)",
    "(All good now|That's me done)(, thanks|, bye|. Have a nice day!)",
    "(Nothing else|Nothing more)(, thanks|. Thank you(!|.))",
)
BYE_TERSE = (
    "no thats (it|all)(| thx| thanks)",
    "(nope|no)(| thanks| all good)",
    "(all good|done)(| thx| bye)",
)
ACCEPTED = (
    "(Okay|Right|I see|Alright), (fair enough|got it|too bad|understood).",
    "(Hm|Oh), okay.",
    "(Pity|A shame), but (fine|okay).",
)
ENDLESS = ("Hm, let me think.", "Just a moment, please.", "Give me a second.", "Where was I?")
