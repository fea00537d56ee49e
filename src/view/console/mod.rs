//! Pages of the office: one frame, and the parts that its pages are put together from.

pub mod form;
pub mod frame;
pub mod home;
pub mod hr;
pub mod parts;
pub mod sign_in;

pub use frame::{Crumb, Frame, Mood, Notice, Tab, Who, framed};

/// Assets that, one after the other, are the stylesheet of the office.
pub const STYLE_PARTS: [&str; 4] = [
    "css/base.css",
    "css/console.css",
    "css/charts.css",
    "css/hr.css",
];
