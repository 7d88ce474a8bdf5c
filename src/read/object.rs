//! One JSON object becomes a document: the configured fields are taken, the rest is passed over.
//!
//! The record becomes raw values borrowed from the batch, so that numbers keep their digits and a text
//! without escapes is never copied: in one pass where it is an object of texts and whole numbers
//! ([`super::flat`]), else by serde_json. Strings are unescaped here, because a
//! lone half of a surrogate pair (as cut texts have) shall cost one character and not the record.

use super::cells::{DATE, FIELDS, ID, SOURCE, TEXT, TITLE, URL};
use super::csv::Cutup;
use super::piece::{Piece, nul};
use super::{Options, Outcome, Record, flat, json};
use crate::document::{Fault, Reason};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Deepest nesting of a record, as in serde_json.
const DEEPEST: u64 = 128;

/// Buffers a thread uses again from record to record.
#[derive(Debug, Default)]
pub struct Scratch {
    /// A record that had to be decoded.
    pub(super) line: String,
    /// A text that had to be unescaped.
    pub(super) text: String,
    /// The fields of a row.
    pub(super) cutup: Cutup,
}

impl Piece<'_> {
    /// Parses the record as a JSON object and hands on what it is.
    pub(super) fn parse(&self, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
        if self.bytes.len() > options.record_limit() {
            return each(Outcome::Skipped(self.fault(Reason::TooLarge, too_large(options.record_limit()))));
        }
        let Scratch { line, text: buffer, .. } = scratch;
        let (json, decoded) = self.decoded(None, line);
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let mended;
        let values = match parse(json, options) {
            Ok(values) => values,
            Err(error) => {
                mended = mend(json);
                match mended.as_deref().and_then(|mended| parse(mended, options).ok()) {
                    Some(values) => values,
                    None => return each(Outcome::Skipped(self.fault(Reason::Malformed, malformed(&error)))),
                }
            }
        };
        each(match self.record(json, &values, options, buffer) {
            Ok(mut record) => {
                record.repairs.splice(0..0, decoded);
                Outcome::Document(record)
            }
            Err(fault) => Outcome::Skipped(fault),
        });
    }

    /// The document in the values, or why there is none.
    fn record<'b>(
        &'b self,
        json: &str,
        values: &Values<'b>,
        options: &Options,
        buffer: &'b mut String,
    ) -> Result<Record<'b>, Fault> {
        let text = match values.get(TEXT) {
            Value::Text(text) => text,
            Value::Missing => return Err(self.fault(Reason::MissingText, missing(json, options))),
            Value::Null => {
                let message = format!("the field `{}` is null; give it a text", options.fields.text);
                return Err(self.fault(Reason::MissingText, message));
            }
            Value::Number(_) => return Err(self.not_text("a number", options)),
            Value::Other(kind) => return Err(self.not_text(kind, options)),
        };
        let mut repairs = Vec::new();
        let mut text = text;
        if memchr::memchr(b'\\', text.as_bytes()).is_some() {
            let lone = unescape(text, buffer);
            text = buffer.as_str();
            repairs.extend(lone_surrogates(self, lone));
            repairs.extend(nul(self, text));
        }
        if text.len() > options.document_limit() {
            return Err(self.fault(Reason::TooLarge, super::text::too_large(options.document_limit())));
        }
        if text.chars().all(char::is_whitespace) {
            return Err(self.fault(Reason::Empty, "nothing but white space"));
        }
        let id = values.text(ID).unwrap_or_else(|| Cow::Owned(format!("{}:{}", self.origin.name, self.locator.record)));
        Ok(Record {
            id,
            text: Cow::Borrowed(text),
            source: values.text(SOURCE),
            date: values.text(DATE),
            title: values.text(TITLE),
            url: values.text(URL),
            locator: self.locator,
            repairs,
            file: &self.origin.name,
        })
    }

    fn not_text(&self, kind: &str, options: &Options) -> Fault {
        let message = format!("the field `{}` is {kind}, not a text; choose another with --text-field", options.fields.text);
        self.fault(Reason::NotText, message)
    }
}

/// What is told of a record over the limit.
pub(super) fn too_large(limit: usize) -> String {
    format!(
        "the record has more than {limit} bytes (twice --max-document-bytes and 1 MiB); raise it, or check for lost line ends"
    )
}

