//! A document packed into bytes, for the temporary file from which texts are read again that were dear to make:
//! pages taken apart, rows decoded.
//!
//! Six fields one after the other: a length as four bytes, little end first ([`NONE`] for a field that is not there), then its bytes.
//! It never outlives the process.

use super::Record;
use super::cells::FIELDS;
use super::piece::Piece;
use std::borrow::Cow;

/// The length of a field that is not there.
const NONE: u32 = u32::MAX;

/// Appends a document.
pub(super) fn pack(record: &Record<'_>, bytes: &mut Vec<u8>) {
    let fields = [
        Some(&record.text),
        Some(&record.id),
        record.source.as_ref(),
        record.date.as_ref(),
        record.title.as_ref(),
        record.url.as_ref(),
    ];
    for field in fields {
        let size = field.and_then(|field| u32::try_from(field.len()).ok()).filter(|&size| size != NONE);
        bytes.extend_from_slice(&size.unwrap_or(NONE).to_le_bytes());
        bytes.extend_from_slice(size.and(field).map_or(&[], |field| field.as_bytes()));
    }
}

/// The document in a piece; `None` where the bytes are no packed document.
pub(super) fn unpack<'a>(piece: &Piece<'a>) -> Option<Record<'a>> {
    let mut rest = piece.bytes;
    let mut cells: [Option<Cow<'a, str>>; FIELDS] = Default::default();
    for cell in &mut cells {
        let (size, behind) = rest.split_first_chunk::<4>()?;
        let size = u32::from_le_bytes(*size);
        rest = behind;
        if size != NONE {
            let (value, behind) = rest.split_at_checked(size as usize)?;
            *cell = Some(Cow::Borrowed(std::str::from_utf8(value).ok()?));
            rest = behind;
        }
    }
    let [text, id, source, date, title, url] = cells;
    let (text, id) = (text?, id?);
    let file = &piece.origin.name;
    Some(Record { id, text, source, date, title, url, locator: piece.locator, repairs: Vec::new(), file })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Metadata};
    use crate::read::{Locator, Origin};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(text in "\\PC{1,40}", id in "\\PC{1,9}", date in prop::option::of("[0-9-]{0,9}"), cut in 0usize..8) {
            let metadata = Metadata { date: date.clone(), title: Some("T".into()), ..Metadata::default() };
            let document = Document { metadata, ..Document::new(id, text) };
            let mut bytes = Vec::new();
            pack(&Record::of(&document, 0), &mut bytes);
            let origin = Origin { file: 0, name: "f".into() };
            let piece = |bytes| Piece { origin: &origin, locator: Locator::default(), bytes, text: None };
            let back = unpack(&piece(&bytes)).unwrap().into_document();
            prop_assert_eq!((back.id, back.text, back.metadata), (document.id, document.text, document.metadata));
            prop_assert!(cut == 0 || unpack(&piece(&bytes[..bytes.len() - cut])).is_none());
        }
    }
}
