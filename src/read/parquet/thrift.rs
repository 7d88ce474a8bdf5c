//! Values of Thrift's compact protocol, gone over without being kept: what the gates in front of the library's reader ask.
//!
//! The library reads a field it knows as what it should be, whatever kind is written before it, and goes over any number of elements
//! of a list that it does not know. So the gates go by the shapes of the format: a field that is of another kind than its shape is
//! refused, and everywhere a list is no longer than the bytes that are left.

/// Deepest nesting; the format stays below ten.
const DEEPEST: u32 = 32;

/// What a value must be.
pub(super) enum Shape {
    /// A whole number of any size.
    Number,
    Byte,
    Truth,
    Fraction,
    Bytes,
    Struct(Fields),
    List(&'static Shape),
}

/// The fields of a structure by their numbers; others may stand between them.
pub(super) type Fields = &'static [(u64, Shape)];

/// A union of structures without fields, and the like.
pub(super) const EMPTY: Shape = Shape::Struct(&[]);

/// What is left of a value.
pub(super) struct Thrift<'f>(pub(super) &'f [u8]);

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number that is not negative.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.varint().filter(|value| value.is_multiple_of(2)).map(|value| value / 2)
    }

    /// The number and kind of the next field; a kind of 0 is the end of a structure.
    pub(super) fn field(&mut self, before: u64) -> Option<(u64, u8)> {
        let first = self.byte()?;
        match (first >> 4, first & 0xf) {
            (_, 0) => Some((before, 0)),
            (0, kind) => Some((self.number()?, kind)),
            (step, kind) => Some((before + u64::from(step), kind)),
        }
    }

    /// Goes over fields up to the end of a structure.
    pub(super) fn structure(&mut self, fields: Fields, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let mut number = 0;
        loop {
            let kind;
            (number, kind) = self.field(number)?;
            if kind == 0 {
                return Some(());
            }
            self.of(fields, number, kind, depth)?;
        }
    }

    /// Goes over the value of a field.
    pub(super) fn of(&mut self, fields: Fields, number: u64, kind: u8, depth: u32) -> Option<()> {
        match fields.iter().find(|(known, _)| *known == number) {
            Some((_, shape)) => self.shaped(shape, kind, depth),
            None => self.unknown(kind, depth),
        }
    }

    fn shaped(&mut self, shape: &Shape, kind: u8, depth: u32) -> Option<()> {
        match (shape, kind) {
            (Shape::Number, 4..=6) | (Shape::Byte, 3) | (Shape::Truth, 1 | 2) | (Shape::Fraction, 7) | (Shape::Bytes, 8) => {
                self.unknown(kind, depth)
            }
            (Shape::Struct(fields), 12) => self.structure(fields, depth + 1),
            (Shape::List(shape), 9) => self.list(|thrift, kind| thrift.shaped(shape, kind, depth + 1)),
            _ => None,
        }
    }

    fn unknown(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let bytes = self.varint()?;
                self.skip(bytes)
            }
            9 | 10 if depth <= DEEPEST => self.list(|thrift, kind| thrift.unknown(kind, depth + 1)),
            12 => self.structure(&[], depth + 1),
            _ => None,
        }
    }

    fn list(&mut self, mut each: impl FnMut(&mut Self, u8) -> Option<()>) -> Option<()> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        // An element takes a byte at least; truth values take none for the library.
        if count > self.0.len() as u64 || matches!(head & 0xf, 1 | 2) {
            return None;
        }
        (0..count).try_for_each(|_| each(self, head & 0xf))
    }
}