fn lone_surrogates(piece: &Piece<'_>, count: u64) -> Option<Fault> {
    let message = || format!("{count} halves of a surrogate pair (\\ud800 to \\udfff) replaced by U+FFFD; was the text cut?");
    (count > 0).then(|| piece.fault(Reason::InvalidUtf8, message()))
}

fn malformed(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let what = full.split(" at line ").next().unwrap_or(&full);
    let place = match error.line() {
        0 | 1 => format!("at its byte {}", error.column()),
        line => format!("in its line {line} at byte {}", error.column()),
    };
    format!("{what}, {place}; a record is one JSON object (on one line unless --from json)")
}

/// Says which fields a record has that has no text, and which of them may be it.
fn missing(json: &str, options: &Options) -> String {
    let wanted = &options.fields.text;
    let mut keys = Keys::default();
    // The object was parsed before, so that this finds all its fields.
    let _ = serde_json::Deserializer::from_str(json).deserialize_map(&mut keys);
    no_text(wanted, &keys.names, keys.longest.as_deref())
}

/// Says which fields there are where `wanted` is not, and which of them may be it: the nearest in name, or else `longest`.
pub(super) fn no_text(wanted: &str, names: &[String], longest: Option<&str>) -> String {
    if names.is_empty() {
        return format!("no field `{wanted}`; the record is empty");
    }
    let shown: Vec<_> = names.iter().take(12).map(|name| format!("`{}`", clip(name))).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    let hint = nearest(wanted, names)
        .or(longest)
        .map_or_else(String::new, |name| format!("; if the text is in `{0}`, say --text-field {0}", clip(name)));
    format!("no field `{wanted}`; the record has {}{more}{hint}", shown.join(", "))
}

/// A name short enough to be shown.
fn clip(name: &str) -> &str {
    name.char_indices().nth(40).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

/// The name nearest to `wanted`: one that holds it or differs by two letters at most.
fn nearest<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let distance = |name: &str| {
        let name = clip(name).to_lowercase();
        let within = !wanted.is_empty() && name.contains(&wanted);
        if within { 1 } else { edit_distance(&wanted, &name) }
    };
    let near = names.iter().map(|name| (distance(name), name)).min_by_key(|&(distance, _)| distance)?;
    (near.0 <= 2 && near.0 < wanted.chars().count()).then_some(near.1)
}

/// How many letters must be put in, taken out or changed (Levenshtein 1966); quadratic.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (number, letter) in left.chars().enumerate() {
        let mut diagonal = number;
        let mut before = number + 1;
        for (cell, &other) in row.iter_mut().skip(1).zip(&right) {
            let change = diagonal + usize::from(letter != other);
            diagonal = *cell;
            before = change.min(diagonal + 1).min(before + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = number + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The six fields of a record, as they are written.
#[derive(Debug, Default)]
struct Values<'a>([Option<&'a str>; FIELDS]);

/// A value, by its first character.
#[derive(Debug, PartialEq, Eq)]
enum Value<'a> {
    Missing,
    Null,
    /// What stands between the quotes, with its escapes.
    Text(&'a str),
    /// Digit for digit.
    Number(&'a str),
    Other(&'static str),
}

impl<'a> Values<'a> {
    fn get(&self, field: usize) -> Value<'a> {
        let Some(raw) = self.0.get(field).copied().flatten() else {
            return Value::Missing;
        };
        match raw.as_bytes().first() {
            Some(b'"') => Value::Text(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default()),
            Some(b'n') => Value::Null,
            Some(b't' | b'f') => Value::Other("true or false"),
            Some(b'{') => Value::Other("an object"),
            Some(b'[') => Value::Other("an array"),
            _ => Value::Number(raw),
        }
    }

    /// A field that may be a text or a number; nothing if it is empty or something else.
    fn text(&self, field: usize) -> Option<Cow<'a, str>> {
        let text = match self.get(field) {
            Value::Number(number) => number,
            Value::Text(text) if text.contains('\\') => {
                let mut unescaped = String::with_capacity(text.len());
                unescape(text, &mut unescaped);
                return Some(Cow::Owned(unescaped));
            }
            Value::Text(text) => text,
            Value::Missing | Value::Null | Value::Other(_) => return None,
        };
        (!text.is_empty()).then_some(Cow::Borrowed(text))
    }
}

