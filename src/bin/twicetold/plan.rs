//! `scan --plan`: what the bands find, what is noticed, what it takes, before a long run.

use crate::output::write_whole;
use twicetold::candidates::banding::Banding;
use twicetold::candidates::fingerprints::FINGERPRINT_CAP;
use twicetold::pipeline::PASSAGE_ALWAYS_SEEN;
use twicetold::read::{Outcome, Scratch};
use twicetold::report::Relation;
use twicetold::{Result, ScanOptions, Sources};

/// Similarities that the S-curve is printed at.
const CURVE: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// Bytes of memory whatever the corpus, for reading ahead and for verifying block by block.
const FIXED_BYTES: f64 = 60e6;

/// Prints the plan of a scan.
pub(crate) fn print(sources: &Sources, options: &ScanOptions) -> Result<()> {
    let files = sources.inputs().files().len();
    let bytes = sources.inputs().total_bytes();
    let (documents, words) = estimate(sources)?;
    let mut lines = vec![
        format!("input      {files} {}, {:.1} MB on disk", if files == 1 { "file" } else { "files" }, bytes as f64 / 1e6),
        format!("documents  about {documents:.0}, of about {words:.0} words each (from the first megabyte)"),
    ];
    let wants = |relation| options.wants(relation);
    let mut banding = None;
    if options.exact {
        lines.push("candidates exact: every near-duplicate and contained pair; all shingles are kept in memory".to_owned());
    } else if wants(Relation::NearDuplicate) {
        let planned = Banding::plan(options.sketch.hashes, options.thresholds.min_similarity, options.recall)?;
        lines.extend(banding_lines(&planned, options));
        banding = Some(planned);
    }
    if wants(Relation::SharesPassages) || wants(Relation::Contains) {
        lines.push(format!(
            "passages   a run of {PASSAGE_ALWAYS_SEEN} words told in up to {FINGERPRINT_CAP} documents is always noticed"
        ));
    }
    let each = bytes_a_document(options, banding.as_ref(), words);
    lines.push(format!("memory     about {:.0} MB ({each:.0} bytes a document)", (FIXED_BYTES + documents * each) / 1e6));
    write_whole("-", |out| writeln!(out, "{}", lines.join("\n")))
}

/// Number of documents and words in each, judged by the first batch.
fn estimate(sources: &Sources) -> Result<(f64, f64)> {
    let read = sources.read_options();
    let (mut documents, mut text, mut taken) = (0u32, 0usize, 0u64);
    for batch in sources.inputs().batches(read) {
        let batch = batch?;
        taken += batch.bytes_taken;
        batch.for_each(read, &mut Scratch::default(), |outcome| {
            if let Outcome::Document(record) = outcome {
                documents += 1;
                text += record.text.len();
            }
        });
        if taken >= 1 << 20 {
            break;
        }
    }
    let share = if taken == 0 { 1.0 } else { sources.inputs().total_bytes() as f64 / taken as f64 };
    let words = if documents == 0 { 0.0 } else { text as f64 / 6.0 / f64::from(documents) };
    Ok((f64::from(documents) * share.max(1.0), words))
}

/// What is kept of a document while everything is read, and in the largest step after it.
fn bytes_a_document(options: &ScanOptions, banding: Option<&Banding>, words: f64) -> f64 {
    let bands = banding.map_or(0.0, |banding| 4.0 * banding.bands() as f64);
    let sets = if options.exact { 16.0 * words } else { 0.0 };
    let passages = options.wants(Relation::SharesPassages) || options.wants(Relation::Contains);
    let fingerprints = if passages { words * 0.118 * 12.0 + words / 20.0 * 8.0 } else { 0.0 };
    130.0 + options.sketch.hashes as f64 + bands + sets + fingerprints
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
