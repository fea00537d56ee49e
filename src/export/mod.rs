//! Values to CSV and JSON, as people and other programs take them away.
//!
//! Takes disclosed figures only. The one exception is [`score`]: the scores of an answer file
//! that an agency collected itself and has on its own disk, printed by the score command.

pub mod score;
