//! The kinds of problems. Each has a key of `assets/locales/<lang>/check.toml`, where its words
//! stand: what is wrong, and what to do.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident { $($value:ident),* } = $key:literal;)*) => {
        /// What is wrong. The values are filled into the words as `{name}`.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])* #[allow(missing_docs, reason = "values are named after placeholders")] $name { $($value: String),* },)*
        }

        impl Fault {
            /// Key of the words, such as `check.unknown-key`.
            pub fn key(&self) -> &'static str {
                match self {
                    $(Fault::$name { .. } => concat!("check.", $key),)*
                }
            }

            /// Values of the placeholders in the words.
            pub fn values(&self) -> Vec<(&'static str, &str)> {
                match self {
                    $(Fault::$name { $($value),* } => vec![$((stringify!($value), $value.as_str())),*],)*
                }
            }

            /// Every key with the placeholders that its words must have.
            #[cfg(test)]
            pub(super) const WORDS: &'static [(&'static str, &'static [&'static str])] =
                &[$((concat!("check.", $key), &[$(stringify!($value)),*])),*];
        }
    };
}

faults! {
    /// The folder or file cannot be read.
    NotReadable { says } = "not-readable";
    /// The folder holds no framework.
    NoFramework {} = "no-framework";
    /// A file that the framework needs is not there.
    MissingFile {} = "missing-file";
    /// A file that nothing in the framework refers to.
    SpareFile {} = "spare-file";
    /// The bytes are not UTF-8, as when a Thai editor saved in Windows-874.
    NotUtf8 {} = "not-utf8";
    /// The file is not TOML; `says` is the reader's own word.
    NotToml { says } = "not-toml";
    /// A key that nobody reads.
    UnknownKey { key, known } = "unknown-key";
    /// A key that must be there.
    MissingKey { key } = "missing-key";
    /// The value must be text.
    NotText { key } = "not-text";
    /// The value must be a whole number of reasonable size.
    NotWhole { key } = "not-whole";
    /// The value must be a list.
    NotList { key } = "not-list";
    /// The value must be a table.
    NotTable { key } = "not-table";
    /// A list that must have entries has none.
    EmptyList { key } = "empty-list";
    /// None of the words that the key allows.
    NotAllowed { key, value, allowed } = "not-allowed";
    /// Not an exact number.
    NotExact { key, value } = "not-exact";
    /// Not a figure of at most two decimals between 0 and 100.
    NotFigure { key, value } = "not-figure";
    /// A code with blanks or signs that no file name and no heading of a table can bear.
    BadCode { code } = "bad-code";
    /// The same code a second time.
    CodeTwice { code, first } = "code-twice";
    /// The framework is not named as its folder is.
    OtherId { id, folder } = "other-id";
    /// Not a fiscal year of the Buddhist era.
    NotFiscalYear { year } = "not-fiscal-year";
    /// A language that the interface does not speak.
    UnknownLang { code, known } = "unknown-lang";
    /// No scale has this code.
    UnknownScale { code } = "unknown-scale";
    /// No node has this code.
    UnknownNode { code } = "unknown-node";
    /// No item of the instrument has this code.
    UnknownItem { code } = "unknown-item";
    /// No instrument that staff answer has this code.
    UnknownInstrument { code } = "unknown-instrument";
    /// A text has no wording in a language.
    MissingWording { path, needed } = "missing-wording";
    /// A wording that no text asks for.
    SpareWording { path } = "spare-wording";
    /// Points below 0 or above 100.
    PointsOutside { points } = "points-outside";
    /// A scale of one option, or of more than a screen can show.
    ScaleSize { code, options } = "scale-size";
    /// A weight or points of zero or less.
    NotPositive { key, value } = "not-positive";
    /// The weights of the total do not make 100.
    WeightSum { sum } = "weight-sum";
    /// An instrument has a weight although the total weighs nodes.
    WeightWithoutUse {} = "weight-without-use";
    /// A child stands before its parent.
    ChildFirst { code, parent } = "child-first";
    /// A node is its own ancestor.
    NodeCycle { code } = "node-cycle";
    /// Nothing scores this node.
    IdleNode { code } = "idle-node";
    /// An item hangs on a node that has nodes below it.
    ItemOnBranch { item, node } = "item-on-branch";
    /// A typed-in instrument scores a node that is not a top node.
    EnteredBelowTop { code } = "entered-below-top";
    /// An item has both a scale and sub-items, or neither.
    ScaleOrSub { item } = "scale-or-sub";
    /// A page has both a title and a node, or neither.
    TitleOrNode {} = "title-or-node";
    /// A page does not start with the item that follows the page before.
    PageStart { expected, found } = "page-start";
    /// A page ends before it starts.
    PageEnd { first, last } = "page-end";
    /// Items after the last page.
    PagesShort { next } = "pages-short";
    /// A page headed by a node has an item of another.
    PageMixed { item, node } = "page-mixed";
    /// Staff are asked about themselves.
    ProfileOfStaff {} = "profile-of-staff";
    /// A question of the profile with one option, or with more than a screen can show.
    ProfileSize { code, options } = "profile-size";
    /// Figures that no band covers.
    BandGap { from, to } = "band-gap";
    /// Figures that two bands cover, or bands that do not descend.
    BandOverlap { to, expected } = "band-overlap";
    /// A band ends below its start.
    BandReversed { from, to } = "band-reversed";
    /// Bands before this one take every figure of it.
    BandUnreached { code } = "band-unreached";
    /// Percent of the population outside 1 to 100.
    SamplePercent { percent } = "sample-percent";
    /// The floor asks for more people than there may be.
    SampleFloor { floor, all_below } = "sample-floor";
    /// The cap is below the floor or above the population it is for, or starts too early.
    SampleCap { cap, cap_above } = "sample-cap";
    /// A larger population needs a smaller sample.
    SampleShrinks { cap, needed } = "sample-shrinks";
    /// Steps are not numbered 1, 2, 3 …
    StepNumber { expected, found } = "step-number";
    /// A step rests on evidence and on a score, or on neither.
    StepKind {} = "step-kind";
    /// The parts of a step do not make its points.
    StepPoints { sum, points } = "step-points";
    /// A later step asks for no more than an earlier one.
    StepThreshold { from, before } = "step-threshold";
    /// The target is not one of the steps.
    TargetOutside { target, steps } = "target-outside";
    /// Not a month of the fiscal year, or before the milestone above.
    MilestoneMonth { month } = "milestone-month";
}
