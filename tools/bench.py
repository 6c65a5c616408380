"""bin/bench: sets up what is missing, then runs the benchmarks on databases of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import processes
import setup
from console import ROOT, Refused, StepFailed, Steps, fail, text, utf8_output


def main() -> int:
    utf8_output()
    processes.stop_on_signals()
    processes.adopt_orphans()
    log = setup.CACHE / "bench-setup.log"
    folder = Path(tempfile.mkdtemp(prefix="liaison-bench-"))
    try:
        setup.set_up(Steps(log))
        env = {**os.environ, "LIAISON_DATA": str(folder), "LIAISON_DATABASE_URL": "", "LIAISON_DEBUG": "0"}
        return subprocess.run([setup.PYTHON, "-m", "benchmarks", *sys.argv[1:]], cwd=ROOT, env=env).returncode
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except StepFailed as problem:
        return fail(problem, log)
    except processes.Stopped:
        print(text("\n已中止。", "\nStopped."))
        return 130
    finally:
        processes.end_everything(patience=5)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
