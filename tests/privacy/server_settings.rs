//! What a PostgreSQL server may be set to: whatever would write down statements, values, moments or what was there
//! before is refused at the start, by its name. Each is set for the house's database alone, and what holds for a whole
//! server on servers of their own.

use std::io::{Read as _, Write as _, copy};
use std::net::{TcpListener, TcpStream};
use std::thread::spawn;

use prongsai::app::App;
use prongsai::world::World;
use tempfile::TempDir;

use crate::support::House;
use crate::support::certificates::Certificates;
use crate::support::postgres::{Cluster, OwnServers, instead_of};

/// Settings that are refused on both servers, each with a value that is.
const ON_BOTH: [(&str, &str); 17] = [
    ("synchronous_commit", "off"),
    ("default_transaction_isolation", "'repeatable read'"),
    ("log_statement", "mod"),
    ("log_duration", "on"),
    ("log_min_duration_statement", "60000"),
    ("log_min_duration_sample", "60000"),
    ("log_transaction_sample_rate", "0.01"),
    ("log_statement_stats", "on"),
    ("log_parser_stats", "on"),
    ("log_planner_stats", "on"),
    ("log_executor_stats", "on"),
    ("log_parameter_max_length_on_error", "-1"),
    ("log_min_messages", "debug1"),
    ("debug_print_parse", "on"),
    ("debug_print_rewritten", "on"),
    ("debug_print_plan", "on"),
    ("session_preload_libraries", "auto_explain"),
];

/// And on the urn's alone.
const ON_URN: [(&str, &str); 2] = [("track_counts", "off"), ("log_lock_waits", "on")];

/// A server on which a house has a database.
struct Base {
    house: House,
    name: String,
}

impl Base {
    async fn new() -> Self {
        let house = House::on_servers().await;
        let (url, _) = instead_of(&house.urn_file()).unwrap();
        let name = url.rsplit('/').next().unwrap().to_owned();
        Self { house, name }
    }

    /// Why the house does not open after this and before it is taken back; nothing if it does.
    async fn refused(&self, cluster: Cluster, act: &str, back: &str) -> String {
        cluster.say_to_superuser(&self.name, act);
        let opened = App::open(&self.house.data(), World::real(), "อีกเครื่อง").await;
        cluster.say_to_superuser(&self.name, back);
        opened.err().map_or(String::new(), |why| why.to_string())
    }

    async fn refuses_setting(&self, cluster: Cluster, (setting, value): (&str, &str)) {
        let of_database = format!("ALTER DATABASE {}", self.name);
        let act = format!("{of_database} SET {setting} = {value}");
        let why = self
            .refused(cluster, &act, &format!("{of_database} RESET {setting}"))
            .await;
        let server = if cluster == Cluster::Urn {
            "urn"
        } else {
            "registry"
        };
        let names = why.contains(setting) && why.contains(&format!("[databases] {server}"));
        assert!(names, "{cluster:?} {setting} = {value}: {why}");
    }
}

#[actix_web::test]
async fn on_servers_settings_that_write_down_statements_values_or_moments_are_refused_by_name() {
    let base = Base::new().await;
    for cluster in [Cluster::Registry, Cluster::Urn] {
        for one in ON_BOTH {
            base.refuses_setting(cluster, one).await;
        }
    }
    for one in ON_URN {
        base.refuses_setting(Cluster::Urn, one).await;
    }
    let why = base.refused(Cluster::Urn, "SELECT 1", "SELECT 1").await;
    assert!(why.is_empty(), "as it was: {why}");
}

#[actix_web::test]
async fn on_servers_what_would_run_beside_a_ballot_is_refused_by_name() {
    let base = Base::new().await;
    let function = |kind: &str, answer: &str| {
        format!(
            "CREATE FUNCTION watch() RETURNS {kind} LANGUAGE plpgsql AS \
             'BEGIN {answer} END'; CREATE TABLE watched (a int);"
        )
    };
    let gone = "DROP TABLE watched; DROP FUNCTION watch CASCADE";
    let cases = [
        (
            "event_trigger",
            "",
            "CREATE EVENT TRIGGER looks ON ddl_command_end EXECUTE FUNCTION watch()",
        ),
        (
            "trigger",
            "RETURN NULL;",
            "CREATE TRIGGER looks AFTER INSERT ON watched EXECUTE FUNCTION watch()",
        ),
        (
            "trigger",
            "RETURN NULL;",
            "CREATE RULE looks AS ON INSERT TO watched DO ALSO NOTIFY watched",
        ),
    ];
    for (kind, answer, act) in cases {
        let act = format!("{} {act}", function(kind, answer));
        let gone = if kind == "event_trigger" {
            format!("DROP EVENT TRIGGER looks; {gone}")
        } else {
            gone.to_owned()
        };
        let why = base.refused(Cluster::Urn, &act, &gone).await;
        assert!(why.contains("looks"), "{act}: {why}");
    }
}

