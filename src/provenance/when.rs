//! When a text was published: an ISO 8601 date of any precision as a range of seconds.
//!
//! A date leaves open what it does not say: `2024-03` may be any second of that month, and a time without an offset
//! any time zone. Two dates order texts only where no reading of them does otherwise.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::ops::Range;

/// Offsets of time zones, in seconds: from 12 hours behind UTC to 14 before it.
const EASTMOST: i64 = 14 * 3600;
const WESTMOST: i64 = 12 * 3600;

/// When something was published, as far as its date says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// Seconds since 1970, in UTC or, where the date names no offset, by the clock on the wall.
    seconds: Range<i64>,
    has_offset: bool,
}

impl When {
    /// Reads `2024`, `2024-03`, `2024-03-05`, `2024-03-05T10:30` with or without seconds and offset (a space for
    /// the `T`); none of anything else.
    ///
    /// ```
    /// use twicetold::provenance::When;
    /// let month = When::parse("2024-03").unwrap();
    /// let day = When::parse("2024-03-05").unwrap();
    /// let later = When::parse("2024-04-01").unwrap();
    /// assert!(month.is_before(&later) && day.is_before(&later));
    /// assert!(!month.is_before(&day) && !day.is_before(&month));
    /// assert_eq!(When::parse("5 March"), None);
    /// ```
    #[must_use]
    pub fn parse(date: &str) -> Option<Self> {
        let date = date.trim();
        if date.len() <= "2024-03-05".len() {
            return Self::of_days(date);
        }
        if let Ok(instant) = date.parse::<Timestamp>() {
            let second = instant.as_second();
            return Some(Self { seconds: second..second + 1, has_offset: true });
        }
        let second = on_the_wall(date.parse::<DateTime>().ok()?)?;
        Some(Self { seconds: second..second + 1, has_offset: false })
    }

    fn of_days(date: &str) -> Option<Self> {
        let first: Date = match date.len() {
            4 => format!("{date}-01-01").parse().ok()?,
            7 => format!("{date}-01").parse().ok()?,
            10 => date.parse().ok()?,
            _ => return None,
        };
        let last = match date.len() {
            4 => first.last_of_year(),
            7 => first.last_of_month(),
            _ => first,
        };
        let end = on_the_wall(last.tomorrow().ok()?.into())?;
        Some(Self { seconds: on_the_wall(first.into())?..end, has_offset: false })
    }

    /// Whether it was earlier, however both dates are read.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        let (own, others) = (self.beside(other), other.beside(self));
        own.end <= others.start
    }

    /// Seconds from this to the other, negative where the other was earlier: from the first moment of the
    /// one to that of the other.
    #[must_use]
    pub const fn until(&self, other: &Self) -> i64 {
        other.seconds.start - self.seconds.start
    }

    /// The seconds it may mean, in UTC where the other names an offset and this does not.
    fn beside(&self, other: &Self) -> Range<i64> {
        let widened = self.seconds.start - EASTMOST..self.seconds.end + WESTMOST;
        if !self.has_offset && other.has_offset { widened } else { self.seconds.clone() }
    }
}

/// Seconds since 1970 as if it were UTC.
fn on_the_wall(date: DateTime) -> Option<i64> {
    TimeZone::UTC.to_timestamp(date).ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(left: &str, right: &str) -> Option<bool> {
        let (left, right) = (When::parse(left).unwrap(), When::parse(right).unwrap());
        assert!(!(left.is_before(&right) && right.is_before(&left)));
        left.is_before(&right).then_some(true).or(right.is_before(&left).then_some(false))
    }

    #[test]
    fn dates_of_any_precision() {
        assert_eq!(order("2024-03-05", "2024-03-06"), Some(true));
        assert_eq!(order("2024-03-05T10:00:00Z", "2024-03-05T09:59:59Z"), Some(false));
        assert_eq!(order("2024-03-05T10:00:00Z", "2024-03-05T11:30:00+02:00"), Some(false));
        assert_eq!(order("2024-03-05T10:00", "2024-03-05 10:01:30"), Some(true));
        assert_eq!(order("2023", "2024-01"), Some(true));
    }

    #[test]
    fn what_a_date_leaves_open_is_left_open() {
        assert_eq!(order("2024-03-05", "2024-03-05"), None);
        assert_eq!(order("2024", "2024-12"), None);
        assert_eq!(order("2024-03-05", "2024-03-05T23:00:00"), None);
        // A day without an offset may still last 12 hours into the next, in UTC.
        assert_eq!(order("2024-03-05", "2024-03-06T08:00:00Z"), None);
        assert_eq!(order("2024-03-05", "2024-03-06T12:00:00Z"), Some(true));
        assert_eq!(order("2024-03-05T10:00", "2024-03-05T20:00:00Z"), None);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for date in ["", "yesterday", "2024-13", "2024-02-30", "05/03/2024", "2024-3-5", "99999", "2024-03-05T25:00:00Z", "é024"]
        {
            assert_eq!(When::parse(date), None, "{date}");
        }
        assert!(When::parse("9999-12-31").is_none_or(|last| last.seconds.start < last.seconds.end));
    }

    #[test]
    fn delays_count_from_the_first_moment() {
        let until = |a: &str, b: &str| When::parse(a).unwrap().until(&When::parse(b).unwrap());
        assert_eq!(until("2024-02-28", "2024-03-01"), 2 * 86_400);
        assert_eq!(until("2024-03-05T10:00:00Z", "2024-03-05T09:00:00Z"), -3600);
    }
}
