"""A simulated human that is a language model: it sees the instruction and what the desk says."""

from __future__ import annotations

from collections.abc import Sequence

from apigen_mt.environment import Tool
from apigen_mt.interplay.conversation import Hands
from apigen_mt.interplay.critic import Critic, Moment
from apigen_mt.language.conduct import conduct, manner
from apigen_mt.llm.chorus import together
from apigen_mt.llm.line import Chat, Line, Speaker
from apigen_mt.llm.model import CallFailed
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.review import Reason
from apigen_mt.untrusted.jsontext import read_json

MOST_ACTS = 6
"""How often a user may act before it has to speak."""
_BEGIN = "(The chat is open. Write your first message.)"
_QUOTES = "\"“”'`"


class ModelUser:
    """Plays the user of one blueprint in one attempt.

    It sees the instruction and how it is to go about its wishes, never gold actions or state. With
    several candidates a message, a critic chooses (best of N, APIGen-MT, section 4.2).
    """

    def __init__(
        self,
        speaker: Speaker,
        blueprint: Blueprint,
        attempt: int,
        prompts: Prompts,
        best_of: int = 1,
        critic: Critic | None = None,
        critic_speaker: Speaker | None = None,
        tools: Sequence[Tool] = (),
    ) -> None:
        self.name = speaker.name
        self.blueprint = blueprint
        self.contradictions = 0
        """Messages said that the critic found to be against the instruction."""
        scenario = blueprint.scenario
        if tools:
            best_of = 1  # what is done cannot be drafted
        self._tools = [tool.published() for tool in tools]
        names = [f"user.{number}" for number in range(best_of)] if best_of > 1 else ["user"]
        self._lines = [speaker.line(scenario, name, attempt) for name in names]
        self._critic = critic
        self._critics: list[Line | None] = [
            critic_speaker.line(scenario, f"critic.{number}", attempt) if critic_speaker else None
            for number in range(best_of)
        ]
        self._chat: Chat = prompts["user"].fill(
            instruction=blueprint.instruction,
            persona=blueprint.scenario.persona.model_dump(),
            wishes=conduct(blueprint),
            manner=manner(blueprint),
        )
        self._spoken: list[tuple[str, str]] = []
        self._hands: Hands | None = None

    async def open(self) -> str:
        """Return the first message."""
        return await self._say(_BEGIN)

    async def reply(self, text: str, hands: Hands | None = None) -> str:
        """Return the answer to what the desk said; the stop token ends the conversation."""
        self._spoken.append(("desk", text))
        self._hands = hands
        return await self._say(text)

    async def _say(self, heard: str) -> str:
        self._chat.append({"role": "user", "content": heard})
        if self._tools and self._hands is not None:
            await self._act(self._hands)
        drafts = await together(self._draft(line) for line in self._lines)
        text = drafts[0] if len(drafts) == 1 else await self._best(drafts)
        self._chat.append({"role": "assistant", "content": text})
        self._spoken.append(("me", text))
        return text

    async def _act(self, hands: Hands) -> None:
        """Let the model use the user's own tools before it speaks."""
        for _ in range(MOST_ACTS):
            reply = await self._lines[0].ask(self._chat, tools=self._tools)
            if not reply.calls:
                return
            for call in reply.calls[:MOST_ACTS]:
                try:
                    arguments = read_json(call.arguments)
                except ValueError:
                    arguments = None
                if not isinstance(arguments, dict):
                    raise CallFailed(Reason.MALFORMED_REPLY, "user: arguments are no JSON object")
                seen = hands.act(call.name, arguments)
                told = f"(You used {call.name} on your device with {call.arguments}: {seen})"
                self._chat.append({"role": "user", "content": told})

    async def _draft(self, line: Line) -> str:
        reply = await line.ask(self._chat)
        return _unquoted(reply.text)

    async def _best(self, drafts: list[str]) -> str:
        """Return the draft with the highest score, the first of equals."""
        assert self._critic is not None
        moment = Moment(self.blueprint, self._spoken)
        critic = self._critic
        opinions = await together(
            critic.score(moment, draft, line)
            for draft, line in zip(drafts, self._critics, strict=True)
        )
        best = max(range(len(drafts)), key=lambda place: (opinions[place].score, -place))
        self.contradictions += opinions[best].contradicts
        return drafts[best]


def _unquoted(text: str) -> str:
    """Return a message without the quotes that models like to put around it."""
    text = text.strip()
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    return text
