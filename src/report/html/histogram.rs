//! How similar the pairs of a report are, as SVG with a logarithmic scale and the limit in it.
//!
//! Thousands of copies beside a dozen doubtful pairs: on a linear scale the dozen, by which a limit is judged, would not be seen.

use crate::report::data::Report;
use crate::report::phrasing::{counted, number, percent};
use crate::report::similarities::{PARTS, counts, level};
use std::fmt::Write as _;

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
        let x = LEFT + percent * PARTS * BAR / 100;
        let _ = write!(svg, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{percent}%</text>", FLOOR + 16);
    }
    if let Some(limit) = report.options.get("min-similarity").and_then(serde_json::Value::as_f64) {
        limit_line(&mut svg, limit);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Height of a bar: one pair is seen, and a tenfold number is as much higher wherever it begins.
fn height(count: u64, most: u64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the height"
    )]
    let height = (level(count, most) * (FLOOR - TOP) as f64).round() as usize;
    height.max(2)
}

fn scale(svg: &mut String, most: u64) {
    let _ = write!(svg, "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{FLOOR}\" x2=\"{}\" y2=\"{FLOOR}\"/>", LEFT + PARTS * BAR);
    let mut above = FLOOR;
    for power in 0..19 {
        let count = 10_u64.pow(power);
        for count in [count, 3 * count].into_iter().filter(|&count| count <= most) {
            let y = FLOOR - height(count, most);
            if y + LEAST_APART <= above {
                let _ = write!(svg, "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", LEFT + PARTS * BAR);
                let _ = write!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>", LEFT - 6, y + 4, number(count));
                above = y;
            }
        }
    }
}

/// A bar that leads to its pairs.
fn bar(svg: &mut String, at: usize, count: u64, most: u64) {
    let (height, x) = (height(count, most), LEFT + at * BAR);
    let (from, to) = (at * 100 / PARTS, (at + 1) * 100 / PARTS);
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
    let x = LEFT as f64 + limit.clamp(0.0, 1.0) * (PARTS * BAR) as f64;
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
    use super::{FLOOR, TOP, height, svg};
    use crate::report::Report;

    #[test]
    fn one_pair_beside_a_million_is_seen_and_a_million_fits() {
        assert!(height(1, 1_000_000) >= 5);
        assert_eq!(height(1_000_000, 1_000_000), FLOOR - TOP);
        assert!(svg(&Report::default()).is_none());
    }
}
