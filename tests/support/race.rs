//! Two acts at once, of which now the one and now the other wins, on a quick machine and on a busy one.

use std::time::Duration;

/// Which of two acts waits, and how long, in microseconds: the second one where this is above zero, the first
/// one below. Each turn steps toward the moment at which the other wins; a step is doubled for as long as the
/// same one wins, and halved after.
#[derive(Debug)]
pub struct Race {
    head_start: i64,
    step: i64,
    won: [u32; 2],
}

impl Race {
    /// Both begin at once.
    pub fn new() -> Self {
        Self {
            head_start: 0,
            step: 250,
            won: [0; 2],
        }
    }

    /// Whether another turn is wanted: each has to win three times.
    pub fn goes_on(&self) -> bool {
        self.won.iter().any(|won| *won < 3)
    }

    /// Waits as the first one has to.
    pub async fn first(&self) {
        wait(-self.head_start).await;
    }

    /// Waits as the second one has to.
    pub async fn second(&self) {
        wait(self.head_start).await;
    }

    /// Takes down who won.
    pub fn won_by(&mut self, first: bool) {
        let same = self.step.is_positive() != first;
        self.won[usize::from(!first)] += 1;
        self.step = if same { self.step * 2 } else { -self.step / 2 };
        if self.step.abs() < 50 {
            self.step = 50 * self.step.signum();
        }
        self.head_start += self.step;
        let [one, other] = self.won;
        assert!(one + other < 60, "no race: {self:?}");
    }
}

async fn wait(microseconds: i64) {
    tokio::time::sleep(Duration::from_micros(microseconds.max(0).unsigned_abs())).await;
}
