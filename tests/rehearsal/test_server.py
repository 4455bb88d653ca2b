import json
import subprocess
import sys
import urllib.request

import openai
import pytest

from apigen_mt.llm.prompt import Prompts
from tests.endpoint import rehearsing

PROMPTS = Prompts()
CALLER = PROMPTS["user"].fill(
    instruction="My email is a@b.example. I'd like to renew the book.",
    persona={"description": ""},
    wishes=[],
    manner=[],
)


def ask(url, **options):
    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0, timeout=10)
    with client:
        return client.chat.completions.create(model="m", **{"messages": CALLER, **options})


def bill(url):
    with urllib.request.urlopen(url.removesuffix("/v1") + "/bill") as response:
        return json.loads(response.read())


def test_another_client_gets_a_whole_completion():
    with rehearsing() as (url, _):
        first, second = ask(url), ask(url)
        client = openai.OpenAI(base_url=url, api_key="none")
        with client:
            assert [model.id for model in client.models.list()] == ["rehearsal"]
        assert bill(url)["paid_twice"] == 1
    assert "renew the book" in first.choices[0].message.content
    assert first.choices[0].message == second.choices[0].message
    assert first.usage.total_tokens == first.usage.prompt_tokens + first.usage.completion_tokens


def test_another_client_gets_tool_calls():
    tool = {
        "type": "function",
        "function": {
            "name": "find_user_by_email",
            "description": "Find an account by email.",
            "parameters": {
                "type": "object",
                "properties": {"email": {"type": "string"}},
                "required": ["email"],
            },
        },
    }
    chat = [
        *PROMPTS["agent"].fill(policy="Be kind.", habits=""),
        {"role": "user", "content": "My email is a@b.example. I'd like to renew a book."},
    ]
    with rehearsing() as (url, _):
        reply = ask(url, messages=chat, tools=[tool]).choices[0]
    assert reply.finish_reason == "tool_calls"
    assert json.loads(reply.message.tool_calls[0].function.arguments) == {"email": "a@b.example"}


ERRORS = {
    "401": openai.AuthenticationError,
    "403": openai.PermissionDeniedError,
    "404_model": openai.NotFoundError,
    "429": openai.RateLimitError,
    "429_quota": openai.RateLimitError,
    "409": openai.ConflictError,
    "500": openai.InternalServerError,
    "529": openai.InternalServerError,
    "400_context": openai.BadRequestError,
    "reset": openai.APIConnectionError,
    "cut": openai.APIConnectionError,
}


@pytest.mark.parametrize("fault", ERRORS)
def test_faults_look_to_another_client_like_those_of_a_real_endpoint(fault):
    with rehearsing(chooser=lambda n, asked: fault) as (url, _):
        with pytest.raises(ERRORS[fault]):
            ask(url)
        assert bill(url)["faults"] == {fault: 1}


def test_too_many_requests_a_minute_are_sent_away_with_the_time_to_wait():
    with rehearsing(rpm=60) as (url, _):
        ask(url)
        with pytest.raises(openai.RateLimitError) as refused:
            ask(url)
        assert 0 < int(refused.value.response.headers["retry-after-ms"]) <= 1001
        with pytest.raises(openai.RateLimitError):
            ask(url)
        found = bill(url)
    assert found["faults"] == {"rpm": 2}
    assert found["retry_after_violations"] == 1
    assert found["most_attempts"] == 3


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"stream": true}'])
def test_a_body_that_is_no_request_is_refused(content):
    with rehearsing() as (url, _):
        request = urllib.request.Request(f"{url}/chat/completions", content, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
            pass
        assert refused.value.code == 400
        refused.value.close()


LITELLM = """
import sys
from apigen_mt.config import RunConfig
from apigen_mt.execution.run import generate
model = {"provider": "litellm", "model": "openai/rehearsal", "api_key_env": "SOME_KEY",
         "extra": {"api_base": sys.argv[1]}, "price": {"input": 1, "output": 1}}
config = RunConfig.read(flags={"env": "library", "count": 1, "seed": 3, "models.default": model,
    "sampler.recombined": 0, "roles": {"user": "default", "agent": "default"},
    "interplay.attempts": 1})
print("accepted", generate(config, sys.argv[2]).accepted)
"""


def test_providers_that_litellm_knows_go_through_the_same_gateway(tmp_path):
    environment = {"SOME_KEY": "canary-key-77", "PATH": "", "HOME": str(tmp_path)}
    with rehearsing(chooser=lambda n, asked: "503_ms" if n == 3 else None) as (url, rehearsal):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LITELLM, url, str(tmp_path / "run")],
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.stdout == "accepted 1\n", done.stderr[-2000:]
    assert rehearsal.bill.roles["agent"] > 3
    assert "canary-key-77" not in done.stdout + done.stderr
    for path in (tmp_path / "run").rglob("*"):
        assert path.is_dir() or b"canary-key-77" not in path.read_bytes()
