import pytest
from pydantic import BaseModel, ValidationError

from apigen_mt.config import RunConfig
from apigen_mt.errors import ConfigError


def test_file_overrides_and_flags_lie_over_one_another(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text("env: library\ncount: 5\nsampler:\n  read_only: 0.1\n")
    config = RunConfig.read(
        file, ["count=6", "sampler.behaviours.typos=0.5"], {"count": 7, "seed": None}
    )
    assert (config.env, config.count, config.seed) == ("library", 7, 0)
    assert (config.sampler.read_only, config.sampler.behaviours.typos) == (0.1, 0.5)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("cuont=5", "Unknown config key 'cuont'.*Did you mean 'count'"),
        ("sampler.read_onyl=1", r"'sampler\.read_onyl'.*Did you mean 'read_only'"),
        ("sampler.behaviours.typo=1", r"Did you mean 'typos'"),
        ("sampler.behaviours.alternative=0.9", r"alternative and limit are parts of refusal"),
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
        ("seed=-1", "'seed' is -1"),
        ("slip=-0.1", r"'slip' is -0\.1"),
        ("slip=.nan", "'slip' is nan"),
        ("count=2.5", r"'count' is 2\.5"),
        ("sampler.behaviours.refusal=2", r"'sampler\.behaviours\.refusal' is 2"),
        ("sampler.writes=[]", "one weight or more"),
        ("sampler.writes=[-1, 2]", "one weight or more"),
        ("review.max_revisions=-1", r"'review\.max_revisions' is -1"),
        ("interplay.attempts=0", r"'interplay\.attempts' is 0"),
        ("interplay.max_turns=0", r"'interplay\.max_turns' is 0"),
        ("output.shard_size=0", r"'output\.shard_size' is 0"),
        ("interplay.attemps=2", r"Did you mean 'attempts'\?$"),
        ("roles.user=nobody", r"Known: procedural\.$"),
        ("=5", "is not key.path=value"),
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


def test_nothing_given_is_the_default():
    assert RunConfig.read() == RunConfig()


def test_an_empty_file_changes_nothing(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text("# nothing here\n")
    assert RunConfig.read(file) == RunConfig()


def test_overrides_are_yaml_and_the_last_one_holds():
    config = RunConfig.read(
        overrides=["sampler.writes=[0.5, 0.5]", "seed=1", "seed=2", "review.seats=[coverage]"]
    )
    assert config.sampler.writes == (0.5, 0.5)
    assert config.seed == 2
    assert config.review.seats == ("coverage",)


def test_a_config_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        RunConfig().count = 5


def test_a_config_survives_its_own_json():
    config = RunConfig.read(overrides=["slip=0.25", "sampler.read_only=0"])
    assert RunConfig.model_validate_json(config.model_dump_json()) == config


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        RunConfig.read(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "run.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not YAML"):
        RunConfig.read(file)


def test_every_setting_is_documented():
    def undocumented(part, path=""):
        for name, field in part.model_fields.items():
            if not field.description:
                yield f"{path}{name}"
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                yield from undocumented(field.annotation, f"{path}{name}.")

    assert list(undocumented(RunConfig)) == []
