//! What the administrator does, one subject a file.

pub mod department;
mod survey;
