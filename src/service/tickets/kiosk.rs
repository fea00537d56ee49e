//! Devices that an agency put up (ตู้ตอบแบบวัด): each keeps a secret, and with it a stock of tickets, so
//! that it works on when the network is gone. A ballot comes without the secret, like any other.

use super::slot::TicketSlot;
use super::{Made, mint};
use crate::crypto::ticket::{KIOSK_SECRET, kiosk_digest};
use crate::domain::encoding::from_base32;
use crate::domain::ticket::Channel;
use crate::domain::wire::{Fingerprint, Ticket};
use crate::service::Refusal;
use crate::store::{Kiosk, OutreachBook};

/// Most tickets that a device fetches at once.
pub const LARGEST_STOCK: u32 = 200;

/// The handle of devices.
#[derive(Clone)]
pub struct KioskDesk {
    slot: TicketSlot,
    book: OutreachBook,
}

/// What a device is told.
#[derive(Debug, Clone)]
pub struct KioskSeen {
    /// Its name.
    pub name: String,
    /// The poll at which it serves.
    pub fingerprint: Fingerprint,
    /// What checks the code that ends it: the device must be able to without a network.
    pub exit: String,
    /// Whether people may begin there: not in the grace any more.
    pub open: bool,
}

impl KioskDesk {
    /// Devices at the polls in this slot's urns.
    pub fn new(slot: TicketSlot, book: OutreachBook) -> Self {
        Self { slot, book }
    }

    /// The device with this secret and the poll at which it serves; nothing where it was revoked.
    pub async fn look(&self, secret: &str) -> Result<Option<KioskSeen>, Refusal> {
        let Some((device, fingerprint)) = self.device(secret).await? else {
            return Ok(None);
        };
        Ok(Some(KioskSeen {
            name: device.name,
            exit: device.exit,
            open: self.is_open(&fingerprint).await?,
            fingerprint,
        }))
    }

    /// A stock of tickets; nothing for a device that was revoked, none once the poll was closed or
    /// the agency's devices have fetched as many today as it lets them.
    pub async fn stock(&self, secret: &str, number: u32) -> Result<Option<Vec<Ticket>>, Refusal> {
        let Some((_, fingerprint)) = self.device(secret).await? else {
            return Ok(None);
        };
        let Some(manifest) = self.slot.manifest(&fingerprint) else {
            return Ok(None);
        };
        let Some(urn) = self.slot.urn_of(&manifest).await? else {
            return Ok(Some(Vec::new()));
        };
        let poll = manifest.poll.0;
        let settled = self.book.of_poll(&poll).await?.unwrap_or_default();
        let mut number = u64::from(number.clamp(1, LARGEST_STOCK));
        while number > 0 {
            let asked = usize::try_from(number).unwrap_or(0);
            let kiosk = (Channel::Kiosk, &settled);
            number = match mint(&urn, &self.slot.world, &poll, kiosk, asked).await? {
                Made::Tickets(tickets) => return Ok(Some(tickets)),
                Made::Room(room) => room,
                Made::Closed => 0,
            };
        }
        Ok(Some(Vec::new()))
    }

    async fn is_open(&self, fingerprint: &Fingerprint) -> Result<bool, Refusal> {
        let Some(manifest) = self.slot.manifest(fingerprint) else {
            return Ok(false);
        };
        Ok(match self.slot.urn_of(&manifest).await? {
            Some(urn) => urn.begins(&manifest.poll.0).await?,
            None => false,
        })
    }

    async fn device(&self, secret: &str) -> Result<Option<(Kiosk, Fingerprint)>, Refusal> {
        let secret = from_base32(secret, KIOSK_SECRET).ok();
        let secret: Option<[u8; KIOSK_SECRET]> = secret.and_then(|bytes| bytes.try_into().ok());
        let Some(secret) = secret else {
            return Ok(None);
        };
        let Some(device) = self.book.kiosk(&kiosk_digest(&secret)).await? else {
            return Ok(None);
        };
        let fingerprint = self.book.fingerprint_of_kiosk(&device).await?;
        Ok(fingerprint.map(|fingerprint| (device, fingerprint)))
    }
}
