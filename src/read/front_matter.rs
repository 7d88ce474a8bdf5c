//! Front matter: the lines between two fences with which Markdown files say title, date and address.
//!
//! `---` around `key: value` lines (YAML) or `+++` around `key = "value"` lines (TOML). Only plain values on one line are
//! taken; lists and nested values are passed over. Where anything else stands between the fences, it is a text that begins with a line.

/// Largest front matter, in bytes.
const LARGEST: usize = 64 << 10;

/// Keys, values, and what stands below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrontMatter<'t> {
    values: Vec<(&'t str, &'t str)>,
    /// The text below.
    pub(super) body: &'t str,
}

impl<'t> FrontMatter<'t> {
    /// The front matter of a text; `None` where it has none.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let (fence, mut rest) = text.split_once('\n')?;
        let fence = fence.trim_end();
        let separator = match fence {
            "---" => ':',
            "+++" => '=',
            _ => return None,
        };
        let mut values = Vec::new();
        while text.len() - rest.len() <= LARGEST {
            let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
            if line.trim_end() == fence || fence == "---" && line.trim_end() == "..." {
                return (!values.is_empty()).then_some(Self { values, body: below });
            }
            if below.is_empty() {
                return None;
            }
            rest = below;
            let is_within = line.starts_with([' ', '\t', '-', '#', ']']) || line.trim().is_empty();
            if !is_within {
                let (key, value) = line.split_once(separator)?;
                let key = key.trim();
                let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                if !is_key {
                    return None;
                }
                values.push((key, unquoted(value)));
            }
        }
        None
    }

    /// The value of the first of some keys that has one.
    pub(super) fn value(&self, keys: &[&str]) -> Option<&'t str> {
        let of = |key: &&str| self.values.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|&(_, value)| value);
        keys.iter().filter_map(of).find(|value| !value.is_empty())
    }
}

/// A value without its quotes; empty where it is a list or goes on below.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    match quoted('"').or_else(|| quoted('\'')) {
        Some(inner) => inner,
        None if value.starts_with(['[', '{', '|', '>', '&', '*']) => "",
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_and_values_stand_between_fences() {
        let text =
            "---\ntitle: \"The bridge: open again\"\ndate: 2026-03-01\ntags:\n  - roads\n- more\nauthors: [A, B]\n---\nBody.\n";
        let front = FrontMatter::of(text).unwrap();
        assert_eq!(front.value(&["title"]), Some("The bridge: open again"));
        assert_eq!(front.value(&["pubdate", "Date"]), Some("2026-03-01"));
        assert_eq!(front.value(&["authors"]), None);
        assert_eq!(front.body, "Body.\n");
        assert_eq!(FrontMatter::of("+++\r\ntitle = 'T'\r\n+++\r\nB").unwrap().value(&["title"]), Some("T"));
    }

    #[test]
    fn a_text_between_lines_is_a_text() {
        for text in [
            "---\nSaid she: no.\n---\nB",
            "---\n---\nB",
            "---\ntitle: T\n",
            "---",
            "",
            "--\ntitle: T\n--\n",
            "---\nJust words\n---\n",
        ] {
            assert_eq!(FrontMatter::of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_body_is_the_end_of_the_text(text in "(---\n)?([a-z]{0,3}[: =]{0,2}[a-z\"\\[]{0,3}\r?\n){0,5}(---|\\.\\.\\.)?\n?[a-z]{0,3}") {
            if let Some(front) = FrontMatter::of(&text) {
                prop_assert!(text.ends_with(front.body) && text.len() > front.body.len());
            }
        }
    }
}