fn parse<'a>(json: &'a str, options: &Options) -> serde_json::Result<Values<'a>> {
    match flat::values(json, |key| named(key, options)) {
        Some(values) => Ok(Values(values)),
        None => parse_any(json, options),
    }
}

fn parse_any<'a>(json: &'a str, options: &Options) -> serde_json::Result<Values<'a>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let values = deserializer.deserialize_map(Object { options })?;
    deserializer.end()?;
    Ok(values)
}

struct Object<'o> {
    options: &'o Options,
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Values<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Values::default();
        while let Some(wanted) = map.next_key_seed(Key { options: self.options })? {
            let value: &'de RawValue = map.next_value()?;
            if matches!(value.get().as_bytes().first(), Some(b'{' | b'[')) && json::depth(value.get()) >= DEEPEST {
                return Err(A::Error::custom(format!("nested deeper than {DEEPEST}")));
            }
            for (slot, _) in values.0.iter_mut().zip(wanted).filter(|(_, wanted)| *wanted) {
                if slot.replace(value.get()).is_some() {
                    return Err(A::Error::custom("a field that stands there twice"));
                }
            }
        }
        Ok(values)
    }
}

/// Tells for which of the six fields a key stands.
struct Key<'o> {
    options: &'o Options,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = [bool; FIELDS];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = [bool; FIELDS];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(named(key, self.options))
    }
}

/// For which of the six fields a key stands.
fn named(key: &str, options: &Options) -> [bool; FIELDS] {
    let fields = &options.fields;
    [&fields.text, &fields.id, &fields.source, &fields.date, &fields.title, &fields.url].map(|name| name == key)
}

/// The names of all fields, and of the one with the longest text.
#[derive(Debug, Default)]
struct Keys {
    names: Vec<String>,
    longest: Option<String>,
}

impl<'de> Visitor<'de> for &mut Keys {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut most = 0;
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            let value = value.get();
            if value.starts_with('"') && value.len() > most {
                most = value.len();
                self.longest = Some(name.clone());
            }
            self.names.push(name);
        }
        Ok(())
    }
}

/// Puts the text behind the escapes of a JSON string into `text`; returns how many lone halves of
/// surrogate pairs became U+FFFD.
fn unescape(escaped: &str, text: &mut String) -> u64 {
    text.clear();
    let (mut rest, mut lone) = (escaped, 0);
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(rest.get(..at).unwrap_or_default());
        let mut behind = rest.get(at + 1..).unwrap_or_default().chars();
        match behind.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('u') => {
                let (character, after) = unicode(behind.as_str());
                lone += u64::from(character.is_none());
                text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = after;
                continue;
            }
            other => text.extend(other),
        }
        rest = behind.as_str();
    }
    text.push_str(rest);
    lone
}

/// The character behind `\u`, `None` for half a surrogate pair, and what follows.
fn unicode(escaped: &str) -> (Option<char>, &str) {
    let digits = |text: &str| text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let after = escaped.get(4..).unwrap_or_default();
    let Some(code) = digits(escaped) else { return (None, after) };
    if let (0xd800..=0xdbff, Some(pair)) = (code, after.strip_prefix("\\u"))
        && let Some(low @ 0xdc00..=0xdfff) = digits(pair)
    {
        let whole = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(whole), pair.get(4..).unwrap_or_default());
    }
    (char::from_u32(code), after)
}

/// The record with what can be mended without guessing, or `None` if that is nothing: numbers with
/// leading zeros (ids like `00012`) put in quotes, raw NUL characters escaped.
fn mend(json: &str) -> Option<String> {
    let mut mended = String::with_capacity(json.len() + 16);
    let (mut rest, mut changed) = (json, false);
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '"' => {
                let end = string_end(rest);
                let string = rest.get(..end).unwrap_or(rest);
                changed |= string.contains('\0');
                mended.push_str(&string.replace('\0', "\\u0000"));
                string.len()
            }
            '0'..='9' | '-' | '.' | '+' | 'a'..='z' | 'A'..='Z' => {
                let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '.' | '+' | 'a'..='z' | 'A'..='Z'));
                let word = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
                let zeros = word.len() > 1 && word.starts_with('0') && word.bytes().all(|byte| byte.is_ascii_digit());
                changed |= zeros;
                let quote = if zeros { "\"" } else { "" };
                mended.extend([quote, word, quote]);
                word.len()
            }
            other => {
                mended.push(other);
                other.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    changed.then_some(mended)
}

