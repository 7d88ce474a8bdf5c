//! Values of Thrift's compact protocol, gone over without being kept: what the gates in front of the library's reader ask.

/// Deepest nesting; files that are not made to harm stay below ten.
const DEEPEST: u32 = 32;

/// What is left of a value in the compact protocol.
pub(super) struct Thrift<'f>(pub(super) &'f [u8]);

impl Thrift<'_> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    pub(super) fn varint(&mut self) -> Option<u64> {
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

    /// Goes over fields up to the stop.
    pub(super) fn structure(&mut self, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            if head >> 4 == 0 {
                self.varint()?;
            }
            self.value(head & 0xf, depth)?;
        }
    }

    pub(super) fn value(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            // Truth is told by the kind of a field.
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let bytes = self.varint()?;
                self.skip(bytes)
            }
            9 | 10 => self.list(depth),
            12 => self.structure(depth + 1),
            _ => None,
        }
    }

    fn list(&mut self, depth: u32) -> Option<()> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        // An element takes a byte at least; those of truth values take none for the library, which would go over any number of them.
        if count > self.0.len() as u64 || depth > DEEPEST || matches!(head & 0xf, 1 | 2) {
            return None;
        }
        (0..count).try_for_each(|_| self.value(head & 0xf, depth + 1))
    }
}
