"""What a training opens to others is said before it does."""

import pytest

from training.cli import main


@pytest.mark.parametrize("progress", [[], ["--progress", "json"]])
def test_several_workers_are_told_that_their_ports_are_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path, progress
) -> None:
    monkeypatch.delenv("TF_CONFIG", raising=False)
    out = ["--out", str(tmp_path / "run")]
    main(["fit", str(tmp_path), *out, "--strategy", "multi-worker", *progress])
    said = "".join(capsys.readouterr())
    assert "listens on every network interface" in said
    main(["fit", str(tmp_path / "none"), *out, *progress])
    assert "listens on every" not in "".join(capsys.readouterr())


def test_the_help_says_so_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fit", "--help"])
    assert "listens on all its network interfaces" in " ".join(capsys.readouterr().out.split())
