"""What an actor does, without Ray around it: any source, any storage, and a codec that crashes."""

import json
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from app.cluster import storage, worker
from app.cluster.formats import FORMATS
from app.cluster.plan import Plan, write_plan
from app.cluster.sources import find
from app.cluster.worker import Job, Worker, look_back
from app.core.answers import RegionChoice
from app.core.models.folder import ModelFolder
from app.core.models.in_use import open_in_use
from app.core.pictures.find import Skipped
from app.core.pictures.limits import Limits
from app.core.pictures.pool import Decoders
from app.core.places import shipped_models
from tests.support.moody_decoder import MOODY

NAMES = ("a.jpg", "abort.jpg", "b 2.jpg", "letter.jpg", "z.jpg")


@pytest.fixture(scope="module")
def model() -> ModelFolder:
    return open_in_use(shipped_models())[0]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    random = np.random.default_rng(1)
    shop = tmp_path / "shop"
    shop.mkdir()
    for name in NAMES:
        ground = random.integers(0, 256, (6, 8, 3)).astype(np.uint8)
        picture = cv2.resize(ground, (160, 120), interpolation=cv2.INTER_CUBIC)
        (shop / name).write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    (shop / "letter.jpg").write_text("Dear customer,")
    return shop


@pytest.fixture(autouse=True)
def moody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The codec of these actors crashes where a picture's name says so."""
    here = Path.cwd()
    monkeypatch.setattr(worker, "Decoders", partial(Decoders, program=MOODY))
    yield
    os.chdir(here)  # an actor goes where paths are seen from


def job_in(results: str, ending: str = "jsonl") -> Job:
    return Job(results, ending, RegionChoice.AUTO, False, Limits(), None, str(Path.cwd()))


def planned(results: str, *places: str) -> Plan:
    skipped = Skipped()
    return write_plan(results, {}, find(places, recursive=True, skipped=skipped), skipped)


def answered(job: Job, plan: Plan, model: ModelFolder) -> Counter[str]:
    """What all parts come to; nothing may have gone wrong with one."""
    asked = Worker(job, model)
    counts = Counter[str]()
    for part in plan.parts:
        answer = asked(asdict(part))
        assert answer == {"number": part.number, "code": "", "message": ""}
        look = look_back(job, part)
        assert look is not None
        counts += look
    return counts


def rows_of(job: Job, plan: Plan) -> list[dict[str, object]]:
    found = [storage.read(job.place(part)).decode() for part in plan.parts]
    return [json.loads(line) | {"seconds": 0} for text in found for line in text.splitlines()]


@pytest.mark.parametrize("kind", ["address", "parquet"])
def test_pictures_elsewhere_get_the_answers_of_those_on_a_disk(
    tmp_path: Path, shop: Path, model: ModelFolder, kind: str
) -> None:
    on_disk, elsewhere = str(tmp_path / "1"), f"memory://{uuid.uuid4().hex}/results"
    if kind == "address":
        source = f"file://{shop}"
        names = [f"file://{shop}/{name}" for name in NAMES]
    else:
        source, names = str(tmp_path / "list.parquet"), [f"sku/{name}" for name in NAMES]
        contents = [(shop / name).read_bytes() for name in NAMES]
        table = pyarrow.table({"path": names, "bytes": contents})
        pyarrow.parquet.write_table(table, source)
    first, second = planned(on_disk, str(shop)), planned(elsewhere, source)
    counts = answered(job_in(on_disk), first, model)
    assert answered(job_in(elsewhere), second, model) == counts
    assert counts.total() == 5 and counts["unreadable"] == 2
    rows, others = rows_of(job_in(on_disk), first), rows_of(job_in(elsewhere), second)
    assert [row["path"] for row in others] == names
    assert [row | {"path": ""} for row in others] == [row | {"path": ""} for row in rows]
    assert [row["error"]["code"] for row in rows if "error" in row] == ["crashes", "not_a_picture"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_part_that_is_there_is_left_alone(
    tmp_path: Path, shop: Path, model: ModelFolder, ending: str
) -> None:
    results = str(tmp_path / "results")
    job, plan = job_in(results, ending), planned(results, str(shop))
    answered(job, plan, model)
    file = Path(job.place(plan.parts[0]))
    os.utime(file, (1, 1))
    answered(job, plan, model)
    assert file.stat().st_mtime == 1
    file.write_bytes(file.read_bytes()[:-50])
    answered(job, plan, model)
    assert file.stat().st_mtime != 1


def test_what_goes_wrong_comes_back_as_a_sentence(
    tmp_path: Path, shop: Path, model: ModelFolder
) -> None:
    results = str(tmp_path / "results")
    plan = planned(results, str(shop))
    job, row = job_in(results), asdict(plan.parts[0])
    other = Worker(replace(job, version="0.0.1"), model)(row)
    assert other["code"] == "other_version" and "0.0.1" in other["message"]
    damaged = Worker(job, replace(model, twin=model.twin[:-1] + b"?"))(row)
    assert damaged["code"] == "model_damaged" and "did not reach" in damaged["message"]
    (tmp_path / "results" / "_plan.jsonl").unlink()
    gone = Worker(job, model)(row)
    assert gone["code"] == "not_found" and "_plan.jsonl" in gone["message"]
