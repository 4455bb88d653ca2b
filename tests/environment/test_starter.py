from pathlib import Path

import pytest
import yaml

from apigen_mt.environment.starter import write_starter
from apigen_mt.errors import EnvironmentRefError
from tests.runs import apigen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skeleton")
    made = apigen(folder, "env", "init", "bike_shop")
    assert made.returncode == 0, made.stderr
    assert "apigen-mt env check bike_shop.environment:BikeShop" in made.stdout
    return folder


def test_the_skeleton_keeps_every_promise(folder: Path) -> None:
    checked = apigen(folder, "env", "check", "bike_shop.environment:BikeShop")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "n/a" not in checked.stdout


def test_the_skeleton_generates_rows_that_verify(folder: Path) -> None:
    words = ("--config", "bike_shop/config.yaml", "--count", "20", "--out", "run", "--quiet")
    made = apigen(folder, "generate", *words)
    assert made.returncode == 0, made.stderr
    named = ("--env", "bike_shop.environment:BikeShop")
    assert "20 of 20 rows hold" in apigen(folder, "dataset", "verify", "run", *named).stdout


def test_no_placeholder_is_left_and_the_config_is_one(folder: Path) -> None:
    files = {path.name: path.read_text() for path in (folder / "bike_shop").glob("*.*")}
    assert set(files) == {"__init__.py", "environment.py", "policy.md", "config.yaml", "README.md"}
    assert not [name for name, text in files.items() if "{{" in text]
    assert yaml.safe_load(files["config.yaml"])["env"] == "bike_shop.environment:BikeShop"
    assert len(files["README.md"].splitlines()) <= 12


def test_what_is_there_is_never_overwritten(folder: Path) -> None:
    before = (folder / "bike_shop" / "environment.py").read_bytes()
    again = apigen(folder, "env", "init", "bike_shop")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert (folder / "bike_shop" / "environment.py").read_bytes() == before


def test_the_folder_is_made_where_it_is_asked_for(tmp_path: Path) -> None:
    assert write_starter("shop", tmp_path / "a" / "b") == "shop.environment:Shop"
    assert (tmp_path / "a" / "b" / "shop" / "environment.py").is_file()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("2x", "cannot be the name"),
        ("my-shop", "cannot be the name"),
        ("../x", "cannot be the name"),
        ("class", "cannot be the name"),
        ("", "cannot be the name"),
        ("_", "no name for a class"),
        ("json", "is installed"),
        ("pydantic", "my_pydantic"),
    ],
)
def test_a_name_that_cannot_be_a_package_is_refused(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefError, match=says):
        write_starter(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
