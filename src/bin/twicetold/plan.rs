//! `scan --plan`: what the bands find, what is noticed, what it takes, before a long run.

use crate::output::write_whole;
use twicetold::candidates::banding::Banding;
use twicetold::candidates::fingerprints::FINGERPRINT_CAP;
use twicetold::candidates::rare_terms::{BUDGET, LEAST_SHARED};
use twicetold::pipeline::{PASSAGE_ALWAYS_SEEN, SHARE_LOOKED_AT};
use twicetold::report::Relation;
use twicetold::{Forecast, Result, ScanOptions, Sources, forecast};

/// Similarities that the S-curve is printed at.
const CURVE: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// Prints the plan of a scan.
pub(crate) fn print(sources: &Sources, options: &ScanOptions) -> Result<()> {
    let files = sources.inputs().files().len();
    let bytes = sources.inputs().total_bytes();
    let forecast = forecast(sources, options)?;
    let Forecast { documents, words, .. } = forecast;
    let mut lines = vec![
        format!("input      {files} {}, {:.1} MB on disk", if files == 1 { "file" } else { "files" }, bytes as f64 / 1e6),
        format!("documents  about {documents:.0}, of about {words:.0} words each (from the first megabytes)"),
    ];
    let wants = |relation| options.wants(relation);
    if options.exact {
        lines.push("candidates exact: every near-duplicate and contained pair; all shingles are kept in memory".to_owned());
    } else if wants(Relation::NearDuplicate) {
        let planned = Banding::plan(options.sketch.hashes, options.thresholds.min_similarity, options.recall)?;
        lines.extend(banding_lines(&planned, options));
    }
    if wants(Relation::SharesPassages) || wants(Relation::Contains) {
        lines.push(format!(
            "passages   a run of {PASSAGE_ALWAYS_SEEN} words told in up to {FINGERPRINT_CAP} documents is always noticed"
        ));
    }
    if wants(Relation::Rewritten) {
        lines.push(format!(
            "rewrites   documents that share {LEAST_SHARED} of their rarest words or pairs of words are looked at, {BUDGET} partners each"
        ));
    }
    lines.extend(cost_lines(&forecast));
    write_whole("-", |out| writeln!(out, "{}", lines.join("\n")))
}

/// What the run will take: memory, temporary space, time.
fn cost_lines(forecast: &Forecast) -> [String; 3] {
    let megabytes = |bytes: f64| format!("{:.0} MB", bytes / 1e6);
    let Forecast { memory, budget, temporary, seconds, threads, .. } = *forecast;
    let temporary = if temporary < 1e6 { "nothing".to_owned() } else { format!("about {}", megabytes(temporary)) };
    let time = if seconds < 90.0 { format!("{seconds:.1} seconds") } else { format!("{:.1} minutes", seconds / 60.0) };
    let share = 100.0 * SHARE_LOOKED_AT;
    [
        format!(
            "memory     about {} of the {} it may take (--memory)",
            megabytes(memory.min(budget as f64)),
            megabytes(budget as f64)
        ),
        format!("disk       {temporary} in temporary files (--temp-dir)"),
        format!("time       about {time} on {threads} threads, if {share:.0} % of the documents are like another"),
    ]
}

fn banding_lines(banding: &Banding, options: &ScanOptions) -> Vec<String> {
    let asked = options.thresholds.min_similarity;
    let mut lines = vec![
        format!("bands      {} of {} rows, from {} hashes", banding.bands(), banding.rows(), options.sketch.hashes),
        format!("asked      recall {} at similarity {asked}; planned {:.4}", options.recall, banding.probability(asked)),
        "similarity found with probability".to_owned(),
    ];
    lines.extend(CURVE.iter().map(|&similarity| {
        let probability = banding.probability(similarity);
        let bar = "█".repeat((probability * 40.0).round() as usize);
        format!("  {similarity:.1}      {probability:.4} {bar}").trim_end().to_owned()
    }));
    lines
}
