import pytest
import yaml

from apigen_mt.config import RunConfig, Seat, identity
from apigen_mt.errors import ConfigError

MODEL = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}


def read(**flags):
    return RunConfig.read(flags={"models.a": MODEL, **flags})


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"models.a.modle": "x"}, r"'models\.a\.modle'.*Did you mean 'model'"),
        ({"models.a.api_key": "sk-1"}, "a key never stands in a config"),
        ({"models.a": "gpt"}, r"'models\.a' is 'gpt', but has keys inside"),
        ({"models.procedural": MODEL}, "needs no model"),
        ({"models.a.provider": "opnai"}, "provider"),
        ({"models.a.model": ""}, "needs a model's name"),
        ({"models.a.provider": "replay"}, "needs a folder in 'responses'"),
        ({"models.a.base_url": "127.0.0.1:8000"}, "is no http"),
        ({"models.a.base_url": "http://169.254.169.254/v1"}, "metadata"),
        ({"models.a.base_url": "http://metadata.google.internal/v1"}, "metadata"),
        ({"models.a.timeout_s": 0}, "timeout_s"),
        ({"models.a.price": {"in": 1}}, r"'models\.a\.price\.in'"),
        ({"roles.author": "b"}, "roles.author is 'b'.*Known: procedural, a"),
        ({"roles.autor": "a"}, "Did you mean 'author'"),
        ({"roles.user": {"model": "a", "temprature": 1}}, "Did you mean 'temperature'"),
        ({"roles.author": "a", "roles.wording": "a"}, "set one of the two"),
        ({"review.seats": [{"name": "x", "modle": "a"}]}, "Did you mean 'model'"),
        ({"review.seats": [{"name": "x", "model": "b"}]}, r"review\.seats\.0 is 'b'"),
        ({"review.seats": [{"name": "x"}]}, "unknown juror 'x'"),
        ({"review.seats": ["coverage", "coverage"]}, "two jurors of one name"),
        ({"limits.max_cots": 1}, "Did you mean 'max_cost'"),
        ({"limits.max_cost": -1}, "max_cost"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_next_step(flags, message):
    with pytest.raises(ConfigError, match=message):
        read(**flags)


@pytest.mark.parametrize(
    "flags",
    [
        {"models.a.base_url": "https://user:SECRET77@h/v1"},
        {"models.a.base_url": "https://h/v1?key=SECRET77"},
        {"models.a.api_key": "SECRET77"},
        {"models.a.api_key_env": "sk-SECRET77"},
    ],
)
def test_a_key_in_a_config_is_refused_without_being_repeated(flags):
    with pytest.raises(ConfigError) as refused:
        read(**flags)
    assert "SECRET77" not in str(refused.value)


def test_roles_and_seats_are_names_or_have_settings_of_their_own():
    config = read(
        **{
            "roles": {"user": "a", "agent": {"model": "a", "temperature": 0.1}},
            "review.seats": ["coverage", {"name": "x", "model": "a"}],
        }
    )
    players = dict(config.players())
    assert players["roles.user"].model == players["roles.agent"].model == "a"
    assert players["roles.agent"].temperature == 0.1
    assert players["roles.author"].model == "procedural"
    assert isinstance(players["review.seats.1"], Seat)
    assert list(config.asked) == ["a"]
    again = yaml.safe_load(yaml.safe_dump(config.model_dump(mode="json")))
    assert RunConfig.model_validate(again) == config


def test_a_model_that_nobody_plays_is_not_asked():
    assert not read().asks_models
    assert not read(**{"models.a.provider": "procedural", "roles.user": "a"}).asks_models


@pytest.mark.parametrize(
    ("flags", "same"),
    [
        ({"models.a.base_url": "http://other/v1"}, True),
        ({"models.a.rpm": 5}, True),
        ({"limits.max_cost": 5}, True),
        ({"limits.items": 5}, True),
        ({"models.a.model": "n"}, False),
        ({"models.a.temperature": 1}, False),
        ({"limits.item_tokens": 5}, False),
        ({"count": 5}, False),
    ],
)
def test_where_and_how_fast_may_change_within_a_run(flags, same):
    first, second = (identity(config.model_dump(mode="json")) for config in (read(), read(**flags)))
    assert (first == second) == same
