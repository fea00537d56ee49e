//! Pages of the office: one frame, and the parts that its pages are put together from.

pub mod account;
pub mod accounts;
pub mod admin;
pub mod audit;
pub mod dashboard;
pub mod figures;
pub mod form;
pub mod frame;
pub mod getting_in;
pub mod home;
pub mod hr;
pub mod parts;
pub mod sign_in;

pub use frame::{Crumb, Frame, Mood, Notice, Switch, Tab, Who, framed};

/// Assets that, one after the other, are the stylesheet of the office.
pub const STYLE_PARTS: &[&str] = &[
    "css/base.css",
    "css/console.css",
    "css/charts.css",
    "css/dashboard.css",
    "css/accounts.css",
    "css/rounds.css",
    "css/hr.css",
    "css/hr-public.css",
];

/// Assets that are the stylesheet of pages that the office prints from the browser.
pub const PRINT_PARTS: &[&str] = &["css/print.css", "css/office-print.css"];

/// Assets that are the stylesheet of the questionnaire as the office looks at it beforehand.
pub const PREVIEW_PARTS: &[&str] = &[
    "css/base.css",
    "css/respondent.css",
    "css/office-preview.css",
];
