//! How similar the pairs of a report are, as SVG with a logarithmic scale and the limit in it.
//!
//! Thousands of copies beside a dozen doubtful pairs: on a linear scale the dozen, by which a limit is judged, would not be seen.

use crate::report::data::Report;
use crate::report::phrasing::{counted, number, percent};
use std::fmt::Write as _;

/// Bars; each a twentieth of the range.
const BARS: usize = 20;

/// Size of the picture, and of the part in which bars stand.
const WIDTH: usize = 640;
const HEIGHT: usize = 190;
const LEFT: usize = 44;
const TOP: usize = 22;
const BAR: usize = 29;
const FLOOR: usize = 156;

/// Lines of the scale that are nearer to each other are not both drawn.
const LEAST_APART: usize = 18;

/// The picture; nothing where there is no pair.
pub(super) fn svg(report: &Report) -> Option<String> {
    let counts = counts(report);
    let most = counts.iter().copied().max().filter(|&most| most > 0)?;
    let mut svg = format!(
        "<svg class=\"histogram\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"group\" aria-label=\"Pairs by similarity, from 0 to 100 percent\">"
    );
    scale(&mut svg, most);
    for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        bar(&mut svg, at, count, most);
    }
    for percent in (0..=100).step_by(20) {
        let x = LEFT + percent * BARS * BAR / 100;
        let _ = write!(svg, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{percent}%</text>", FLOOR + 16);
    }
    if let Some(limit) = report.options.get("min-similarity").and_then(serde_json::Value::as_f64) {
        limit_line(&mut svg, limit);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Pairs by twentieths of similarity; 100 % is in the last.
fn counts(report: &Report) -> [u64; BARS] {
    let mut counts = [0; BARS];
    for found in &report.matches {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction times 20, capped")]
        let at = (found.similarity.clamp(0.0, 1.0) * 20.0 + 1e-9) as usize;
        if let Some(count) = counts.get_mut(at.min(BARS - 1)) {
            *count += 1;
        }
    }
    counts
}

/// Height of a bar: one pair is seen, and a tenfold number is as much higher wherever it begins.
fn height(count: u64, most: u64) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "a height in pixels")]
    let level = |count: u64| (1.0 + count as f64).ln();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the height")]
    let height = (level(count) / level(most) * (FLOOR - TOP) as f64).round() as usize;
    height.max(2)
}

fn scale(svg: &mut String, most: u64) {
    let _ = write!(svg, "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{FLOOR}\" x2=\"{}\" y2=\"{FLOOR}\"/>", LEFT + BARS * BAR);
    let mut above = FLOOR;
    for power in 0..19 {
        let count = 10_u64.pow(power);
        for count in [count, 3 * count].into_iter().filter(|&count| count <= most) {
            let y = FLOOR - height(count, most);
            if y + LEAST_APART <= above {
                let _ = write!(svg, "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", LEFT + BARS * BAR);
                let _ = write!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>", LEFT - 6, y + 4, number(count));
                above = y;
            }
        }
    }
}

/// A bar that leads to its pairs.
fn bar(svg: &mut String, at: usize, count: u64, most: u64) {
    let (height, x) = (height(count, most), LEFT + at * BAR);
    let (from, to) = (at * 100 / BARS, (at + 1) * 100 / BARS);
    let label = format!("{from} to {to} percent similar: {}", counted(count, "pair"));
    let y = FLOOR - height;
    let _ = write!(
        svg,
        "<a href=\"#pairs&amp;min={from}&amp;max={to}&amp;sort=least\" aria-label=\"{label}\"><rect class=\"bar\" x=\"{}\" y=\"{y}\" \
         width=\"{}\" height=\"{height}\"><title>{label}</title></rect></a>",
        x + 2,
        BAR - 4,
    );
}

fn limit_line(svg: &mut String, limit: f64) {
    #[expect(clippy::cast_precision_loss, reason = "a place in pixels")]
    let x = LEFT as f64 + limit.clamp(0.0, 1.0) * (BARS * BAR) as f64;
    let _ = write!(
        svg,
        "<line class=\"limit\" x1=\"{x:.0}\" y1=\"{TOP}\" x2=\"{x:.0}\" y2=\"{FLOOR}\"/>\
         <text class=\"limit-name\" x=\"{x:.0}\" y=\"{}\" text-anchor=\"middle\">near-duplicate from {}</text>",
        TOP - 8,
        percent(limit),
    );
}

#[cfg(test)]
mod tests {
    use super::{BARS, FLOOR, TOP, counts, height, svg};
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
    fn each_pair_stands_in_the_twentieth_that_its_bar_names() {
        let counts = counts(&report(&[0.0, 0.049, 0.05, 0.7, 0.7499, 0.95, 1.0, 1.0]));
        assert_eq!((counts[0], counts[1], counts[14], counts[BARS - 1]), (2, 1, 2, 3));
        assert_eq!(counts.iter().sum::<u64>(), 8);
    }

    #[test]
    fn one_pair_beside_a_million_is_seen_and_a_million_fits() {
        assert!(height(1, 1_000_000) >= 5);
        assert_eq!(height(1_000_000, 1_000_000), FLOOR - TOP);
        assert!(svg(&Report::default()).is_none());
    }
}
