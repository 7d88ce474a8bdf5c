"""The peers: what is installed of each, how it is called, and what it reports."""

import os
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from bench import Skip

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Peer:
    """A tool to compare with, installed in a folder of its own."""

    name: str
    version: str
    reports: str  # "pairs" or "clusters"
    also: tuple = ()  # what else it needs, pinned
    extras: str = ""

    def install(self, work):
        """The command it is called by, after which come corpus, output, similarity, threads."""
        folder = work / self.name
        stamp = folder / "installed"
        wanted = " ".join(self.packages())
        if not stamp.exists() or stamp.read_text() != wanted:
            self.fetch(folder)
            stamp.write_text(wanted)
        return [folder / "bin" / "python", "-B", HERE / "peers" / f"with_{self.name.replace('-', '_')}.py"]

    def packages(self):
        return [f"{self.name}{self.extras}=={self.version}", *self.also]

    def fetch(self, folder):
        venv.create(folder, clear=True, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        self.run([*pip, *self.packages()])

    def run(self, command, **environment):
        """Runs a step of the installation; a peer that cannot be installed is left out, with the reason."""
        try:
            subprocess.run([str(part) for part in command], env=os.environ | environment, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise Skip(f"{self.name} {self.version} (no {command[0]} here)") from None
        except subprocess.CalledProcessError as error:
            said = [line for line in error.stderr.splitlines() if line.strip()] or [f"exit code {error.returncode}"]
            raise Skip(f"{self.name} {self.version} (not installed: {said[-1].strip()})") from None


class Crate(Peer):
    """A peer that is a Rust library: a driver beside this file, with a lock file of its own."""

    def packages(self):
        return [f"{self.name}={self.version}"]

    def install(self, work):
        target = work / self.name
        manifest = HERE / self.name / "Cargo.toml"
        command = ["cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", manifest]
        self.run(command, CARGO_TARGET_DIR=str(target))
        return [target / "release" / f"with-{self.name}"]


PEERS = (
    Crate("gaoya", "0.2.2", "pairs"),
    Peer("daft", "0.7.26", "clusters", also=("igraph==1.0.0",)),
    Peer("rensa", "0.5.0", "pairs"),
    Peer("datasketch", "2.0.0", "pairs"),
    Peer("text-dedup", "0.4.0", "clusters"),
    Peer("datatrove", "0.10.1", "clusters", also=("spacy==3.8.18",), extras="[io,processing]"),
)
