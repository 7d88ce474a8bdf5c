//! `twicetold evaluate`: predicted pairs against truth.

use crate::args::EvaluateArguments;
use crate::exit::Exit;
use crate::output::write_whole;
use std::io::Write;
use std::path::Path;
use twicetold::evaluate::{EvaluateOptions, Evaluation, Truth, evaluate};
use twicetold::pipeline::read_pairs_at;
use twicetold::{Error, Result};

pub(crate) fn run(arguments: &EvaluateArguments) -> Result<Exit> {
    let mut truth = Truth::default();
    if let Some(path) = &arguments.truth {
        truth.add_pairs(&read(path)?).map_err(|error| Error::input(format!("{path}: {error}")))?;
    }
    if let Some(path) = &arguments.clusters {
        truth.add_clusters(&read(path)?).map_err(|error| Error::input(format!("{path}: {error}")))?;
    }
    if let Some(path) = &arguments.ignore {
        truth.add_ignored(&read(path)?).map_err(|error| Error::input(format!("{path}: {error}")))?;
    }
    if arguments.truth.is_none() && arguments.clusters.is_none() {
        return Err(Error::usage("there is nothing to judge by: give --truth T.tsv, --clusters C.tsv or both"));
    }
    let predictions = read_pairs_at(Path::new(&arguments.predictions))?;
    let mut options = EvaluateOptions::default();
    options.mode = arguments.mode.as_deref().map(str::parse).transpose()?;
    options.threshold = arguments.threshold;
    options.min_similarity = arguments.min_similarity;
    options.transitive_identical = true;
    let evaluation = evaluate(&truth, &predictions, &options)?;
    write_whole("-", |out| {
        if arguments.json {
            serde_json::to_writer_pretty(&mut *out, &evaluation)?;
            return writeln!(out);
        }
        write_lines(&evaluation, out)
    })?;
    Ok(Exit::Done)
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Error::read(path, error))
}

fn write_lines(evaluation: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    let counts = &evaluation.counts;
    writeln!(out, "mode               {}", evaluation.mode.name())?;
    writeln!(out, "threshold          {:.6}", evaluation.threshold)?;
    writeln!(out, "predicted          {} ({} judged)", counts.predicted, counts.judged)?;
    writeln!(
        out,
        "positives          {} ({} found, {} missed)",
        counts.positives, counts.true_positives, counts.false_negatives
    )?;
    writeln!(out, "wrong              {}", counts.false_positives)?;
    writeln!(out, "precision          {:.4}", evaluation.precision)?;
    writeln!(out, "recall             {:.4}", evaluation.recall)?;
    writeln!(out, "F1                 {:.4}", evaluation.f1)?;
    if let Some(precision) = evaluation.average_precision {
        writeln!(out, "average precision  {precision:.4}")?;
    }
    if let Some(index) = evaluation.adjusted_rand_index {
        writeln!(out, "adjusted Rand      {index:.4}")?;
    }
    if evaluation.recall_by_label.len() > 1 {
        writeln!(out, "\nfound by label (of the pairs listed in the truth)")?;
    }
    for label in evaluation.recall_by_label.iter().filter(|_| evaluation.recall_by_label.len() > 1) {
        writeln!(out, "  {:<16} {:.4}  ({} of {})", label.label, label.recall, label.found, label.listed)?;
    }
    Ok(())
}
