"""Run a command for each submission: each.py AT_A_TIME SECONDS COMMANDS.json.

The file lists [command, folder, environment, log]. A command that takes longer than
that many seconds is ended, with the rest of its group.
"""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress


def run(job):
    command, folder, env, log = job
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(float(sys.argv[2]))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


with open(sys.argv[3]) as file:
    jobs = json.load(file)
with ThreadPoolExecutor(int(sys.argv[1])) as pool:
    list(pool.map(run, jobs))
