//! Tickets (รหัสตอบแบบวัด): what one ballot of the public's instrument is cast with, and how they are
//! counted.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// The way by which a ticket reached whoever holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A printed slip, handed over at the counter.
    Slip,
    /// A poster's QR.
    Poster,
    /// A poster's QR on a browser without script, which can do no proof of work.
    Plain,
    /// A device that the agency put up.
    Kiosk,
}

impl Channel {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Channel; 4] = [
        Channel::Slip,
        Channel::Poster,
        Channel::Plain,
        Channel::Kiosk,
    ];

    /// Name in stores, on wires and as the tail of locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Slip => "slip",
            Channel::Poster => "poster",
            Channel::Plain => "plain",
            Channel::Kiosk => "kiosk",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown channel")]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(code: &str) -> Result<Self, UnknownChannel> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.code() == code)
            .ok_or(UnknownChannel)
    }
}

/// Tickets of a poll in one channel on one day. Never finer: an hour of a quiet day is a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketDay {
    /// The channel.
    pub channel: Channel,
    /// The day, in Thailand.
    pub day: Date,
    /// The numbers.
    pub count: TicketCount,
}

/// How many tickets there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TicketCount {
    /// Tickets made.
    pub minted: u64,
    /// Tickets that a ballot was cast with.
    pub spent: u64,
    /// Of those spent, how many followed the one before them faster than people answer. They count
    /// like all others; many of them are a reason to look at the device.
    pub hasty: u64,
}

impl TicketCount {
    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            minted: self.minted + other.minted,
            spent: self.spent + other.spent,
            hasty: self.hasty + other.hasty,
        }
    }

    /// Whether so many came too fast that somebody should look: one in five, and no small number.
    pub fn many_hasty(self) -> bool {
        self.hasty >= FEWEST_HASTY && self.hasty * 5 >= self.spent
    }

    /// All rows together.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a TicketDay>) -> Self {
        rows.into_iter()
            .fold(Self::default(), |sum, row| sum.with(row.count))
    }
}

/// Fewest answers that came too fast and are more than somebody in a hurry.
const FEWEST_HASTY: u64 = 10;

/// Fewest tickets that are made at once for slips: of a single one it would be known whose it is.
pub const LEAST_BATCH: u32 = 10;
/// Most tickets that are made at once for slips.
pub const LARGEST_BATCH: u32 = 2_000;

/// What an agency settles for the people that it serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outreach {
    /// People whom the agency serves, as it declares; the minimum sample follows from it.
    pub population: Option<u64>,
    /// Most visits that the poster starts in an hour.
    pub hour_cap: u32,
    /// Most visits that the poster starts in a day.
    pub day_cap: u32,
    /// Most visits in a day from browsers without script.
    pub plain_day_cap: u32,
    /// Most tickets that the agency's devices fetch in a day: who stole a device's secret can take no
    /// more than these before HR revokes it.
    pub kiosk_day_cap: u32,
}

impl Default for Outreach {
    fn default() -> Self {
        Self {
            population: None,
            hour_cap: 60,
            day_cap: 300,
            plain_day_cap: 30,
            kiosk_day_cap: 600,
        }
    }
}

impl Outreach {
    /// How many more tickets of a channel may be made on a day that has come to `counts`.
    pub fn room(&self, channel: Channel, day: Date, counts: &[TicketDay]) -> u64 {
        let left = |cap: u32, channels: &[Channel]| {
            let here = |line: &&TicketDay| line.day == day && channels.contains(&line.channel);
            let minted = TicketCount::of(counts.iter().filter(here)).minted;
            u64::from(cap).saturating_sub(minted)
        };
        let poster = || left(self.day_cap, &[Channel::Poster, Channel::Plain]);
        match channel {
            Channel::Slip => u64::MAX,
            Channel::Poster => poster(),
            Channel::Plain => poster().min(left(self.plain_day_cap, &[Channel::Plain])),
            Channel::Kiosk => left(self.kiosk_day_cap, &[Channel::Kiosk]),
        }
    }
}

/// Least number of visits in a day that can be a burst: a quiet poster may double by chance.
const LEAST_BURST: u64 = 30;

/// Whether the last of these days of one channel stands out: more than four times the mean of the
/// days before it, and no small number.
pub fn burst(minted_by_day: &[u64]) -> bool {
    let Some((last, before)) = minted_by_day.split_last() else {
        return false;
    };
    let days = before.len() as u64;
    let sum: u64 = before.iter().sum();
    *last >= LEAST_BURST && days > 0 && *last * days > 4 * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_read_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.code().parse(), Ok(channel));
        }
        assert_eq!("mail".parse::<Channel>(), Err(UnknownChannel));
    }

    #[test]
    fn many_that_came_too_fast_are_one_in_five_and_no_small_number() {
        let count = |hasty, spent| TicketCount {
            minted: 0,
            spent,
            hasty,
        };
        assert!(count(10, 50).many_hasty());
        assert!(!count(10, 51).many_hasty());
        assert!(!count(9, 9).many_hasty());
    }

    #[test]
    fn a_burst_stands_out_from_the_days_before_it() {
        assert!(burst(&[5, 5, 50]));
        assert!(!burst(&[5, 5, 29]), "small numbers double by chance");
        assert!(!burst(&[20, 20, 60]));
        assert!(!burst(&[500]), "nothing to compare with");
    }
}
