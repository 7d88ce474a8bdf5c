//! Fields put at the end of a JSON object, without touching the rest of it.

use crate::error::{Error, Result};

/// What the fields begin with.
const PREFIX: &str = "\"twicetold_";

/// What is put behind the last field of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Annotation {
    pub keep: bool,
    /// Number of the cluster, from 1; none where no document like it was found.
    pub cluster: Option<u64>,
    /// Id of the document that is kept of the cluster.
    pub kept: Option<String>,
    /// Similarity to that.
    pub score: Option<f64>,
}

impl Annotation {
    /// The record with the fields at its end.
    ///
    /// # Errors
    /// An input error where it has such fields already, or is no object.
    pub(super) fn put(&self, record: &[u8], place: &dyn Fn() -> String) -> Result<Vec<u8>> {
        let end = record.iter().rposition(|&byte| byte == b'}');
        let Some((before, after)) = end.and_then(|end| record.split_at_checked(end)) else {
            return Err(Error::input(format!("{}: the record is no JSON object any more", place())));
        };
        if memchr::memmem::find(record, PREFIX.as_bytes()).is_some() && has_field(record) {
            let message = "the record has fields called twicetold_… already; take them out, or annotate what they were put into";
            return Err(Error::input(format!("{}: {message}", place())));
        }
        let or_null = |value: Option<serde_json::Value>| value.unwrap_or(serde_json::Value::Null);
        let cluster = or_null(self.cluster.map(Into::into));
        let (kept, score) = (or_null(self.kept.clone().map(Into::into)), or_null(self.score.map(Into::into)));
        let keep = self.keep;
        let fields = format!(
            ", \"twicetold_keep\": {keep}, \"twicetold_cluster\": {cluster}, \"twicetold_kept\": {kept}, \"twicetold_score\": {score}"
        );
        Ok([before.trim_ascii_end(), fields.as_bytes(), after].concat())
    }
}

/// Whether the object has a field of its own by such a name, and not a text that says so.
fn has_field(record: &[u8]) -> bool {
    let fields: serde_json::Result<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(record);
    fields.is_ok_and(|fields| fields.keys().any(|name| name.starts_with(PREFIX.trim_start_matches('"'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_stays_as_it_was_but_for_its_end() {
        let annotation = Annotation { keep: false, cluster: Some(3), kept: Some("a\"b".into()), score: Some(0.875) };
        let put = |record: &str| annotation.put(record.as_bytes(), &String::new).map(|bytes| String::from_utf8(bytes).unwrap());
        let fields = r#", "twicetold_keep": false, "twicetold_cluster": 3, "twicetold_kept": "a\"b", "twicetold_score": 0.875}"#;
        assert_eq!(put("{\"text\":\"x}\",\"n\":1.0 }\r\n").unwrap(), format!("{{\"text\":\"x}}\",\"n\":1.0{fields}\r\n"));
        let quoted = r#"{"text": "they say \"twicetold_keep\": true"}"#;
        assert!(put(quoted).unwrap().ends_with(fields));
        assert!(put(r#"{"text": "x", "twicetold_keep": true}"#).unwrap_err().is_input());
    }
}
