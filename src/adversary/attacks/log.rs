//! Whoever holds the log of a proxy in front, with the time and address of every request, and knows who
//! sits at which address.

use crate::adversary::{Finding, Played};

/// The log says when each person sent. Rows of answers with a time would be matched with it; where there
/// are none, the lines of the board are dealt out in the order in which people came.
pub fn proxy(played: &Played) -> Finding {
    let mut claims = super::in_order(played, played.board.iter());
    for (minute, person) in &played.arrivals {
        let row = played.rows.iter().find(|(at, _)| at == minute);
        let whose = row.and_then(|(_, answers)| played.place_of(answers));
        if let (Some(claim), Some(whose)) = (claims.get_mut(*person), whose) {
            *claim = Some(whose);
        }
    }
    Finding::links("proxy-log", &claims)
}
