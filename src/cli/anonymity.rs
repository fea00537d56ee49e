//! `prongsai audit-anonymity`

use super::args::AuditAnonymity;
use super::ask;
use super::show::{Failure, Shown, print, tell};
use crate::adversary::{Cost, Finding, Measure, Scale, Verdict, campaign};
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;

/// Plays rounds on a scratch installation, attacks them and prints how often an adversary was right.
pub fn audit(words: &Locale, args: &AuditAnonymity) -> Shown {
    let scratch = std::env::temp_dir().join(format!("prongsai-audit-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|problem| Failure::File(scratch.clone(), problem))?;
    let program = std::env::current_exe();
    let program = program.map_err(|problem| Failure::File(scratch.clone(), problem))?;
    let scale = if args.quick {
        Scale::quick()
    } else {
        Scale::full()
    };
    let rounds = [("rounds", scale.steps().to_string())];
    tell(words, "anonymity.plays", &rounds);
    let bar = ask::bar(scale.steps());
    let done = campaign(&scratch, &program, &scale, || bar.inc(1));
    bar.finish_and_clear();
    let _ = std::fs::remove_dir_all(&scratch);
    let outcome = done.map_err(|spoilt| Failure::Listed(spoilt.to_string()))?;
    print(&table(words, &outcome.findings), args.format)?;
    tell(words, "anonymity.without", &[]);
    print(&table(words, &outcome.bare), args.format)?;
    tell(words, "anonymity.costs", &[]);
    print(&prices(words, &outcome.costs), args.format)?;
    let broken = |finding: &&Finding| finding.verdict() == Verdict::Broken;
    if outcome.findings.iter().any(|finding| broken(&finding)) {
        return Err(Failure::said("anonymity.broken"));
    }
    if !outcome.bare.iter().all(|finding| broken(&finding)) {
        return Err(Failure::said("anonymity.toothless"));
    }
    tell(words, "anonymity.holds", &[]);
    tell(words, "anonymity.limits", &[]);
    Ok(())
}

fn columns<const N: usize>(words: &Locale, codes: [&'static str; N]) -> Sheet {
    let column = |code| Column {
        code,
        heading: words.say(&format!("anonymity.column-{code}")).to_owned(),
    };
    Sheet::new(codes.into_iter().map(column).collect())
}

fn row(words: &Locale, code: &'static str) -> Cell {
    Cell::coded(code, words.say(&format!("anonymity.{code}")))
}

fn table(words: &Locale, findings: &[Finding]) -> Sheet {
    let mut sheet = columns(
        words,
        [
            "adversary",
            "staff",
            "tries",
            "right",
            "chance",
            "at-most",
            "verdict",
        ],
    );
    for finding in findings {
        let verdict = match finding.verdict() {
            Verdict::Holds => "holds",
            Verdict::Broken => "broken",
            Verdict::Limit => "limit",
        };
        let verdict = Cell::coded(verdict, words.say(&format!("anonymity.verdict-{verdict}")));
        let [expected, bound] = match finding.measure {
            // No number of them is too many.
            Measure::Limit => ["", ""].map(Cell::from),
            _ => [finding.expected(), finding.bound()].map(Cell::from),
        };
        sheet.rows.push(vec![
            row(words, finding.code),
            finding.people.into(),
            finding.tries.into(),
            finding.right.into(),
            expected,
            bound,
            verdict,
        ]);
    }
    sheet
}

/// What the promise costs: how much is not published.
fn prices(words: &Locale, costs: &[Cost]) -> Sheet {
    let mut sheet = columns(
        words,
        [
            "tree", "agencies", "no-own", "nowhere", "nodes", "items", "blurred", "options",
        ],
    );
    for cost in costs {
        let mut cells = vec![
            row(words, cost.code),
            (cost.no_own.all as u64).into(),
            (cost.no_own.part as u64).into(),
            (cost.nowhere.part as u64).into(),
        ];
        for share in [cost.nodes, cost.items, cost.blurred, cost.options] {
            cells.push(format!("{} %", share.percent()).into());
        }
        sheet.rows.push(cells);
    }
    sheet
}
