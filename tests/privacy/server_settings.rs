//! What a PostgreSQL server may be set to: whatever would write down statements, values, moments or what was there
//! before is refused at the start, by its name. Each is set for the house's database alone.

use prongsai::app::App;
use prongsai::world::World;

use crate::support::House;
use crate::support::postgres::{Cluster, instead_of};

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
