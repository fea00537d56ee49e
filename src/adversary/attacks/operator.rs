//! Whoever runs the machine while the round is open: reads the log at its loudest, all that the system shows of
//! the process, every file, every page, and tries every command; without key sheets.

use std::collections::BTreeSet;
use std::path::Path;

use super::browser::{Browser, crawl};
use super::process::{Server, run};
use crate::adversary::draws::draw_distinct;
use crate::adversary::loot::{Files, files_in_use, found};
use crate::adversary::scratch::{AGENCY, ASKED, ROUND, Scratch, name, staff_id};
use crate::adversary::site::{Site, apart, by_link_at};
use crate::adversary::{Finding, Plan, Spoilt};
use crate::crypto::board::receipt_code;
use crate::crypto::message::nullifier;
use crate::domain::access::{Grant, Role};
use crate::domain::ballot::Answers;
use crate::domain::base64url;
use crate::domain::counts::Counts;
use crate::domain::encoding::{base32, hex};
use crate::domain::exact::Score;
use crate::domain::score::{NodeScore, score_instrument};
use crate::rehearsal::respondent::Ballot;

/// Commands that could tell a figure, or count.
const COMMANDS: [&[&str]; 6] = [
    &["results", "--round", ROUND],
    &["results", "--round", ROUND, "--format", "json"],
    &["tally", "--round", ROUND],
    &["kpi", "--round", ROUND],
    &["board", "export", ROUND, "--to", "/dev/null"],
    &["participation", "--round", ROUND],
];
/// Those of them that must be refused.
const REFUSED: usize = 3;
/// Letters of a needle that are looked for: long enough to be no accident.
const LETTERS: usize = 24;

/// Everybody answers at a server that is a process of its own. Two rows each: of this program, and of one that
/// logs and shows what common tools do.
pub async fn of_process(
    below: &Path,
    program: &Path,
    plan: Plan,
) -> Result<[Vec<Finding>; 2], Spoilt> {
    let site = Site::make_today(below, plan.seed).await?;
    let scratch = Scratch::on(site, plan.people).await?;
    let answers = draw_distinct(&scratch.site, plan.people)?;
    let server = Server::start(program, &scratch.site.folder)?;
    let mut ballots = Vec::new();
    for (link, own) in scratch.links.iter().zip(&answers) {
        let ballot = by_link_at(&scratch.site, &server.base, link.clone(), own.clone());
        ballots.push(ballot.await?);
    }
    let log = Files::from([("log".to_owned(), server.log()?)]);
    let mut shown = pages(&scratch).await?;
    let mut carried_out = usize::from(server.dumps_core()?);
    for (at, args) in COMMANDS.iter().enumerate() {
        let (done, said) = run(program, &scratch.site.folder, args)?;
        carried_out += usize::from(done && at < REFUSED);
        shown.insert(args.join(" "), said);
    }
    let folder = &scratch.site.folder;
    let mut files = files_in_use(folder, &folder.with_extension("copy"))?;
    for (at, (name, bytes)) in server.visible().into_iter().enumerate() {
        files.insert(format!("proc/{name}-{at}"), bytes);
    }
    drop(server);
    let people = plan.people;
    let traces = traces(&scratch, &ballots);
    let common = Files::from([("log".to_owned(), access_log(&scratch, &ballots))]);
    let rows = |log: &Files| Finding::search("app-log", people, traces.len(), found(&traces, log));
    let scores = scores(&scratch, &answers)?;
    let early = |shown: &Files| {
        let told = found(&answers, &files) + found(&answers, shown) + texts(&scores, shown);
        let tries = answers.len() * 2 + scores.len() + REFUSED + 1;
        Finding::search("operator", people, tries, told + carried_out)
    };
    let live = Files::from([("statistics".to_owned(), scores.join(" ").into_bytes())]);
    Ok([
        vec![rows(&log), early(&shown)],
        vec![rows(&common), early(&live)],
    ])
}

