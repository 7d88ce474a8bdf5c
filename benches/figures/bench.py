"""What every figure uses: the data, the program, a temporary folder, and the rows that are printed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Skip(Exception):
    """What a figure needs is not here; the message names it."""


class Bench:
    def __init__(self, data, folder):
        self.data = data
        self.seed = data.parent / "seed"
        self.folder = folder
        self.program = os.environ.get("TWICETOLD") or self.built()
        self.rows = []  # (figure, what, ok)
        self.skipped = []
        self.begin("")

    def begin(self, figure):
        self.figure = figure
        self.told = set()  # commands shown already

    # -------------------------------------------------------------- programs ---

    def built(self):
        self.cargo("build", "--release", "--locked", "--features", "parquet")
        return str(self.target() / "release" / "twicetold")

    def example(self, name):
        folder = os.environ.get("TWICETOLD_EXAMPLES")
        if folder:
            path = Path(folder) / name
            if not path.exists():
                raise Skip(f"example {name} (not in TWICETOLD_EXAMPLES)")
            return str(path)
        self.cargo("build", "--release", "--locked", "--example", name)
        return str(self.target() / "release" / "examples" / name)

    def cargo(self, *arguments):
        print("$ cargo", *arguments, flush=True)
        subprocess.run(["cargo", *arguments], cwd=ROOT, check=True)

    def target(self):
        command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--offline"]
        metadata = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
        return Path(json.loads(metadata)["target_directory"])

    # --------------------------------------------------------------- corpora ---

    def set(self, name):
        folder = self.data / name
        if not folder.is_dir():
            raise Skip(f"{name} (not in {self.data})")
        return folder

    def corpus(self, name):
        """The plain JSONL of a set: unpacked, generated (`generated-100000`), or one of this project."""
        path = self.folder / f"{name}.jsonl"
        if path.exists():
            return path
        if name.startswith("generated-"):
            self.tool("generate", "--documents", name.removeprefix("generated-"), "--seed", "1", "--output", path)
            return path
        own = ROOT / "corpora" / name / "docs.jsonl"
        plain = own if own.exists() else self.set(name) / "docs.jsonl"
        if plain.exists():
            return plain
        if not shutil.which("zstd"):
            raise Skip(f"zstd (a program, to unpack {name})")
        with open(path, "wb") as file:
            subprocess.run(["zstd", "-dcq", f"{plain}.zst"], stdout=file, check=True)
        return path

    def first(self, name, documents):
        """So many documents of the beginning of a set."""
        path = self.folder / f"{name}-first-{documents}.jsonl"
        with open(self.corpus(name), "rb") as lines, open(path, "wb") as file:
            file.writelines(line for line, _ in zip(lines, range(documents)))
        return path

    # ------------------------------------------------------------------ runs ---

    def call(self, *command, ok=(0,)):
        """Runs a command, shows it, returns what it printed."""
        self.show(command)
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if run.returncode not in ok:
            raise RuntimeError(f"{self.shown(command)}: exit code {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run.stdout

    def tool(self, *arguments):
        return self.call(self.program, *arguments)

    def script(self, name, *arguments, ok=(0, 1)):
        """Runs a script of this folder in a process of its own."""
        return self.call(sys.executable, "-B", HERE / name, *arguments, ok=ok)

    def measured(self, *arguments):
        """Runs the program; seconds of processor time and wall clock, peak memory in bytes."""
        return self.cost(self.program, *arguments)

    def cost(self, *command, errors=None):
        """Runs any command; the same of it and the processes it waited for (memory: of the largest)."""
        cost = self.folder / "cost.json"
        command = [sys.executable, "-I", "-S", HERE / "measured.py", cost, *command]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=errors)
        return SimpleNamespace(**json.loads(cost.read_text()))

    def scan(self, corpus, name, *options, format="tsv"):
        """The report of a scan, as a file of that name in the temporary folder."""
        path = self.folder / f"{name}.{format}"
        self.tool("scan", corpus, *options, "--format", format, "--output", path, "--quiet")
        return path

    # ------------------------------------------------------------ what it says ---

    def shown(self, command):
        """A command as a reader would type it."""
        text = " ".join(str(part) for part in command)
        text = text.replace(os.environ.get("TWICETOLD_PYTHON") or "python", "python")
        text = text.replace(str(self.program), "twicetold").replace(f"{sys.executable} -B {HERE}/", "")
        for folder, name in ((self.folder, ""), (ROOT, ""), (self.data, "DATA/"), (self.seed, "SEED/")):
            text = text.replace(f"{folder}/", name)
        return text

    def show(self, command):
        """Says which command runs; the same one once a figure."""
        line = self.shown(command)
        if line not in self.told:
            self.told.add(line)
            print(f"  $ {line}", flush=True)

    def skip(self, reason):
        """Says by name what is left out; the rest of the figure goes on."""
        self.skipped.append(f"{self.figure}: {reason}")
        print(f"  skipped: {reason}", flush=True)

    def note(self, text):
        print(f"  {text}", flush=True)

    def row(self, what, value, target, ok):
        """One row: what was measured, the value, the target, whether it is met (None: for the record)."""
        said = {True: "ok", False: "SHORT", None: "-"}[ok]
        print(f"  {what:<52} {value:<28} {target:<10} {said}", flush=True)
        if ok is not None:
            self.rows.append((self.figure, what, ok))
