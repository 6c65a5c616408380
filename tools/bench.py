"""bin/bench: sets up what is missing, then runs the benchmarks on databases of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import processes
import services
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
        env["LIAISON_BENCH_POSTGRESQL"] = server(folder)
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


def server(folder: Path) -> str:
    """The address of a PostgreSQL of our own; "" where none is installed: what needs one is left out then."""
    if setup.postgresql_bin() is None:
        print(
            text("没有 PostgreSQL，跳过需要它的基准测试。", "No PostgreSQL: the benchmarks that need it are left out.")
        )
        return ""
    return services.start_postgresql(folder)


if __name__ == "__main__":
    sys.exit(main())
