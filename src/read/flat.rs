//! JSON objects of texts, whole numbers, `true`, `false` and `null`: nearly every record, in one pass.
//!
//! What is not plainly such an object is not judged here: `None` says nothing, and serde_json decides,
//! with its messages. What is accepted serde_json accepts, and with the same values (a law in the
//! tests of [`super::object`]).

/// What is left of a record.
struct Rest<'a> {
    json: &'a str,
    at: usize,
}

/// The raw values of an object for the fields that `wanted` tells by key, each at most once.
pub(super) fn values<const N: usize>(json: &str, wanted: impl Fn(&str) -> [bool; N]) -> Option<[Option<&str>; N]> {
    let mut values = [None; N];
    let mut rest = Rest { json, at: 0 };
    rest.take(b'{')?;
    if rest.take(b'}').is_some() {
        return rest.is_over().then_some(values);
    }
    loop {
        rest.blanks();
        let key = rest.string()?;
        if key.contains('\\') {
            return None;
        }
        rest.take(b':')?;
        rest.blanks();
        let value = rest.value()?;
        for (slot, _) in values.iter_mut().zip(wanted(key.get(1..key.len() - 1)?)).filter(|(_, wanted)| *wanted) {
            if slot.replace(value).is_some() {
                return None;
            }
        }
        if rest.take(b',').is_none() {
            rest.take(b'}')?;
            return rest.is_over().then_some(values);
        }
    }
}

impl<'a> Rest<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.json.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.bytes().iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    /// Goes behind a byte, and blanks before it.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        let stands = self.bytes().first() == Some(&byte);
        self.at += usize::from(stands);
        stands.then_some(())
    }

    fn is_over(&mut self) -> bool {
        self.blanks();
        self.bytes().is_empty()
    }

    fn value(&mut self) -> Option<&'a str> {
        match self.bytes().first()? {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.whole_number(),
            _ => ["null", "true", "false"].into_iter().find_map(|word| {
                let stands = self.bytes().starts_with(word.as_bytes());
                if stands { self.to(self.at + word.len()) } else { None }
            }),
        }
    }

    /// What stands up to a place, to which it goes.
    fn to(&mut self, end: usize) -> Option<&'a str> {
        let taken = self.json.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn whole_number(&mut self) -> Option<&'a str> {
        let bytes = self.bytes();
        let sign = usize::from(bytes.first() == Some(&b'-'));
        let digits = bytes.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
        let leading_zero = digits > 1 && bytes.get(sign) == Some(&b'0');
        let goes_on = matches!(bytes.get(sign + digits), Some(b'.' | b'e' | b'E'));
        if digits == 0 || leading_zero || goes_on {
            return None;
        }
        self.to(self.at + sign + digits)
    }

    /// A string with its quotes, if its escapes are right and nothing in it must be escaped.
    fn string(&mut self) -> Option<&'a str> {
        let bytes = self.bytes().strip_prefix(b"\"")?;
        let mut end = 0;
        loop {
            let rest = bytes.get(end..)?;
            end += memchr::memchr2(b'"', b'\\', rest)?;
            match bytes.get(end..)? {
                [b'"', ..] => break,
                [_, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => end += 2,
                [_, b'u', digits @ ..] if digits.first_chunk::<4>()?.iter().all(u8::is_ascii_hexdigit) => end += 6,
                _ => return None,
            }
        }
        let has_control = bytes.get(..end)?.iter().fold(false, |any, &byte| any | (byte < 0x20));
        if has_control { None } else { self.to(self.at + end + 2) }
    }
}
