//! `scan --plan`: what the bands find, what is kept, before a long run.

use crate::output::write_whole;
use twicetold::candidates::banding::Banding;
use twicetold::pipeline::{FINGERPRINT_WIDTH, FINGERPRINT_WINDOW};
use twicetold::report::Relation;
use twicetold::{Result, ScanOptions, Sources};

/// Similarities that the S-curve is printed at.
const CURVE: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// Prints the plan of a scan.
pub(crate) fn print(sources: &Sources, options: &ScanOptions) -> Result<()> {
    let files = sources.inputs().files().len();
    let bytes = sources.inputs().total_bytes();
    let mut lines = vec![format!("input      {files} files, {:.1} MB on disk", bytes as f64 / 1e6)];
    if options.exact {
        lines.push(
            "candidates exact: every near-duplicate and contained pair is found; all shingles are kept in memory".to_owned(),
        );
    } else if options.wants(Relation::NearDuplicate) {
        let banding = Banding::plan(options.sketch.hashes, options.thresholds.min_similarity, options.recall)?;
        lines.extend(banding_lines(&banding, options));
    }
    if options.wants(Relation::SharesPassages) || options.wants(Relation::Contains) {
        let run = FINGERPRINT_WIDTH + FINGERPRINT_WINDOW - 1;
        lines.push(format!("passages   every shared run of {run} words is seen (fingerprints of {FINGERPRINT_WIDTH} words, window {FINGERPRINT_WINDOW})"));
    }
    write_whole("-", |out| writeln!(out, "{}", lines.join("\n")))
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
        format!("  {similarity:.1}      {probability:.4} {bar}")
    }));
    lines
}
