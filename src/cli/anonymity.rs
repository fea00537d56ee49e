//! `prongsai audit-anonymity`

use std::path::Path;

use futures_util::future::try_join_all;

use super::args::AuditAnonymity;
use super::ask;
use super::show::{Failure, Shown, print, tell};
use crate::adversary::{Defence, Finding, Measure, Plan, Played, Spoilt, Verdict, all, of_office};
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;

/// Staff of a round, and how many such rounds are played: as many right guesses as are needed to tell
/// chance from knowledge.
const SIZES: [(usize, u64); 2] = [(30, 200), (200, 10)];
/// The same for a short look.
const QUICK: [(usize, u64); 1] = [(30, 4)];
/// Staff of the round in which a ballot is copied and pages are compared.
const SMALL: usize = 12;

/// Rounds that are played at the same time.
const AT_ONCE: usize = 3;

/// Plays rounds on a scratch installation, attacks them and prints how often an adversary was right.
pub async fn audit(words: &Locale, args: &AuditAnonymity) -> Shown {
    let scratch = std::env::temp_dir().join(format!("prongsai-audit-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|problem| Failure::File(scratch.clone(), problem))?;
    let done = attack(words, args, &scratch).await;
    let _ = std::fs::remove_dir_all(&scratch);
    let (findings, bare) = done.map_err(|spoilt| Failure::Listed(spoilt.to_string()))?;
    print(&table(words, &findings), args.format)?;
    tell(words, "anonymity.without", &[]);
    print(&table(words, &bare), args.format)?;
    let broken = |finding: &&Finding| finding.verdict() == Verdict::Broken;
    if findings.iter().any(|finding| broken(&finding)) {
        return Err(Failure::said("anonymity.broken"));
    }
    if !bare.iter().all(|finding| broken(&finding)) {
        return Err(Failure::said("anonymity.toothless"));
    }
    tell(words, "anonymity.holds", &[]);
    tell(words, "anonymity.limits", &[]);
    Ok(())
}

/// What adversaries came to with every defence in place, and with one left out each time.
async fn attack(
    words: &Locale,
    args: &AuditAnonymity,
    scratch: &Path,
) -> Result<(Vec<Finding>, Vec<Finding>), Spoilt> {
    let sizes = if args.quick { &QUICK[..] } else { &SIZES[..] };
    let rounds = sizes.iter().map(|(_, rounds)| rounds).sum::<u64>();
    let defences = Defence::ALL.len() as u64;
    tell(
        words,
        "anonymity.plays",
        &[("rounds", (rounds + defences).to_string())],
    );
    let bar = ask::bar(rounds + defences);
    let small = Plan {
        people: SMALL,
        seed: 1,
        without: None,
    };
    let mut findings = of_office(scratch, small).await?;
    for (people, rounds) in sizes {
        let mut sum: Vec<Finding> = Vec::new();
        for seed in (0..*rounds).step_by(AT_ONCE) {
            let seeds = (seed..*rounds).take(AT_ONCE);
            let plans = seeds.map(|seed| Plan {
                people: *people,
                seed,
                without: None,
            });
            let rounds = plans.map(|plan| Played::round(scratch, plan));
            for played in try_join_all(rounds).await? {
                sum = together(sum, all(&played)?);
                bar.inc(1);
            }
        }
        findings.extend(sum);
    }
    let mut bare = Vec::new();
    for defence in Defence::ALL {
        let plan = Plan {
            people: SIZES[0].0,
            seed: 7,
            without: Some(defence),
        };
        let found = all(&Played::round(scratch, plan).await?)?;
        bare.extend(
            found
                .into_iter()
                .filter(|it| it.code == defence.guards_against()),
        );
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((findings, bare))
}

/// The same experiments of another round added up.
fn together(sum: Vec<Finding>, more: Vec<Finding>) -> Vec<Finding> {
    if sum.is_empty() {
        return more;
    }
    let both = sum.into_iter().zip(&more);
    both.map(|(sum, more)| sum.with(more)).collect()
}

fn table(words: &Locale, findings: &[Finding]) -> Sheet {
    const COLUMNS: [&str; 7] = [
        "adversary",
        "staff",
        "tries",
        "right",
        "chance",
        "at-most",
        "verdict",
    ];
    let column = |code| Column {
        code,
        heading: words.say(&format!("anonymity.column-{code}")).to_owned(),
    };
    let mut sheet = Sheet::new(COLUMNS.into_iter().map(column).collect());
    for finding in findings {
        let chance = match finding.measure {
            Measure::Linked { among } => finding.tries.checked_div(among).unwrap_or_default(),
            Measure::Found => 0,
        };
        let verdict = match finding.verdict() {
            Verdict::Holds => Cell::coded("holds", words.say("anonymity.verdict-holds")),
            Verdict::Broken => Cell::coded("broken", words.say("anonymity.verdict-broken")),
        };
        sheet.rows.push(vec![
            Cell::coded(
                finding.code,
                words.say(&format!("anonymity.{}", finding.code)),
            ),
            finding.people.into(),
            finding.tries.into(),
            finding.right.into(),
            chance.into(),
            finding.bound().into(),
            verdict,
        ]);
    }
    sheet
}
