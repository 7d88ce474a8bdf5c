//! A page: its bytes decoded as it says, its main text the document, what it says about itself the metadata.

use super::cells::{Cells, DATE, ID, SOURCE, TEXT, TITLE, URL};
use super::charset::Charset;
use super::object::Scratch;
use super::piece::Piece;
use super::{Options, Outcome, html, text};
use crate::document::Reason;

/// The document of a file that is a page.
pub(super) fn outcome(piece: &Piece<'_>, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
    if piece.bytes.len() > options.document_limit() {
        return each(Outcome::Skipped(piece.fault(Reason::TooLarge, text::too_large(options.document_limit()))));
    }
    let declared = html::declared_charset(piece.bytes).and_then(|name| Charset::named(&name));
    let (page, decoded) = piece.decoded(declared, &mut scratch.text);
    let cells = cells(html::page(page, options.html)).or(ID, Some(&*piece.origin.name)).or(SOURCE, piece.origin.folder());
    each(match cells.record(piece, options) {
        Ok(mut record) => {
            record.repairs.splice(0..0, decoded);
            Outcome::Document(record)
        }
        Err(fault) => Outcome::Skipped(fault),
    });
}

/// The fields of a page.
pub(super) fn cells<'c>(page: html::Page) -> Cells<'c> {
    let cells = Cells::default().or(TEXT, Some(page.text)).or(TITLE, page.title);
    cells.or(DATE, page.date).or(SOURCE, page.site).or(URL, page.url)
}
