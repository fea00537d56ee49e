//! What a phone has to load, and whom it tells.

use crate::chromium::{Chromium, Device};
use crate::devtools::Loaded;
use crate::office::Office;
use crate::people::HOSPITAL;
use crate::questionnaire::Answers;
use crate::visit::{Visit, Whose};

/// Shell, manifest, page, style and scripts together, as the server sends them.
const HEAVIEST: u64 = 60_000;

#[tokio::test]
async fn the_questionnaire_is_light_and_tells_nobody_else() {
    let office = Office::with_everybody_invited();
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    phone.visit("about:blank").await;
    phone.traffic(); // of the browser's own first page
    let mut visit = Visit::to(&phone, office.link(HOSPITAL, 0)).await;
    visit.arrives_at("welcome").await;
    let weight = loaded_bytes(&phone).await;
    assert!(weight > 10_000, "{weight} bytes cannot be everything");
    assert!(weight <= HEAVIEST, "{weight} bytes");

    visit.take_part(Whose::Own, &Answers::of_person(0, 4)).await;
    let (asked, answered) = phone.traffic();
    // What the page made out of bytes that it had, it did not ask anybody for.
    let made = format!("blob:{}", office.base);
    let elsewhere: Vec<_> = asked
        .iter()
        .filter(|url| !url.starts_with(&office.base) && !url.starts_with(&made))
        .filter(|url| *url != "about:blank")
        .collect();
    assert!(elsewhere.is_empty(), "asked elsewhere: {elsewhere:?}");
    assert!(
        asked.iter().any(|url| url.ends_with("/api/cast")),
        "the requests were told: {asked:?}"
    );
    answered
        .iter()
        .filter(|answer| answer.url.starts_with(&office.base))
        .for_each(has_strict_headers);
    assert!(phone.cookies().is_empty(), "a cookie was set");
}

/// Compressed bodies of everything that was loaded up to now, each once.
async fn loaded_bytes(phone: &Chromium) -> u64 {
    let script = "\
        const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        const sizes = new Map(entries.map(({ name, encodedBodySize }) => [name.split('#')[0], encodedBodySize]));
        return [...sizes.values()].reduce((sum, size) => sum + size, 0);";
    phone.ask(script).await.as_u64().unwrap()
}

fn has_strict_headers(answer: &Loaded) {
    let url = &answer.url;
    assert_eq!(answer.header("set-cookie"), None, "{url}");
    let policy = answer
        .header("content-security-policy")
        .unwrap_or_else(|| panic!("{url} has no policy"));
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{url}: {policy}"
    );
    let text = answer
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/"));
    assert!(
        !text || answer.header("content-encoding") == Some("gzip"),
        "{url} is not compressed"
    );
}
