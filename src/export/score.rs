//! What `prongsai score --json` prints: scores of an agency's own answer file, unsuppressed.

use serde::Serialize;

use crate::domain::framework::Framework;
use crate::domain::score::{InstrumentScore, NodeScore};

/// Scores as JSON, in the order in which they are written.
#[derive(Debug, Serialize)]
pub struct ScoreSheet<'a> {
    framework: &'a str,
    instrument: &'a str,
    ballots: u64,
    score: String,
    nodes: Vec<Figure<'a>>,
}

/// A figure of the tree, an item or a sub-item.
#[derive(Debug, Serialize)]
struct Figure<'a> {
    code: &'a str,
    /// Percent with two decimals, as a string so that no reader makes a binary fraction of it.
    score: String,
    n: u64,
}

/// The sheet of an instrument: nodes in tree order, then every item with its sub-items behind it.
pub fn of_own_file<'a>(framework: &'a Framework, scores: &'a InstrumentScore) -> ScoreSheet<'a> {
    ScoreSheet {
        framework: &framework.id,
        instrument: &scores.own.code,
        ballots: scores.own.n,
        score: scores.own.score().to_string(),
        nodes: scores.figures().map(figure).collect(),
    }
}

fn figure(score: &NodeScore) -> Figure<'_> {
    Figure {
        code: &score.code,
        score: score.score().to_string(),
        n: score.n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::score::score_instrument;
    use crate::domain::sketch::{counts, framework};

    #[test]
    fn figures_stand_in_order_with_two_decimals() {
        let framework = framework(&[("1", "", "1"), ("1.1", "1", "1"), ("2", "", "1")]).asking(
            "iit",
            "1",
            &[("i1", "1.1", &["L4+", "L4-"]), ("i2", "1", &["B+"])],
        );
        let counts = counts(&framework, &[&[0, 2, 0, 1], &[0, 0, 0, 3], &[2, 1]]);
        let scores = score_instrument(&framework, &framework.instruments[0], &counts).unwrap();
        let json = serde_json::to_string(&of_own_file(&framework, &scores)).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"framework":"sketch","instrument":"iit","ballots":3,"score":"47.22","nodes":["#,
                r#"{"code":"1","score":"47.22","n":3},{"code":"1.1","score":"27.78","n":3},"#,
                r#"{"code":"i1","score":"27.78","n":3},{"code":"i1.1","score":"55.56","n":3},"#,
                r#"{"code":"i1.2","score":"0.00","n":3},{"code":"i2","score":"66.67","n":3}]}"#
            )
        );
    }
}