/// One past the closing quote of the string at the start of `json`; all of it if there is none.
fn string_end(json: &str) -> usize {
    let bytes = json.as_bytes();
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if bytes.get(at - 1) == Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lone_halves_of_pairs_cost_one_character_each() {
        let mut text = String::new();
        for (escaped, expected, lone) in [
            (r"\ud83d\ude00", "\u{1f600}", 0),
            (r"\ud83d", "\u{fffd}", 1),
            (r"\ud83dx", "\u{fffd}x", 1),
            (r"\ud83d\n", "\u{fffd}\n", 1),
            (r"\ude00\ud83d\ude00", "\u{fffd}\u{1f600}", 1),
            (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}", 1),
            (r#"\/\\\"\b\f\r\t\u00e9"#, "/\\\"\u{8}\u{c}\r\t\u{e9}", 0),
        ] {
            assert_eq!(unescape(escaped, &mut text), lone, "{escaped}");
            assert_eq!(text, expected, "{escaped}");
        }
    }

    #[test]
    fn plain_records_are_flat() {
        let options = Options::default();
        for json in [r#"{}"#, r#"{"id":7,"text":"a\nb \u00e9"}"#, " { \"text\" : \"x\" , \"n\" : -12 , \"b\" : null } \r"] {
            let values = flat::values(json, |key| named(key, &options));
            assert_eq!(values, parse_any(json, &options).ok().map(|values| values.0), "{json}");
            assert!(values.is_some(), "{json}");
        }
    }

    #[test]
    fn only_what_is_certain_is_mended() {
        let table = [
            (r#"{"id": 007, "n": [00, 1.0, 0, 0.5, "00"]}"#, Some(r#"{"id": "007", "n": ["00", 1.0, 0, 0.5, "00"]}"#)),
            ("{\"a\": \"x\0y\"}", Some("{\"a\": \"x\\u0000y\"}")),
            (r#"{"a": 1, "b": "\"00"}"#, None),
            (r#"{"a": "no end 00"#, None),
        ];
        for (json, mended) in table {
            assert_eq!(mend(json).as_deref(), mended, "{json}");
        }
    }

    #[test]
    fn distances_between_names() {
        assert_eq!(edit_distance("text", "text"), 0);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!((edit_distance("", "abc"), edit_distance("abc", "")), (3, 3));
        let names = ["headline", "test", "context"].map(String::from);
        assert_eq!(nearest("text", &names), Some("test"));
        assert_eq!(nearest("text", &names[..1]), None);
    }

    proptest! {
        #[test]
        fn unescaping_is_as_in_serde_json(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            let mut unescaped = String::new();
            prop_assert_eq!(unescape(&json[1..json.len() - 1], &mut unescaped), 0);
            prop_assert_eq!(unescaped, text);
        }

        #[test]
        fn flat_objects_are_read_as_by_serde_json(
            json in r#"[ \n]?\{( ?"(text|id|other|date|t\\n)" ?: ?("([a-zé ]{0,20}|\\[nu"/x]|\\u00e[9g]|[\x00-\x20])*"?|-?[0-9]{1,2}|1\.5|null|true|fals|\[\]|\{\}),?){0,4}[} ]{0,2}x?"#,
        ) {
            let options = Options::default();
            if let Some(values) = flat::values(&json, |key| named(key, &options)) {
                let by_serde = parse_any(&json, &options);
                prop_assert_eq!(Some(values), by_serde.ok().map(|values| values.0), "{:?}", json);
            }
        }

        #[test]
        fn nothing_panics(text in "([\\\\u\"0-9a-f{}\\[\\]é\0]|\\\\u[0-9a-f]{4}){0,30}") {
            unescape(&text, &mut String::new());
            mend(&text);
            json::depth(&text);
        }
    }
}
