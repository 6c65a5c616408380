import socket
import subprocess
import sys

import console
import processes
import pytest
import run
import setup


def test_a_stamp_fits_until_what_it_was_made_from_changes(tmp_path):
    source, stamp = tmp_path / "lock", tmp_path / "deep" / "stamp"
    source.write_text("a")
    setup.put_stamp(stamp, setup.digest_of([source]))
    assert setup.fits(stamp, setup.digest_of([source]))
    source.write_text("b")
    assert not setup.fits(stamp, setup.digest_of([source]))
    source.unlink()
    assert not setup.fits(stamp, setup.digest_of([source]))


def test_what_is_missing_is_named_with_the_command_that_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "apt_command", lambda: None)
    with pytest.raises(console.Refused, match="sudo apt-get install libfirst libsecond"):
        setup.system_packages(
            console.Steps(tmp_path / "log"), {"libfirst": lambda: False, "libsecond": lambda: None, "x": lambda: True}
        )


def test_what_is_still_unusable_after_apt_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "apt_command", lambda: ["true"])
    with pytest.raises(console.StepFailed) as caught:
        setup.system_packages(console.Steps(tmp_path / "log"), {"libnever": lambda: False})
    assert "libnever" in caught.value.reason


def test_a_browser_that_apt_does_not_offer_is_left_to_playwright(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "is_offered", lambda name: False)
    for apt in (["true"], None):
        monkeypatch.setattr(setup, "apt_command", lambda apt=apt: apt)
        setup.system_packages(console.Steps(tmp_path / "log"), {"chromium": lambda: None})
    monkeypatch.setattr(setup, "chromium", lambda: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(setup, "PYTHON", "echo")
    steps = console.Steps(tmp_path / "log")
    setup.browser(steps)
    assert "playwright install" in steps.log.read_text()


def test_a_failing_step_is_told_with_its_reason_and_its_log(tmp_path, capsys):
    steps = console.Steps(tmp_path / "log")
    with pytest.raises(console.StepFailed) as caught, steps.step("步骤", "a step"):
        steps.command(sys.executable, "-c", "import sys; print('disk full', file=sys.stderr); sys.exit(3)")
    assert console.fail(caught.value, steps.log) == 1
    told = capsys.readouterr().out
    assert "disk full" in told
    assert str(steps.log) in told


def test_of_a_traceback_only_what_went_wrong_is_told(tmp_path):
    steps = console.Steps(tmp_path / "log")
    with pytest.raises(console.StepFailed) as caught, steps.step("步骤", "a step"):
        steps.command(sys.executable, "-c", "raise OSError('no space left')")
    assert caught.value.reason.splitlines()[0] == "OSError: no space left"
    assert "Traceback" in steps.log.read_text()


def test_a_full_disk_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(console, "NEARLY_FULL_BYTES", 2**63)
    console.fail(console.StepFailed("a step", "reason"), tmp_path / "log")
    assert str(tmp_path) in capsys.readouterr().out.splitlines()[-2]


def test_a_command_that_does_not_exist_is_a_failing_step_too(tmp_path):
    steps = console.Steps(tmp_path / "log")
    with pytest.raises(console.StepFailed, match="a step"), steps.step("a step", "a step"):
        steps.command("no-such-command")


def test_output_that_may_hold_passwords_is_not_logged(tmp_path):
    steps = console.Steps(tmp_path / "log")
    kept = steps.command(sys.executable, "-c", "print('one' + 'time')", keep_output=True)
    assert kept == "onetime\n"
    assert "onetime" not in steps.log.read_text()


def test_a_port_in_use_is_noticed_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(console.Refused, match="--port"):
            run.check_port(other.getsockname()[1])


def test_a_data_folder_serves_one_at_a_time(tmp_path):
    with run.claim(tmp_path / "data"), pytest.raises(console.Refused):
        run.claim(tmp_path / "data")


def test_a_new_data_folder_is_for_its_owner_only(tmp_path):
    with run.claim(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(console.Refused, match="file"):
        run.claim(tmp_path / "file" / "data")


def test_a_process_is_ended_with_all_that_it_started():
    child = "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        grandchild = int(process.stdout.readline())
        processes.end_tree(process.pid)
        assert grandchild not in processes.parents()
    assert process.returncode is not None
