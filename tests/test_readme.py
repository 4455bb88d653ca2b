import re
import subprocess
import sys
from pathlib import Path

import pytest

from apigen_mt.mutation.trial import AGENTS, EQUIVALENTS, MUTATIONS, SPOILERS

ROOT = Path(__file__).parent.parent
PAGES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
README = PAGES[Path("README.md")]
FILES = dict(re.findall(r"```python (\S+)\n(.*?)```", "".join(PAGES.values()), flags=re.DOTALL))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def apigen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-c", "from apigen_mt.cli import main; main()", *words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_environment_of_the_readme_keeps_every_promise(folder: Path) -> None:
    checked = apigen(folder, "env", "check", "studio:Studio")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "broken" not in checked.stdout


def test_the_environment_of_the_readme_gives_rows_that_verify(folder: Path) -> None:
    made = apigen(folder, "generate", "--env", "studio:Studio", "--count", "30", "--out", "out")
    assert made.returncode == 0, made.stderr
    assert "30/30 items: 30 accepted" in made.stderr
    verified = apigen(folder, "dataset", "verify", "out", "--env", "studio:Studio")
    assert verified.returncode == 0, verified.stdout
    assert "30 of 30 rows hold" in verified.stdout


def test_the_python_snippet_of_the_readme_runs(folder: Path) -> None:
    done = run(folder, sys.executable, "generate.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("20 trajectories")


def test_what_the_readme_shows_of_an_environment_stands_in_its_file() -> None:
    shown = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert shown
    for part in "\n\n\n".join(shown).split("\n\n\n"):
        assert part.strip() in FILES["studio.py"]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        other = page.parent / file if file else page
        assert (ROOT / other).is_file(), target
        titles = re.findall(r"^#+ (.*)$", PAGES[other], flags=re.MULTILINE) if anchor else []
        anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
        assert not anchor or anchor in anchors, target


def test_the_page_on_the_verifier_names_every_operator_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [A-Z]", PAGES[Path("docs/verifier.md")], flags=re.MULTILINE)
    assert rows == [*MUTATIONS, *SPOILERS, *AGENTS, *EQUIVALENTS]


def test_the_environment_of_the_readme_is_about_thirty_lines_beyond_its_tools() -> None:
    text = FILES["studio.py"]
    tools = re.findall(r"@tool.*?(?=\n\n\n)", text, flags=re.DOTALL)
    data = text[text.index("    def rows") :]
    rows = re.findall(r"^class (?!Studio).*?(?=\n\n\n)", text, flags=re.DOTALL | re.MULTILINE)
    rest = text.replace(data, "")
    for part in [*tools, *rows]:
        rest = rest.replace(part, "")
    assert len([line for line in rest.splitlines() if line.strip()]) <= 30


def test_the_class_and_the_functions_of_the_readme_become_environments(folder: Path) -> None:
    done = run(folder, sys.executable, "foreign.py")
    assert done.returncode == 0, done.stderr
    assert '"code":"value_error"' in done.stdout
    assert "before=20, after=15" in done.stdout
    for name in ("TillWorld", "Orders"):
        checked = apigen(folder, "env", "check", f"foreign:{name}")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert "skipped" in checked.stdout and "broken" not in checked.stdout


def test_the_class_of_the_readme_with_references_gives_rows_that_verify(folder: Path) -> None:
    checked = apigen(folder, "env", "check", "salon:SalonWorld")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "holds  tools can be reached" in checked.stdout
    made = apigen(folder, "generate", "--env", "salon:SalonWorld", "--count", "20", "--out", "out")
    assert made.returncode == 0, made.stderr
    assert "20/20 items: 20 accepted" in made.stderr
    verified = apigen(folder, "dataset", "verify", "out", "--env", "salon:SalonWorld")
    assert "20 of 20 rows hold" in verified.stdout
