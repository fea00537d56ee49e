//! Mails: where they stand, sending, reminding, their texts.

use maud::{Markup, html};

use crate::domain::mail::MailKind;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{Leaf, badge, empty, pager, table, tile, tiles};

/// A mail of the list.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Row.
    pub id: i64,
    /// Address of the person's page.
    pub href: String,
    /// Full name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What it is for.
    pub kind: MailKind,
    /// Where it stands.
    pub state: &'static str,
    /// Whether it may be sent again.
    pub may_go_again: bool,
    /// When, in words.
    pub when: String,
    /// The server's words.
    pub words: String,
}

/// The list and what may be done.
#[derive(Debug, Clone)]
pub struct MailPage<'a> {
    /// Where the pages of this round begin.
    pub base: &'a str,
    /// How many stand where, with the address of each list.
    pub counts: Vec<(&'static str, u64, String)>,
    /// Which state the list is narrowed to.
    pub state: &'a str,
    /// A page of mails.
    pub mails: Vec<MailRow>,
    /// Which page.
    pub leaf: Leaf,
    /// People to whom an invitation would go.
    pub to_invite: usize,
    /// Eligible people without an e-mail.
    pub letters: usize,
    /// Whether mails may be sent.
    pub is_open: bool,
    /// Whether mails with a time of their own wait until the clock is believed.
    pub waits_for_clock: bool,
}

/// The page.
pub fn mail(words: &Locale, page: &MailPage) -> Markup {
    html! {
        @if page.is_open && page.waits_for_clock {
            p.notice.warning { (words.say("hr_mail.waits_for_clock")) }
        }
        @if page.is_open { (acts(words, page)) } @else { p.hint { (words.say("hr_mail.not_open")) } }
        (counts(words, page))
        @if page.mails.is_empty() { (empty(words.say("hr_mail.none"))) } @else { (rows(words, page)) }
        (pager(words, page.leaf, |at| format!("{}/mail?state={}&page={}", page.base, page.state, at + 1)))
    }
}

fn acts(words: &Locale, page: &MailPage) -> Markup {
    let count = page.to_invite.to_string();
    html! {
        div.columns {
            div.card {
                h2 { (words.say("hr_mail.invite")) }
                @if page.to_invite > 0 {
                    p { (words.fill("hr_mail.to_invite", &[("count", &count)])) }
                    form method="post" action=(format!("{}/mail/invite", page.base)) {
                        button.primary type="submit" { (words.fill("hr_mail.invite_do", &[("count", &count)])) }
                    }
                } @else { p { (words.say("hr_mail.all_invited")) } }
                @if page.letters > 0 {
                    p.hint {
                        (words.fill("hr_mail.letters", &[("count", &page.letters.to_string())])) " "
                        a href=(format!("{}/letters", page.base)) { (words.say("hr_mail.to_letters")) }
                    }
                }
            }
            div.card {
                h2 { (words.say("hr_mail.remind")) }
                p { (words.say("hr_mail.remind_hint")) }
                p { a.button.secondary href=(format!("{}/mail/remind", page.base)) { (words.say("hr_mail.remind_plan")) } }
                p { a href=(format!("{}/mail/text/invite", page.base)) { (words.say("hr_mail.see_texts")) } }
            }
        }
    }
}

/// A state in words.
fn state_text(state: &str) -> &'static str {
    match state {
        "queued" => "hr_mail.queued",
        "sending" => "hr_mail.sending",
        "sent" => "hr_mail.sent",
        "failed" => "hr_mail.failed",
        "uncertain" => "hr_mail.uncertain",
        _ => "hr_mail.dropped",
    }
}

fn counts(words: &Locale, page: &MailPage) -> Markup {
    let linked = |(state, count, href): &(&'static str, u64, String)| {
        html! {
            a.tile-link href=(href) aria-current=[(*state == page.state).then_some("true")] {
                (tile(&count.to_string(), words.say(state_text(state)), None))
            }
        }
    };
    html! {
        (tiles(&page.counts.iter().map(linked).collect::<Vec<_>>()))
        @if page.is_open && matches!(page.state, "failed" | "uncertain") && !page.mails.is_empty() {
            form.actions method="post" action=(format!("{}/mail/resend", page.base)) {
                input type="hidden" name="state" value=(page.state);
                button.secondary type="submit" {
                    (words.fill("hr_mail.resend_all", &[("count", &page.leaf.total.to_string())]))
                }
                @if page.state == "uncertain" { p.hint { (words.say("hr_mail.uncertain_hint")) } }
            }
        }
    }
}

