//! How similar the pairs of a report are: how many stand in each twentieth of the range, and that as a line of blocks.
//!
//! Apart from the pictures of it, which a page draws and a line of text only hints at.

use super::data::Report;

/// Parts of the range; each a twentieth.
pub(super) const PARTS: usize = 20;

/// Blocks by height, the lowest first.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Pairs by twentieths of similarity, from 0; 100 % is in the last.
pub(super) fn counts(report: &Report) -> [u64; PARTS] {
    let mut counts = [0; PARTS];
    for found in &report.matches {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction times 20, capped")]
        let at = (found.similarity.clamp(0.0, 1.0) * 20.0 + 1e-9) as usize;
        if let Some(count) = counts.get_mut(at.min(PARTS - 1)) {
            *count += 1;
        }
    }
    counts
}

/// How high `count` stands where `most` stands at 1, in `0.0..=1.0`: a tenfold number is as much higher wherever it begins.
pub(super) fn level(count: u64, most: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a height")]
    let height = |count: u64| (1.0 + count as f64).ln();
    if most == 0 { 0.0 } else { height(count) / height(most) }
}

/// The counts as blocks on a logarithmic scale, `▇ ▂▁` for example; nothing where fewer than eight pairs say nothing of a shape.
pub(super) fn line(report: &Report) -> Option<String> {
    let counts = counts(report);
    let most = counts.iter().copied().max().unwrap_or(0);
    if counts.iter().sum::<u64>() < 8 {
        return None;
    }
    let block = |count: u64| match count {
        0 => ' ',
        _ => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an eighth of one, from 0 to 7")]
            let at = (level(count, most) * 7.0).round() as usize;
            BLOCKS.get(at).copied().unwrap_or('█')
        }
    };
    Some(counts.iter().map(|&count| block(count)).collect())
}

#[cfg(test)]
mod tests {
    use super::{PARTS, counts, level, line};
    use crate::report::{Match, Report};

    fn report(similarities: &[f64]) -> Report {
        let side = serde_json::json!({"id": "a", "place": {"file": "a.txt", "record": 1, "byte": 0}, "words": 9});
        let of = |&similarity: &f64| -> Match {
            serde_json::from_value(serde_json::json!({
                "left": side, "right": side, "relation": "near-duplicate", "similarity": similarity, "containment_left": 1.0,
                "containment_right": 1.0, "shared_words": 9, "on_common_text": false, "passages": [],
            }))
            .unwrap()
        };
        Report { matches: similarities.iter().map(of).collect(), ..Report::default() }
    }

    #[test]
    fn each_pair_stands_in_the_twentieth_that_holds_it() {
        let counts = counts(&report(&[0.0, 0.049, 0.05, 0.7, 0.7499, 0.95, 1.0, 1.0]));
        assert_eq!((counts[0], counts[1], counts[14], counts[PARTS - 1]), (2, 1, 2, 3));
        assert_eq!(counts.iter().sum::<u64>(), 8);
    }

    #[test]
    fn one_pair_beside_thousands_is_seen() {
        assert!(level(1, 1_000_000) > 0.04 && (level(1_000_000, 1_000_000) - 1.0).abs() < 1e-12);
        let mut similarities = vec![1.0; 5_000];
        similarities.push(0.71);
        assert_eq!(line(&report(&similarities)).unwrap(), "              ▂    █");
        assert!(line(&report(&[1.0; 7])).is_none());
    }
}
