import pytest

from apigen_mt.config import RunConfig
from apigen_mt.errors import ConfigError


def test_file_overrides_and_flags_lie_over_one_another(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text("env: library\ncount: 5\nsampler:\n  questions: 0.1\n")
    config = RunConfig.read(file, ["count=6", "sampler.mistakes=0.5"], {"count": 7, "seed": None})
    assert (config.env, config.count, config.seed) == ("library", 7, 0)
    assert (config.sampler.questions, config.sampler.mistakes) == (0.1, 0.5)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("cuont=5", "Unknown config key 'cuont'.*Did you mean 'count'"),
        ("sampler.question=1", r"'sampler\.question'.*Did you mean 'questions'"),
        ("count=0", "'count' is 0"),
        ("count=-3", "'count' is -3"),
        ("slip=1.5", "'slip' is 1.5"),
        ("count=many", "'count' is 'many'"),
        ("review.seats=[judge]", "unknown juror 'judge'. Known: coverage"),
        ("review.seats=[]", "at least one juror"),
        ("sampler.writes=[0, 0]", "one weight or more"),
        ("sampler=3", "'sampler' is 3, but has keys inside"),
        ("count", "'count' is not key.path=value"),
        ("count=[", "is not a YAML value"),
        ("env.name=x", "'env'"),
    ],
)
def test_a_mistake_gets_one_message_with_the_next_step(override, message):
    with pytest.raises(ConfigError, match=message):
        RunConfig.read(overrides=[override])


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "is not YAML"), ("- 1", "holds list"), ("nev: x", "Did you mean 'env'")],
)
def test_a_bad_file_is_named(tmp_path, text, message):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=message):
        RunConfig.read(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        RunConfig.read(tmp_path / "none.yaml")


def test_shipped_configs_are_valid():
    from apigen_mt.storage.shipped import shipped

    files = sorted(shipped("configs").glob("*.yaml"))
    assert len(files) >= 3
    for file in files:
        assert RunConfig.read(file).count
        first = file.read_text().splitlines()[0]
        assert first.startswith(f"# apigen-mt generate --config configs/{file.name}")
