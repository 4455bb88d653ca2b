import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen_mt.environment import known_environments, load_environment
from apigen_mt.environment.environment import Environment
from apigen_mt.errors import EnvironmentFault, EnvironmentRefError, SeedDataError
from tests.environment.kiosk import Kiosk, KioskDatabase, kiosk_rows


def test_library_is_registered_under_its_own_name() -> None:
    assert known_environments()["library"] == "tool_envs.library:Library"
    assert load_environment("library").name == "library"


def test_the_same_reference_gives_the_same_object() -> None:
    assert load_environment("library") is load_environment("library")


def test_a_module_path_leads_to_a_class_of_ones_own() -> None:
    assert type(load_environment("tests.environment.kiosk:Kiosk")) is Kiosk


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(EnvironmentRefError, match="Unknown environment 'retial'") as raised:
        load_environment("retial")
    assert "Did you mean 'retail'?" in str(raised.value)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the path of a module `somewhere_else` in a directory of its own on sys.path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    load_environment.cache_clear()
    yield tmp_path / "somewhere_else.py"
    sys.modules.pop("somewhere_else", None)
    load_environment.cache_clear()


def test_a_failing_import_is_told_with_its_reason(module: Path) -> None:
    module.write_text("import no_such_thing")
    with pytest.raises(EnvironmentRefError, match="ModuleNotFoundError: No module named 'no_such"):
        load_environment("somewhere_else:Shop")


def test_a_module_without_the_class_names_those_it_has(module: Path) -> None:
    module.write_text("from tests.environment.kiosk import Kiosk")
    with pytest.raises(EnvironmentRefError, match="It has: Kiosk"):
        load_environment("somewhere_else:Kiosks")


def test_a_module_without_environments_says_so(module: Path) -> None:
    module.write_text("x = 1")
    with pytest.raises(EnvironmentRefError, match="It has no subclass of Environment"):
        load_environment("somewhere_else:x")


def test_a_class_that_cannot_be_made_is_told(module: Path) -> None:
    module.write_text(
        "from apigen_mt.environment import Environment\n"
        "class Shop(Environment):\n"
        "    def __init__(self, rows): pass\n"
    )
    with pytest.raises(EnvironmentRefError, match=r"Shop\(\) failed with TypeError"):
        load_environment("somewhere_else:Shop")


def _kiosk_beside(module: Path, **fields: str) -> Environment:
    lines = "".join(f"    {name} = {value!r}\n" for name, value in fields.items())
    module.write_text(
        "from apigen_mt.environment import Environment\n"
        "from tests.environment.kiosk import KioskDatabase\n"
        f"class Shop(Environment):\n    name = 'shop'\n    database = KioskDatabase\n{lines}"
    )
    return load_environment("somewhere_else:Shop")


def test_a_missing_policy_file_is_told_with_its_path(module: Path) -> None:
    shop = _kiosk_beside(module, policy="policy.md")
    with pytest.raises(EnvironmentFault, match=r"policy file .*policy\.md cannot be read"):
        assert shop.policy_text


def test_policy_and_data_are_read_beside_the_module(module: Path) -> None:
    (module.parent / "policy.md").write_text("Be kind.\n")
    (module.parent / "rows.json").write_text(
        '{"guests": [{"guest_id": "g", "name": "N", "phone": "1"}]}'
    )
    shop = _kiosk_beside(module, policy="policy.md", data="rows.json")
    assert shop.policy_text == "Be kind."
    assert [row["name"] for row in shop.seed.table("guests")] == ["N"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "No such file"),
        ("{", "rows.json is not JSON"),
        ("[]", "Seed data is a list"),
        ('{"guest": []}', "table 'guest', which KioskDatabase does not declare"),
        ('{"guests": [{"guest_id": "g", "name": 1}]}', "table 'guests', row 'g': field 'name'"),
    ],
)
def test_broken_seed_data_is_told(module: Path, text: str | None, says: str) -> None:
    if text is not None:
        (module.parent / "rows.json").write_text(text)
    shop = _kiosk_beside(module, data="rows.json")
    with pytest.raises(SeedDataError) as raised:
        assert shop.seed
    assert says in str(raised.value)


def test_an_environment_without_rows_says_how_to_give_some(module: Path) -> None:
    shop = _kiosk_beside(module)
    with pytest.raises(EnvironmentFault, match=r"Override rows\(\)"):
        assert shop.seed


def test_seed_errors_name_the_missing_reference() -> None:
    rows = kiosk_rows()
    rows["rentals"][0]["bike_ids"] = ["bike_9"]
    with pytest.raises(SeedDataError, match="row 'rental_1': field 'bike_ids' is 'bike_9'"):
        KioskDatabase.load(rows, Kiosk.now)


def test_a_tool_that_is_not_there_suggests_the_nearest() -> None:
    with pytest.raises(EnvironmentFault, match="Did you mean 'find_guest'"):
        Kiosk().tool("find_gest")


def test_the_environments_digest_follows_policy_tools_and_rows() -> None:
    class Renamed(Kiosk):
        policy = "Something else entirely."

    class Fewer(Kiosk):
        tools = Kiosk.tools[:-1]

    class Emptier(Kiosk):
        def rows(self):  # type: ignore[no-untyped-def]
            return super().rows() | {"rentals": []}

    digests = {one().digest for one in (Kiosk, Renamed, Fewer, Emptier)}
    assert len(digests) == 4
    assert Kiosk().digest == Kiosk().digest
