//! How rich the vocabulary is: type-token ratio, MATTR, MTLD.
//!
//! Words are the tokens that hold a letter or a digit, lower-cased; not stemmed.
//!
//! - `type_token_ratio`: distinct words over words, in `0.0..=1.0`. Falls with length.
//! - `mattr_50`: the mean type-token ratio of all windows of 50 words (Covington & `McFall` 2010);
//!   of the whole text where it is shorter. Does not fall with length.
//! - `mtld`: mean length of the stretches in which the ratio stays at .72 or above, read forward
//!   and backward and averaged (McCarthy & Jarvis 2010). About 100–180 for news. The rest that ends
//!   no stretch counts as the part of one it has used up; there is no shortest stretch. A text
//!   whose ratio never leaves 1 has its own length in words. Needs some 100 words to be worth much.
//!
//! A text without words has ratios of 1 and an MTLD of 0.

use super::tally::Numbered;
use super::{Metric, share};

/// Window of the moving average.
const WINDOW: usize = 50;
/// The type-token ratio below which a stretch ends, as a fraction of integers: .72.
const FACTOR: (usize, usize) = (18, 25);

pub(super) fn metrics(tokens: &[&str]) -> Vec<Metric> {
    let words = tokens.iter().filter(|token| token.contains(char::is_alphanumeric));
    let Numbered { ids: mut words, distinct } = Numbered::of(words.map(|token| token.to_lowercase()));
    let ratio = ratio(distinct, words.len());
    let forward = stretch_length(&words);
    let moving = if words.len() <= WINDOW { ratio } else { moving_ratio(&words) };
    words.reverse();
    let mtld = f64::midpoint(forward, stretch_length(&words));
    vec![Metric::new("type_token_ratio", ratio), Metric::new("mattr_50", moving), Metric::new("mtld", mtld)]
}

fn ratio(types: usize, words: usize) -> f64 {
    if words == 0 { 1.0 } else { share(types, words) }
}

/// Of more words than a window holds. They are numbered from 0 without gaps, so their count bounds
/// the numbers.
fn moving_ratio(words: &[usize]) -> f64 {
    let mut inside = vec![0_usize; words.len()];
    let (mut types, mut sum) = (0, 0);
    for (at, &word) in words.iter().enumerate() {
        types += usize::from(inside[word] == 0);
        inside[word] += 1;
        if at + 1 > WINDOW {
            let left = words[at - WINDOW];
            inside[left] -= 1;
            types -= usize::from(inside[left] == 0);
        }
        if at + 1 >= WINDOW {
            sum += types;
        }
    }
    share(sum, WINDOW * (words.len() - WINDOW + 1))
}

/// MTLD in one direction.
fn stretch_length(words: &[usize]) -> f64 {
    let mut met_in = vec![usize::MAX; words.len()];
    let (mut stretches, mut types, mut tokens) = (0_usize, 0, 0);
    for &word in words {
        types += usize::from(met_in[word] != stretches);
        met_in[word] = stretches;
        tokens += 1;
        if types * FACTOR.1 < tokens * FACTOR.0 {
            stretches += 1;
            (types, tokens) = (0, 0);
        }
    }
    let rest = if tokens == 0 { 0.0 } else { 1.0 - share(types, tokens) };
    let used_up = rest / (1.0 - share(FACTOR.0, FACTOR.1));
    let factors = stretches as f64 + used_up;
    if factors == 0.0 { words.len() as f64 } else { words.len() as f64 / factors }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn values(text: &str) -> [f64; 3] {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let metrics = metrics(&tokens);
        [metrics[0].value, metrics[1].value, metrics[2].value]
    }

    fn slow_moving_ratio(words: &[usize]) -> f64 {
        let windows = words.windows(WINDOW);
        let count = windows.len() as f64;
        windows.map(|window| window.iter().collect::<HashSet<_>>().len() as f64 / WINDOW as f64).sum::<f64>() / count
    }

    fn slow_stretch_length(words: &[usize]) -> f64 {
        let mut factors = 0.0;
        let mut stretch: Vec<usize> = Vec::new();
        let ratio_of = |stretch: &[usize]| stretch.iter().collect::<HashSet<_>>().len() as f64 / stretch.len() as f64;
        for &word in words {
            stretch.push(word);
            if ratio_of(&stretch) < 0.72 - 1e-12 {
                factors += 1.0;
                stretch.clear();
            }
        }
        if !stretch.is_empty() {
            factors += (1.0 - ratio_of(&stretch)) / (1.0 - 0.72);
        }
        if factors == 0.0 { words.len() as f64 } else { words.len() as f64 / factors }
    }

    #[test]
    fn values_by_hand() {
        assert_eq!(values(""), [1.0, 1.0, 0.0]);
        assert_eq!(values(". , !"), [1.0, 1.0, 0.0]);
        assert_eq!(values("a b c d"), [1.0, 1.0, 4.0]);
        assert_eq!(values("A b, a b,")[0], 0.5);
        // The worked example of the paper: "of the people by the people" ends a stretch at the sixth word.
        let words = Numbered::of("of the people by the people".split(' ')).ids;
        assert_eq!(stretch_length(&words), 6.0);
        // Its reverse as well, so the rest is empty in both.
        assert_eq!(values("of the people by the people")[2], 6.0);
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_twins(words in prop::collection::vec(0_usize..60, 0..160)) {
            let words = Numbered::of(words).ids;
            if words.len() > WINDOW {
                prop_assert!((moving_ratio(&words) - slow_moving_ratio(&words)).abs() < 1e-9);
            }
            prop_assert!((stretch_length(&words) - slow_stretch_length(&words)).abs() < 1e-6);
        }

        #[test]
        fn reading_backward_changes_nothing(mut words in prop::collection::vec("[a-e]{1,2}", 0..120)) {
            let forward = values(&words.join(" "));
            words.reverse();
            let backward = values(&words.join(" "));
            for (forward, backward) in forward.iter().zip(backward) {
                prop_assert!((forward - backward).abs() < 1e-9);
            }
        }
    }
}
