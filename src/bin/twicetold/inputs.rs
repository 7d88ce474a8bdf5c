//! Input and likeness arguments → the library's options.

use crate::args::{InputArguments, LikenessArguments, RunningArguments};
use twicetold::read::{Fields, Options};
use twicetold::report::Relation;
use twicetold::segment::Language;
use twicetold::{Error, Result, ScanOptions};

/// How files become documents.
pub(crate) fn read_options(input: &InputArguments, running: &RunningArguments) -> Result<Options> {
    let mut options = Options::default();
    options.format = input.from.parse()?;
    options.html = input.html.parse()?;
    options.fields = Fields {
        text: input.text_field.clone(),
        id: input.id_field.clone(),
        source: input.source_field.clone(),
        date: input.date_field.clone(),
        title: input.title_field.clone(),
        url: input.url_field.clone(),
    };
    options.max_document_bytes = input.max_document_bytes;
    options.temp_dir.clone_from(&running.temp_dir);
    Ok(options)
}

/// The language that was given, or none to tell it for each document.
pub(crate) fn language(input: &InputArguments) -> Result<Option<Language>> {
    if input.language == "auto" { Ok(None) } else { input.language.parse().map(Some) }
}

/// What is looked for.
pub(crate) fn scan_options(
    likeness: &LikenessArguments,
    input: &InputArguments,
    running: &RunningArguments,
) -> Result<ScanOptions> {
    let mut options = ScanOptions::default();
    options.thresholds.min_similarity = likeness.min_similarity;
    options.thresholds.min_containment = likeness.min_containment;
    options.rewrites = likeness.rewrites.parse()?;
    options.thresholds.min_passage_words = likeness.min_passage_words;
    options.recall = likeness.recall;
    options.exact = likeness.exact;
    options.shingle_width = likeness.shingle_width;
    options.shingle_unit = likeness.shingle_unit.parse()?;
    options.sketch.hashes = likeness.hashes;
    options.sketch.seed = likeness.seed;
    options.threads = running.threads;
    options.language = language(input)?;
    if !likeness.relations.is_empty() {
        options.relations = likeness.relations.iter().map(|name| name.parse()).collect::<Result<Vec<Relation>>>()?;
    }
    options.validate()?;
    Ok(options)
}

/// Checks `--max-repetition`.
pub(crate) fn check_percentile(percentile: f64) -> Result<()> {
    if (0.0..=100.0).contains(&percentile) {
        return Ok(());
    }
    Err(Error::usage(format!("--max-repetition {percentile} is out of range; choose a percentile from 0 to 100")))
}
