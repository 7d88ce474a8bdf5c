//! The command line as a type: every option with its default and its help, from which completions and
//! man pages are made too.

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use twicetold::read::{Extraction, Format};

/// Finds what has been told twice: repeated sentences inside an article, near-duplicate and contained
/// articles across a corpus.
#[derive(Debug, Parser)]
#[command(name = "twicetold", version, args_override_self = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find identical, near-duplicate and contained documents across a corpus, and what they share
    Scan(Box<ScanArguments>),
    /// Write the corpus again without its later copies, records byte for byte as they came
    Dedup(Box<DedupArguments>),
    /// Show what each document repeats: echoes, phrases, metrics, what could be cut
    Inspect(Box<InspectArguments>),
    /// Compare two documents: relation, scores, shared passages, what only one side has
    Compare(Box<CompareArguments>),
    /// Read a report, read its files again, and say what of it no longer holds
    Verify(VerifyArguments),
    /// Write a report again in other formats, the report of a scan on Spark as a page for example
    Report(ReportArguments),
    /// Write a news-like corpus with planted duplicates of known similarity
    Generate(GenerateArguments),
    /// Judge predicted pairs against truth: precision, recall, F1, average precision, ARI
    Evaluate(EvaluateArguments),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write man pages, one a command, into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct ScanArguments {
    /// Files, folders, archives, globs, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// Compare the documents of PATH with those of OLD too, which are not compared among themselves (repeatable)
    #[arg(long, value_name = "OLD", action = clap::ArgAction::Append)]
    pub(crate) against: Vec<String>,
    /// For each document (each new one, with --against) the smallest set of earlier ones that explains it, and what is its own
    #[arg(long)]
    pub(crate) gather: bool,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) likeness: LikenessArguments,
    /// Compare so many documents with all others exactly and print the recall measured on them
    #[arg(long, value_name = "N", help_heading = "Likeness")]
    pub(crate) audit: Option<usize>,
    /// Print the bands, what they find, and what the run needs; then stop
    #[arg(long, help_heading = "Running")]
    pub(crate) plan: bool,
    #[command(flatten)]
    pub(crate) memory: MemoryArguments,
    #[command(flatten)]
    pub(crate) running: RunningArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Exit with 1 if any such finding is there (comma-separated)
    #[arg(long, value_name = "FINDING", value_delimiter = ',', help_heading = "Gate")]
    pub(crate) fail_on: Vec<ScanGate>,
    /// Percentile of repetition from which `--fail-on repetition` trips
    #[arg(long, value_name = "PERCENTILE", default_value_t = 99.0, help_heading = "Gate")]
    pub(crate) max_repetition: f64,
    #[command(flatten)]
    pub(crate) baseline: BaselineArguments,
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
// What a removal is not decided by.
#[command(mut_arg("relations", |arg| arg.hide(true)), mut_arg("expand", |arg| arg.hide(true)))]
#[command(mut_arg("min_passage_words", |arg| arg.hide(true)))]
pub(crate) struct DedupArguments {
    /// Files, folders, archives (written as folders), globs, or - for standard input (written as stdin.jsonl and so on)
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// Folder for the new corpus: new or empty, and apart from the input
    #[arg(long, short, value_name = "FOLDER", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    /// Which document stays: first (by date, then id), longest, newest, FIELD:asc, FIELD:desc, or source:A,B (in this order)
    #[arg(long, value_name = "ORDER", default_value = "first")]
    pub(crate) keep: String,
    /// What goes beside identical documents: identical (nothing else), near-duplicate, contains (the contained side; comma-separated)
    #[arg(long, value_name = "RELATION", value_delimiter = ',', default_value = "near-duplicate")]
    pub(crate) remove: Vec<String>,
    /// What is looked at: document, or sentence (three in a row that were told before are cut, whatever document they stand in)
    #[arg(long, value_name = "LEVEL", default_value = "document")]
    pub(crate) level: String,
    /// Keep every record and put fields at its end: twicetold_keep, _cluster, _kept (an id), _score
    #[arg(long)]
    pub(crate) annotate: bool,
    /// Say what would go, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) likeness: LikenessArguments,
    #[command(flatten)]
    pub(crate) memory: MemoryArguments,
    #[command(flatten)]
    pub(crate) running: RunningArguments,
    /// What is said on standard output: terminal or json
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", help_heading = "Output")]
    pub(crate) format: String,
    /// How many of the documents that would go are shown
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(crate) top: usize,
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct InspectArguments {
    /// Files, folders, archives, globs, - for standard input, or corpus.jsonl#id for one record
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Lowest score, 0 to 1, from which two sentences are an echo
    #[arg(long, value_name = "SCORE", default_value_t = 0.45, help_heading = "Repetition")]
    pub(crate) echo: f64,
    /// Only the metrics of these profiles (comma-separated; all unless given)
    #[arg(long, value_name = "PROFILE", value_delimiter = ',', help_heading = "Repetition")]
    pub(crate) profile: Vec<String>,
    #[command(flatten)]
    pub(crate) running: RunningArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Exit with 1 if any such finding is there
    #[arg(long, value_name = "FINDING", value_delimiter = ',', help_heading = "Gate")]
    pub(crate) fail_on: Vec<InspectGate>,
    /// Percentile of repetition from which `--fail-on repetition` trips
    #[arg(long, value_name = "PERCENTILE", default_value_t = 99.0, help_heading = "Gate")]
    pub(crate) max_repetition: f64,
    #[command(flatten)]
    pub(crate) baseline: BaselineArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Gate")]
pub(crate) struct BaselineArguments {
    /// Findings in FILE are known: they trip no gate, and reports tell them from new ones
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<String>,
    /// Write all findings of this run to FILE, for --baseline of later runs
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<String>,
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct CompareArguments {
    /// A file, or corpus.jsonl#id
    pub(crate) left: String,
    /// A file, or corpus.jsonl#id
    pub(crate) right: String,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) likeness: LikenessArguments,
    #[command(flatten)]
    pub(crate) running: RunningArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct VerifyArguments {
    /// A report as json, jsonl or html
    #[arg(value_name = "REPORT")]
    pub(crate) report: String,
    /// Folder from which the paths in the report start, the current one unless given
    #[arg(long, value_name = "FOLDER")]
    pub(crate) root: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) running: RunningArguments,
    /// What is said on standard output: terminal or json
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal", help_heading = "Output")]
    pub(crate) format: String,
    /// How many places that do not hold are shown
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Output")]
    pub(crate) top: usize,
}

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct ReportArguments {
    /// A report as json, jsonl or html, or the folder that twicetold.spark has written with its report
    #[arg(value_name = "REPORT")]
    pub(crate) input: String,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// List every pair, also those of identical documents and of large groups (csv and tsv)
    #[arg(long, help_heading = "Output")]
    pub(crate) expand: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArguments {
    /// How many documents
    #[arg(long, value_name = "N")]
    pub(crate) documents: u64,
    /// Same N and seed, same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where the documents go (JSONL), - for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: String,
    /// Where the truth goes: pairs, kinds, similarities
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<String>,
    /// Share of documents that are versions of an earlier one
    #[arg(long, value_name = "FRACTION", default_value_t = 0.3)]
    pub(crate) duplicates: f64,
    /// Language of the words
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: String,
    /// What the corpus is like: news, or a shape that hurts
    #[arg(long, value_name = "SHAPE", default_value = "news")]
    pub(crate) shape: String,
}

#[derive(Debug, Args)]
pub(crate) struct EvaluateArguments {
    /// A report of `scan` (JSON, CSV, TSV), its tables as Parquet (a folder of --tables or of Spark), or a TSV of left, right, score
    #[arg(value_name = "PRED")]
    pub(crate) predictions: String,
    /// True pairs: id_a, id_b, label, positive[, similarity]
    #[arg(long, value_name = "T.tsv")]
    pub(crate) truth: Option<String>,
    /// True clusters: id, cluster
    #[arg(long, value_name = "C.tsv")]
    pub(crate) clusters: Option<String>,
    /// Pairs that are not judged: id_a, id_b
    #[arg(long, value_name = "I.tsv")]
    pub(crate) ignore: Option<String>,
    /// What an unlisted pair is: closed (not judged) or open (wrong); cluster where --clusters is given
    #[arg(long, value_name = "MODE")]
    pub(crate) mode: Option<String>,
    /// Score from which a pair counts as predicted; the one with the best F1 unless given
    #[arg(long, value_name = "SCORE")]
    pub(crate) threshold: Option<f64>,
    /// Only true pairs of at least this similarity (truth with a similarity column)
    #[arg(long, value_name = "SIMILARITY")]
    pub(crate) min_similarity: Option<f64>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArguments {
    /// What the files hold; auto tells it by content, name and header of each
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    pub(crate) from: String,
    /// What is taken of a web page: article (its main text), or raw (all visible text)
    #[arg(long, value_name = "HOW", default_value = "article", value_parser = PossibleValuesParser::new(Extraction::ALL.map(Extraction::name)))]
    pub(crate) html: String,
    /// Field with the text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub(crate) text_field: String,
    /// Field with the id
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub(crate) id_field: String,
    /// Field with the source
    #[arg(long, value_name = "FIELD", default_value = "source")]
    pub(crate) source_field: String,
    /// Field with the date
    #[arg(long, value_name = "FIELD", default_value = "date")]
    pub(crate) date_field: String,
    /// Field with the title
    #[arg(long, value_name = "FIELD", default_value = "title")]
    pub(crate) title_field: String,
    /// Field with the address
    #[arg(long, value_name = "FIELD", default_value = "url")]
    pub(crate) url_field: String,
    /// Language of the documents (two letters), or auto to tell it for each
    #[arg(long, value_name = "LANGUAGE", default_value = "auto")]
    pub(crate) language: String,
    /// Skip documents with more bytes of text
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(crate) max_document_bytes: usize,
    /// Exit with 3 if any record was skipped or repaired
    #[arg(long)]
    pub(crate) strict: bool,
    /// Write every skipped or repaired record, with its place and reason, to FILE (TSV)
    #[arg(long, value_name = "FILE")]
    pub(crate) bad_records: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Likeness")]
pub(crate) struct LikenessArguments {
    /// Jaccard similarity from which a pair is a near-duplicate
    #[arg(long, value_name = "SIMILARITY", default_value_t = 0.7)]
    pub(crate) min_similarity: f64,
    /// Probability with which a pair exactly at that similarity is found
    #[arg(long, value_name = "PROBABILITY", default_value_t = 0.98)]
    pub(crate) recall: f64,
    /// Share of the smaller document from which the larger contains it
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    pub(crate) min_containment: f64,
    /// Words that shared passages must have together
    #[arg(long, value_name = "WORDS", default_value_t = 40)]
    pub(crate) min_passage_words: usize,
    /// Find all near-duplicate and contained pairs, whatever it costs
    #[arg(long)]
    pub(crate) exact: bool,
    /// Words (or characters) in a shingle
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) shingle_width: usize,
    /// What shingles are made of: word or character
    #[arg(long, value_name = "UNIT", default_value = "word")]
    pub(crate) shingle_unit: String,
    /// Hash functions of a signature
    #[arg(long, value_name = "K", default_value_t = 128)]
    pub(crate) hashes: usize,
    /// Seed of the hash functions
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How sure a rewrite is to be: likely (hardly a false one) or possible (for a reader who goes through them)
    #[arg(long, value_name = "HOW", default_value = "likely")]
    pub(crate) rewrites: String,
    /// What to look for beside identical documents: near-duplicate, contains, rewritten, shares-passages (comma-separated; all unless given)
    #[arg(long, value_name = "RELATION", value_delimiter = ',')]
    pub(crate) relations: Vec<String>,
    /// List every pair of identical documents, not only each with the first
    #[arg(long)]
    pub(crate) expand: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct RunningArguments {
    /// Threads; all the machine has unless given
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) threads: usize,
    /// Folder for temporary files
    #[arg(long, value_name = "FOLDER")]
    pub(crate) temp_dir: Option<PathBuf>,
    /// When to show progress on standard error
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) progress: When,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Write seconds by stage, peak memory and threads to FILE (JSON)
    #[arg(long, value_name = "FILE")]
    pub(crate) timings: Option<String>,
    /// Read options from FILE (TOML, same names); the command line wins
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) config: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct MemoryArguments {
    /// Memory for the whole process, as 2G or 800M; half of what the machine has unless given. What does not fit goes to disk
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<u64>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// terminal, html, markdown, json, jsonl, csv, tsv, sarif, junit or code-quality
    #[arg(long, short, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: String,
    /// Where the report goes; standard output unless given
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: Option<String>,
    /// One more report: FORMAT=PATH (repeatable)
    #[arg(long, value_name = "FORMAT=PATH", action = clap::ArgAction::Append)]
    pub(crate) report: Vec<String>,
    /// Write matches, clusters, documents and passages as tables into FOLDER, a file each
    #[arg(long, value_name = "FOLDER")]
    pub(crate) tables: Option<PathBuf>,
    /// What tables are written as: csv or tsv (or parquet, in builds with that feature)
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub(crate) tables_as: String,
    /// How many of each finding the terminal and Markdown show
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,
    /// When to use color
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
}

/// A size in bytes, with K, M, G or T for powers of 1024.
fn size(text: &str) -> Result<u64, String> {
    let sizes = parse_size::Config::new().with_binary();
    sizes.parse_size(text).map_err(|error| format!("{error}; write 2G or 800M, for example"))
}

/// When something is done that depends on where the output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// Where a person looks
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Findings of a scan that a gate can be set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanGate {
    /// Identical or near-duplicate documents
    Duplicates,
    /// A document that contains another
    Contains,
    /// A document that tells another in other words
    Rewrites,
    /// A document that repeats itself more than `--max-repetition`
    Repetition,
}

/// Findings of an inspection that a gate can be set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectGate {
    /// A sentence that says what an earlier one says
    Echoes,
    /// A document that repeats itself more than `--max-repetition`
    Repetition,
}
