"""A real Spark cluster on loopback: one master and some workers, started from the PySpark package, which has no start scripts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path


class Standalone:
    """The processes of a cluster; ``folder`` holds their logs and what they spill."""

    def __init__(self, folder: Path, workers: int = 2, cores: int = 1, memory: str = "2g") -> None:
        import pyspark

        self.folder, self.home = folder, Path(pyspark.__file__).parent
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"spark://127.0.0.1:{self.port}"
        self.master = self._start("master", "master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0")
        self._wait()
        options = ("--host", "127.0.0.1", "--webui-port", "0", "--cores", str(cores), "--memory", memory)
        self.workers = [
            self._start(f"worker-{at}", "worker.Worker", *options, "--work-dir", str(folder / f"work-{at}"), self.url) for at in range(workers)
        ]

    def _start(self, name: str, what: str, *arguments: str) -> subprocess.Popen:
        environment = {**os.environ, "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        environment |= {"SPARK_LOCAL_DIRS": str(self.folder / "local"), "SPARK_DAEMON_MEMORY": "512m"}
        command = [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *arguments]
        with open(self.folder / f"{name}.log", "wb") as log:
            # A group of its own: what ends it ends its executors too.
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)

    def _wait(self) -> None:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            if self.master.poll() is not None:
                break
            time.sleep(0.1)
        log = (self.folder / "master.log").read_text(errors="replace")
        raise RuntimeError(f"the master of the Spark cluster did not start:\n{log[-2000:]}")

    def kill(self, worker: int) -> None:
        """Ends a worker and its executors as a machine that loses its power does."""
        with suppress(ProcessLookupError):
            os.killpg(self.workers[worker].pid, signal.SIGKILL)

    def stop(self) -> None:
        for process in (*self.workers, self.master):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def standalone(folder: Path, settings: dict[str, str], workers: int = 2, cores: int = 1, memory: str = "2g"):
    """The cluster, and a session on it with these settings."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Standalone(folder, workers, cores, memory)
    try:
        defaults = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.local.dir": str(folder / "driver"),
            "spark.executor.memory": memory,
            "spark.sql.shuffle.partitions": "4",
        }
        session = SparkSession.builder.master(cluster.url).appName("twicetold").config(map={**defaults, **settings}).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield cluster, session
        finally:
            session.stop()
    finally:
        cluster.stop()