fn rows(words: &Locale, page: &MailPage) -> Markup {
    let say = |key| words.say(key);
    let head = html! {
        tr {
            th scope="col" { (say("hr_people.name")) }
            th scope="col" { (say("hr_mail.mail")) }
            th scope="col" { (say("hr_mail.state")) }
            th scope="col" { (say("hr_mail.server")) }
        }
    };
    let body = html! {
        @for mail in &page.mails {
            tr {
                th scope="row" { a href=(mail.href) { (mail.name) } div.hint { (mail.email) } }
                td { (say(kind_text(mail.kind))) div.hint { (mail.when) } }
                td { (state(words, mail.state)) }
                td {
                    (mail.words)
                    @if page.is_open && mail.may_go_again {
                        form method="post" action=(format!("{}/mail/resend", page.base)) {
                            input type="hidden" name="id" value=(mail.id);
                            input type="hidden" name="state" value=(mail.state);
                            button.secondary.small-button type="submit" { (say("hr_mail.resend")) }
                        }
                    }
                }
            }
        }
    };
    table(say("hr_mail.list"), &head, &body)
}

fn state(words: &Locale, state: &str) -> Markup {
    let class = match state {
        "sent" => "good",
        "failed" => "bad",
        "uncertain" => "attention",
        _ => "",
    };
    badge(class, words.say(state_text(state)))
}

/// What a mail is for, in words.
pub fn kind_text(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Invite => "hr_mail.kind_invite",
        MailKind::Remind => "hr_mail.kind_remind",
        MailKind::Extended => "hr_mail.kind_extended",
    }
}

/// Whom reminders would go to, and why others not.
#[derive(Debug, Clone, Copy)]
pub struct RemindCounts {
    /// Get a mail.
    pub mails: usize,
    /// Had their mail of that day.
    pub had_one: usize,
    /// Were not sent an invitation.
    pub not_invited: usize,
    /// Have no e-mail.
    pub letters: usize,
}

/// The page of reminders. `counted` is there once the moment was settled; `when` says it in words.
pub fn remind(
    words: &Locale,
    base: &str,
    typed: &Typed,
    counted: Option<(RemindCounts, &str)>,
) -> Markup {
    let say = |key| words.say(key);
    html! {
        (summary(words, typed))
        form.card.narrow method="get" action=(format!("{base}/mail/remind")) {
            (Field::text("day", say("hr_mail.day")).of_kind("date").optional()
                .hinted(say("hr_mail.day_hint")).input(words, typed))
            (Field::text("time", say("hr_mail.time")).of_kind("time").optional().input(words, typed))
            button.secondary type="submit" { (say("hr_mail.count_them")) }
        }
        @if let Some((counts, when)) = counted { (counted_card(words, base, typed, counts, when)) }
        form.actions method="post" action=(format!("{base}/mail/withdraw")) {
            button.quiet type="submit" { (say("hr_mail.withdraw")) }
        }
    }
}

fn counted_card(
    words: &Locale,
    base: &str,
    typed: &Typed,
    counts: RemindCounts,
    when: &str,
) -> Markup {
    let others = [
        ("hr_mail.had_one", counts.had_one),
        ("hr_mail.not_invited", counts.not_invited),
        ("hr_mail.by_letter", counts.letters),
    ];
    let count = counts.mails.to_string();
    html! {
        div.card {
            h2 { (words.fill("hr_mail.goes_to", &[("count", &count), ("when", when)])) }
            ul {
                @for (text, number) in others {
                    @if number > 0 { li { (words.fill(text, &[("count", &number.to_string())])) } }
                }
            }
            p { a href=(format!("{base}/mail/text/remind")) { (words.say("hr_mail.see_texts")) } }
            @if counts.mails > 0 {
                form method="post" action=(format!("{base}/mail/remind")) {
                    input type="hidden" name="day" value=(typed.value("day"));
                    input type="hidden" name="time" value=(typed.value("time"));
                    input type="hidden" name="expected" value=(counts.mails);
                    button.primary type="submit" { (words.fill("hr_mail.remind_do", &[("count", &count)])) }
                }
            }
        }
    }
}

/// The text of a mail, with links to the others.
pub fn text(words: &Locale, base: &str, kind: MailKind, sample: Option<(&str, &str)>) -> Markup {
    html! {
        nav.actions aria-label=(words.say("hr_mail.texts")) {
            @for other in MailKind::ALL {
                a.button.secondary href=(format!("{base}/mail/text/{}", other.code()))
                    aria-current=[(other == kind).then_some("page")] { (words.say(kind_text(other))) }
            }
        }
        @if let Some((subject, body)) = sample {
            div.card.mail-text {
                p.hint { (words.say("hr_mail.sample_hint")) }
                p { strong { (words.say("hr_mail.subject")) } " " (subject) }
                pre { (body) }
            }
        } @else { (empty(words.say("hr_mail.no_sample"))) }
    }
}