/// Settings of a whole server that are refused, each with a value that is: on both, and on the urn's alone.
const OF_SERVER: [(&str, &str); 2] = [("fsync", "off"), ("full_page_writes", "off")];
const OF_URN: [(&str, &str); 7] = [
    ("archive_mode", "on"),
    ("wal_level", "replica"),
    ("max_wal_senders", "1"),
    ("wal_recycle", "on"),
    ("wal_keep_size", "'16MB'"),
    ("track_commit_timestamp", "on"),
    ("shared_preload_libraries", "pg_stat_statements"),
];

/// The address of a server by way of a pooler that leaves out what a connection asks for, as pgbouncer does.
fn without_options(address: &str) -> String {
    let (who, server) = address.split_once('@').unwrap();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let pooler = format!("{who}@{}", socket.local_addr().unwrap());
    let server = server.to_owned();
    spawn(move || {
        for node in socket.incoming() {
            hand_on(node.unwrap(), TcpStream::connect(&server).unwrap());
        }
    });
    pooler
}

/// The first message: its length, four bytes for the version, names and values each ended by a zero, and a zero.
fn hand_on(mut node: TcpStream, mut server: TcpStream) {
    let mut length = [0; 4];
    node.read_exact(&mut length).unwrap();
    let mut first = vec![0; u32::from_be_bytes(length) as usize - 4];
    node.read_exact(&mut first).unwrap();
    let (version, asked) = first.split_at(4);
    let asked: Vec<&[u8]> = asked.split(|byte| *byte == 0).collect();
    let mut kept = version.to_vec();
    for pair in asked.chunks(2).filter(|pair| pair[0] != b"options") {
        for text in pair.iter().filter(|text| !text.is_empty()) {
            kept.extend([text, &b"\0"[..]].concat());
        }
    }
    kept.push(0);
    let length = u32::try_from(kept.len() + 4).unwrap();
    server.write_all(&length.to_be_bytes()).unwrap();
    server.write_all(&kept).unwrap();
    let (mut from_server, mut to_node) = (server.try_clone().unwrap(), node.try_clone().unwrap());
    spawn(move || copy(&mut from_server, &mut to_node));
    spawn(move || copy(&mut node, &mut server));
}

#[actix_web::test]
async fn on_servers_all_that_is_wrong_with_both_is_named_at_once() {
    let servers = OwnServers::start(&Certificates::of_loopback());
    let (mut named, mut lines) = (Vec::new(), Vec::new());
    for name in ["registry", "urn"] {
        let more = if name == "urn" { &OF_URN[..] } else { &[] };
        for (setting, value) in OF_SERVER.iter().chain(more) {
            servers.alter(name, &format!("SET {setting} = {value}"));
            named.push((name, *setting));
        }
        servers.restart(name, "fast");
        let base = "CREATE DATABASE wrong TEMPLATE template0 LC_COLLATE 'C.UTF-8'";
        servers.say_to_superuser(name, "postgres", base);
        let address = without_options(servers.address(name));
        lines.push(format!("{name} = \"{address}/wrong?sslmode=disable\""));
        named.extend(["lc_collate", "idle_in_transaction_session_timeout"].map(|it| (name, it)));
    }
    let switch = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_switch_wal() TO urn";
    servers.say_to_superuser("urn", "wrong", switch);
    servers.say_to_superuser("urn", "postgres", "REVOKE pg_checkpoint FROM urn");
    named.push(("urn", "pg_checkpoint"));
    let data = TempDir::new().unwrap();
    let settings = format!(
        "public_url = \"http://127.0.0.1\"\ndatabases = {{ {} }}\n",
        lines.join(", ")
    );
    std::fs::write(data.path().join("settings.toml"), settings).unwrap();
    let opened = App::open(data.path(), World::real(), "อีกเครื่อง").await;
    let why = opened.err().unwrap().to_string();
    for (server, setting) in &named {
        let told = format!("[databases] {server}, {setting}");
        assert!(why.contains(&told), "{told}: {why}");
    }
    assert_eq!(why.matches(" → ").count(), named.len(), "{why}");
}
