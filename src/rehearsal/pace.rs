//! How long pages take, as somebody on the same machine sees it.

use super::respondent::{Declined, agent};
use crate::world::World;

/// What was measured of a page. Times in microseconds.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The first look, which may fill what the server keeps in memory.
    pub first: u64,
    /// All later looks, sorted.
    pub times: Vec<u64>,
    /// Bytes of the answer as it was sent, compressed.
    pub bytes: u64,
}

impl Sample {
    /// The time that so many of a hundred looks do not exceed.
    pub fn percentile(&self, percent: usize) -> u64 {
        let at = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(at).copied().unwrap_or_default()
    }
}

/// A server and somebody with a session there.
#[derive(Clone)]
pub struct Onlooker {
    /// The server's address, such as `http://127.0.0.1:8080`.
    pub base: String,
    /// The session: name and value of the cookie.
    pub cookie: String,
    /// The clock.
    pub world: World,
}

impl Onlooker {
    /// Looks at a page once, then `looks` times from each of two clients at the same time.
    ///
    /// # Errors
    /// When an answer is not 200.
    pub fn measure(&self, path: &str, looks: usize) -> Result<Sample, Declined> {
        let ((first, bytes), mut times) = (self.look(&agent(), path)?, Vec::new());
        let client = || {
            let agent = agent();
            (0..looks)
                .map(|_| Ok(self.look(&agent, path)?.0))
                .collect::<Result<Vec<u64>, Declined>>()
        };
        let both = std::thread::scope(|scope| {
            let (one, other) = (scope.spawn(client), scope.spawn(client));
            [one.join(), other.join()]
        });
        for one in both {
            times.extend(one.unwrap_or(Err(Declined::Nonsense))?);
        }
        times.sort_unstable();
        Ok(Sample {
            first,
            times,
            bytes,
        })
    }

    /// Microseconds until the whole answer was there, and its bytes.
    fn look(&self, agent: &ureq::Agent, path: &str) -> Result<(u64, u64), Declined> {
        let begun = self.world.now();
        let mut response = agent
            .get(format!("{}{path}", self.base))
            .header("cookie", &self.cookie)
            .header("accept-encoding", "gzip")
            .call()?;
        let bytes = response.body_mut().read_to_vec()?;
        let taken = self.world.now().duration_since(begun).as_micros();
        let status = response.status().as_u16();
        if status != 200 {
            return Err(Declined::Answer {
                status,
                code: path.to_owned(),
            });
        }
        Ok((u64::try_from(taken).unwrap_or_default(), bytes.len() as u64))
    }
}
