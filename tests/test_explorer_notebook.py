"""The notebook that `heroes explore` writes."""

import json
from pathlib import Path

import nbformat
import pytest

from heroes.explorer.notebook import absolute, has_password, opening_cell, write_notebook

SECRET = "postgresql://me:s3cret@127.0.0.1/db"


def test_a_notebook_is_valid_and_opens_the_database(tmp_path: Path) -> None:
    path = write_notebook(tmp_path, "/data/music.db", "Album")
    assert path.name == "explore_music.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    assert "db = explore('/data/music.db')" in path.read_text()


def test_what_you_wrote_into_the_notebook_is_kept(tmp_path: Path) -> None:
    path = write_notebook(tmp_path, "/data/music.db", "Album")
    notebook = json.loads(path.read_text())
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "id": "x", "source": "mine"})
    path.write_text(json.dumps(notebook))
    assert write_notebook(tmp_path, "/data/music.db", "Album") == path
    assert "mine" in path.read_text()


def test_another_database_of_the_same_name_gets_its_own_notebook(tmp_path: Path) -> None:
    first = write_notebook(tmp_path, "/data/music.db", "Album")
    second = write_notebook(tmp_path, "/other/music.db", "Album")
    assert (first.name, second.name) == ("explore_music.ipynb", "explore_music_2.ipynb")


def test_a_file_that_is_no_notebook_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "explore_music.ipynb").write_text("not JSON")
    assert write_notebook(tmp_path, "/data/music.db", None).name == "explore_music_2.ipynb"
    assert (tmp_path / "explore_music.ipynb").read_text() == "not JSON"


@pytest.mark.parametrize(
    "database", [SECRET, "mariadb://h/db?password=s3cret", "postgresql://me:s3cret@h:port/db"]
)
def test_a_password_is_not_written_down(tmp_path: Path, database: str) -> None:
    assert has_password(database)
    text = write_notebook(tmp_path, database, "Album").read_text()
    assert "s3cret" not in text
    assert "HEROES_EXPLORE_URL" in text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    hostile = "x');__import__('os').abort()#<script>.db"
    compile(opening_cell(hostile).partition("\n")[2], "cell", "exec")
    text = write_notebook(tmp_path, hostile, "a'); b('").read_text()
    assert "\\<script\\>" in json.loads(text)["cells"][0]["source"]


def test_paths_and_urls_mean_the_same_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute("a.db") == str(tmp_path / "a.db")
    assert absolute("sqlite:///a.db") == f"sqlite:///{tmp_path / 'a.db'}"
    assert absolute("sqlite://") == "sqlite://"
    assert absolute(SECRET) == SECRET
