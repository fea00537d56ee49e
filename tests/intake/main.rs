//! Files as Thai offices have them, read through the front door.

mod files;
mod people;
mod speed;
mod templates;
mod words;
mod workbooks;
