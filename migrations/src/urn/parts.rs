//! Parts of the tables that ballots come into, on a server.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};

/// Tables that rows come into one by one, and the keys that are all of their order.
pub const ARRIVALS: [(&str, &str); 3] = [
    ("ballot", "poll, nullifier"),
    ("ticket", "poll, digest"),
    ("ticket_ballot", "poll, nullifier"),
];

/// Polls that share a part. A part is written anew as a whole: fewer would be more tables than a server
/// likes to plan with, more would write much anew for one ballot.
const POLLS: usize = 32;

/// Most parts of a table.
const MOST: usize = 256;

/// Divides the tables for so many polls; which part a poll is in, the server reckons from its id.
pub async fn divide(db: &impl ConnectionTrait, polls: usize) -> Result<(), DbErr> {
    let parts = polls.div_ceil(POLLS).next_power_of_two().min(MOST);
    for (table, _) in ARRIVALS {
        for part in 0..parts {
            let sql = format!(
                "CREATE TABLE {table}_{part} PARTITION OF {table} \
                 FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
            );
            db.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}
