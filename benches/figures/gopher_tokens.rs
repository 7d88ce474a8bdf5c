//! Computes the profiles `datatrove` and `fineweb` from tokens made elsewhere: `gopher.py` pipes
//! datatrove's in.
//!
//! Standard input: one JSON object a line with `id`, `text`, `tokens`. Standard output: one a line
//! with `id`, `datatrove`, `fineweb` (values by name) and `datatrove_reason`, `fineweb_reason` (the
//! first breach or null).

use std::error::Error;
use std::io::{self, BufRead, Write};

use serde_json::{Map, Value, json};
use twicetold::repetition::metrics::{MetricInput, Profile, ProfilePanel};

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().ok_or("no text")?;
        let tokens: Vec<&str> = document["tokens"].as_array().ok_or("no tokens")?.iter().filter_map(Value::as_str).collect();
        let input = MetricInput { text, tokens: &tokens, tokenizer: "given", sentences: &[] };
        let mut answer = Map::new();
        answer.insert("id".to_owned(), document["id"].clone());
        for profile in [Profile::Datatrove, Profile::FineWeb] {
            let panel = profile.measure(&input);
            let reason = panel.first_breach().map(|metric| metric.name);
            answer.insert(profile.name().to_owned(), values(&panel));
            answer.insert(format!("{profile}_reason"), json!(reason));
        }
        writeln!(output, "{}", Value::Object(answer))?;
    }
    Ok(())
}

fn values(panel: &ProfilePanel) -> Value {
    panel.metrics.iter().map(|metric| (metric.name.to_owned(), json!(metric.value))).collect()
}
