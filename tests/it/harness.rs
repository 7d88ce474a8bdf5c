//! What the tests share: the corpora as documents, generated ones, folders that go away, and the
//! program run as a user runs it.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use twicetold::Document;
use twicetold::evaluate::{GenerateOptions, Generator, Shape};

/// The documents of `corpora/<name>/docs.jsonl`, read without the reader of the house.
pub(crate) fn corpus(name: &str) -> Vec<Document> {
    records(Path::new("corpora").join(name).join("docs.jsonl"))
}

/// The documents of a file of records, read in the same way.
pub(crate) fn records(path: impl AsRef<Path>) -> Vec<Document> {
    documents(&std::fs::read_to_string(path).unwrap())
}

/// A generated corpus.
pub(crate) fn generated(shape: Shape, documents_wanted: u64, seed: u64) -> Vec<Document> {
    let mut options = GenerateOptions::default();
    (options.documents, options.seed, options.shape) = (documents_wanted, seed, shape);
    let (mut lines, mut truth) = (Vec::new(), Vec::new());
    Generator::new(&options).unwrap().write(&mut lines, &mut truth).unwrap();
    documents(std::str::from_utf8(&lines).unwrap())
}

fn documents(lines: &str) -> Vec<Document> {
    let document = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| value[name].as_str().map(str::to_owned);
        let mut document = Document::new(field("id").unwrap(), field("text").unwrap());
        document.metadata.source = field("source");
        document.metadata.date = field("date");
        document.metadata.title = field("title");
        document.metadata.url = field("url");
        document
    };
    lines.lines().map(document).collect()
}

/// The documents as JSON lines.
pub(crate) fn jsonl(documents: &[Document]) -> String {
    let line = |document: &Document| {
        let mut value = serde_json::to_value(&document.metadata).unwrap();
        value["id"] = document.id.clone().into();
        value["text"] = document.text.clone().into();
        format!("{value}\n")
    };
    documents.iter().map(line).collect()
}

/// A folder with files in it, gone when dropped.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of what is in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs `twicetold` in it.
    pub(crate) fn run(&self, arguments: &str) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs `twicetold` in it with something on standard input.
    pub(crate) fn run_with(&self, arguments: &str, stdin: &str) -> Ran {
        run(command(self.0.path()).args(arguments.split_whitespace()), stdin)
    }
}

/// `twicetold`, to be run in `folder`, with nothing from the environment that changes what it says.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twicetold"));
    command.current_dir(folder).env("COLUMNS", "80").env_remove("NO_COLOR").env("TERM", "xterm");
    command
}

/// How a run ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The exit code is this one and standard error says all of these.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, says: &[&str]) -> &Self {
        assert_eq!(self.code, code, "{self:#?}");
        for said in says {
            assert!(self.err.contains(said), "not said: {said}\n{self:#?}");
        }
        self
    }

    /// The report on standard output, which is JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Left, right and relation of the pairs on standard output, which is TSV.
    pub(crate) fn pairs(&self) -> Vec<[String; 3]> {
        let row = |line: &str| {
            let mut fields = line.split('\t').map(str::to_owned);
            [(); 3].map(|()| fields.next().unwrap_or_default())
        };
        self.out.lines().skip(1).map(row).collect()
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, stdin: &str) -> Ran {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A program that needs no input may have ended before it is written.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}
