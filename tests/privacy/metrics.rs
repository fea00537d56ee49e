//! What a dashboard that is polled all the time tells of one person, and what a balancer may ask.

use std::time::{Duration, Instant};

use prongsai::app::server::{Listening, serve};
use prongsai::rehearsal::respondent::agent;

use crate::support::{House, blocking, hand, staff_id};

fn read(url: &str) -> (u16, String) {
    let mut answer = agent().get(url).call().unwrap();
    let text = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), text)
}

/// Waits until the address answers with this status.
async fn until(url: &str, status: u16) {
    let begun = Instant::now();
    loop {
        let asked = url.to_owned();
        let (answered, text) = blocking(move || read(&asked)).await;
        // Nothing of the cause is for those who may ask, which is everybody.
        assert!(text.len() < 30, "{text}");
        if answered == status {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn who_polls_the_figures_all_the_time_sees_no_one_look_sign_or_cast() {
    let mut house = House::with(&[("D01", 6)]).await;
    let listening = Listening {
        metrics: Some(([127, 0, 0, 1], 0).into()),
        ..Listening::on(([127, 0, 0, 1], 0).into())
    };
    let serving = serve(house.app.respondent_desk(), house.app.console(), &listening).unwrap();
    let (watched, figures) = serving.metrics.unwrap();
    let servers = [serving.server.handle(), figures.handle()];
    actix_web::rt::spawn(serving.server);
    actix_web::rt::spawn(figures);
    let base = format!("http://{}", serving.address);
    let poll = || blocking(move || read(&format!("http://{watched}/metrics")).1);

    let office = format!("{base}/office/sign-in");
    blocking(move || read(&office)).await;
    let before = poll().await;
    let counted = "_count{route=\"/office/sign-in\",status=\"2xx\"} 1\n";
    assert!(before.contains(counted), "{before}");
    assert!(before.contains("prongsai_ready 1\n"), "{before}");

    let fragment = house.links[&staff_id("D01", 0)].clone();
    let (fp, of) = (fragment.split_once('.').unwrap().1, base.clone());
    for path in ["/i", "/e", &format!("/m/{fp}"), "/api/look", "/nothing"] {
        let url = format!("{base}{path}");
        blocking(move || read(&url)).await;
    }
    assert_eq!(poll().await, before, "a page was opened");
    house.base = of;
    let ballot = house
        .issue(&staff_id("D01", 0), hand::encode(&hand::best()))
        .await
        .unwrap();
    assert_eq!(poll().await, before, "somebody signed");
    house.cast(&staff_id("D01", 0), &ballot).await.unwrap();
    assert_eq!(poll().await, before, "a ballot came");

    let ready = format!("{base}/ready");
    until(&ready, 200).await;
    let (keys, away) = (house.data().join("keys"), house.data().join("away"));
    std::fs::rename(&keys, &away).unwrap();
    until(&ready, 503).await;
    assert!(poll().await.contains("prongsai_ready 0\n"));
    assert_eq!(house.get("/health").await.0, 200);
    std::fs::rename(&away, &keys).unwrap();
    until(&ready, 200).await;
    // Root writes everywhere, so the disk is made to refuse by what stands in the file's place.
    let in_the_way = house.data().join(".writable.new");
    std::fs::create_dir(&in_the_way).unwrap();
    until(&ready, 503).await;
    std::fs::remove_dir(&in_the_way).unwrap();
    until(&ready, 200).await;
    assert!(!house.data().join(".writable").exists());
    for server in servers {
        server.stop(false).await;
    }
}
