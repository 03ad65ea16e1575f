"""Results that were exported are opened again later, decisions included, and shown as a page."""

from pathlib import Path

from app.core.answers import Row, Verdict
from app.core.models.folder import read_contract
from app.core.review.results import csv_file, read_results
from tests.support.desktop import ROOT, Screen
from tests.support.dialogs import Dialog, choose_file

SAMPLES = sorted((ROOT / "assets" / "samples").glob("*.jpg"))


def test_opened_again_and_exported_in_every_form(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    names = read_contract(small_published_model / "1").class_names
    shares = (0.8, *(0.2 / (len(names) - 1) for _ in names[1:]))
    rows = [Row(path, Verdict.SURE, names[0], shares, 0.1) for path in SAMPLES]
    rows[0] = rows[0].with_decision(names[1])
    rows.append(Row(tmp_path / "bad.jpg", error=("not_a_picture", "bad.jpg is no picture.")))
    results = tmp_path / "results.csv"
    with csv_file(results, names) as write:
        for row in rows:
            write(row)

    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        choose_file(program, "ctrl+shift+e", "Open results", results)
        program.wait_for_title("12 pictures", "1 could not be read")

        lines = tmp_path / "again.jsonl"
        choose_file(program, "ctrl+e", "Export results", lines)
        screen.wait_for_file(lines)
        again = {row.path: row for row in read_results(lines).rows}
        assert len(again) == len(rows)
        for row in rows:
            assert (again[row.path].label, again[row.path].decided) == (row.label, row.decided)
            assert again[row.path].error == row.error

        page = tmp_path / "page.html"
        choose_file(program, "ctrl+e", "Export results", page)
        dialog = Dialog(screen, screen.wait_for_window("Export a page"))
        dialog.wait_for_text("The page was written")
        text = page.read_text(encoding="utf-8")
        assert text.count("data:image/jpeg;base64,") == len(SAMPLES)
        assert "Corrected; the model said" in text
        dialog.press("Return")
        dialog.wait_until_gone()


def test_results_of_other_classes_get_a_sentence(
    screen: Screen, tmp_path: Path, small_published_model: Path
) -> None:
    results = tmp_path / "results.csv"
    with csv_file(results, ("sofas", "chairs")) as write:
        write(Row(SAMPLES[0], Verdict.SURE, "sofas", (0.9, 0.1), 0.1))
    with screen.program("--model", small_published_model) as program:
        program.wait_until_ready()
        choose_file(program, "ctrl+shift+e", "Open results", results)
        program.wait_for_text("sofas, chairs", "choose")