/// What a log must not have of anybody.
fn traces(scratch: &Scratch, ballots: &[Ballot]) -> Vec<Vec<u8>> {
    let mut traces = Vec::new();
    for (at, (link, ballot)) in scratch.links.iter().zip(ballots).enumerate() {
        let (token, _) = link.split_once('.').unwrap_or_default();
        let nullifier = nullifier(&scratch.poll.id, &ballot.envelope);
        let start = |text: String| text.chars().take(LETTERS).collect::<String>();
        traces.extend([
            token.to_owned(),
            staff_id(AGENCY, at),
            name(AGENCY, at),
            receipt_code(&nullifier),
            start(hex(nullifier.as_ref())),
            start(base32(nullifier.as_ref())),
            start(base64url::encode(nullifier.as_ref())),
            start(base64url::encode(ballot.envelope.bytes())),
            start(base64url::encode(ballot.random32.as_ref())),
            start(base64url::encode(ballot.signature.as_ref())),
        ]);
    }
    // One address for all of them.
    traces.push("127.0.0.1".to_owned());
    traces.into_iter().map(String::into_bytes).collect()
}

/// What a common tool logs of the same requests: address, path with all that is in it, and what was sent.
fn access_log(scratch: &Scratch, ballots: &[Ballot]) -> Vec<u8> {
    let lines = scratch.links.iter().zip(ballots).map(|(link, ballot)| {
        let (token, _) = link.split_once('.').unwrap_or_default();
        let sent = base64url::encode(ballot.envelope.bytes());
        format!("127.0.0.1 GET /survey?token={token}\n127.0.0.1 POST /survey {sent}\n")
    });
    lines.collect::<String>().into_bytes()
}

/// Every page and file that any role of the office can reach, and what the interface for programs says.
async fn pages(scratch: &Scratch) -> Result<Files, Spoilt> {
    let own = Some(scratch.site.app.office.agency(AGENCY).await?.id);
    let mut all = Files::new();
    for (role, agency, first, below) in [
        (
            Role::Administrator,
            None,
            "/office/admin".to_owned(),
            "/office/admin",
        ),
        (
            Role::Auditor,
            None,
            "/office/audit".to_owned(),
            "/office/audit",
        ),
        (
            Role::HrOfficer,
            own,
            format!("/office/hr/{AGENCY}/{ROUND}"),
            "/office/hr/",
        ),
        (
            Role::Executive,
            own,
            format!("/office/executive/{AGENCY}"),
            "/office/executive/",
        ),
    ] {
        let browser = Browser::signed_in(&scratch.site, role, Grant { role, agency }).await?;
        let mut firsts = vec![first];
        if role == Role::Executive {
            let page = |name| format!("/office/executive/{AGENCY}/{ROUND}/{name}");
            firsts.extend(["results", "department", "total", "results/results.csv"].map(page));
        }
        let seen = apart(move || {
            let each = firsts.iter().map(|first| crawl(&browser, first, below));
            each.collect::<Result<Vec<_>, Spoilt>>()
        });
        all.extend(seen.await?.into_iter().flatten());
    }
    Ok(all)
}

/// Scores of what was answered so far, as they would be shown: of the instrument and its nodes. Those that a
/// share of so few people may come to as well are left out.
fn scores(scratch: &Scratch, answers: &[Vec<u8>]) -> Result<Vec<String>, Spoilt> {
    let office = &scratch.site.app.office;
    let (framework, instrument) = office.find_instrument(ASKED.0, ASKED.1)?;
    let mut counts = Counts::empty(framework, instrument);
    for own in answers {
        let own = Answers::decode(own, framework, instrument);
        let added = own.map(|own| counts.add(&own).is_ok());
        if added != Ok(true) {
            return Err(Spoilt::Setup("answers"));
        }
    }
    let scores = score_instrument(framework, instrument, &counts);
    let scores = scores.ok_or(Spoilt::Setup("scores"))?;
    let shares = |of: usize| (0..=of).map(move |part| (part * 10_000 + of / 2) / of);
    let shares: BTreeSet<usize> = (1..=answers.len()).flat_map(shares).collect();
    let shown = scores
        .nodes
        .iter()
        .chain([&scores.own])
        .map(NodeScore::score);
    let telling = |score: &Score| {
        usize::try_from(score.hundredths()).is_ok_and(|score| !shares.contains(&score))
    };
    Ok(shown.filter(telling).map(|it| it.to_string()).collect())
}

/// How many of these numbers stand in any of the texts, in either script.
fn texts(numbers: &[String], shown: &Files) -> usize {
    let thai = |digit: char| digit.to_digit(10).and_then(|it| char::from_u32(0xe50 + it));
    let stands = |number: &&String| {
        let other: String = number.chars().map(|it| thai(it).unwrap_or(it)).collect();
        shown.values().any(|bytes| {
            let text = String::from_utf8_lossy(bytes);
            text.contains(number.as_str()) || text.contains(&other)
        })
    };
    numbers.iter().filter(stands).count()
}
