//! Columns that exist. A column more is a promise less: think first, then change this list.

use crate::support::{House, tables};

#[actix_web::test]
async fn the_urn_has_these_columns_and_no_row_numbers() {
    let house = House::with(&[("D01", 6)]).await;
    assert_eq!(
        tables::schema(&house.urn_file()).await,
        [
            "CREATE TABLE \"ballot\" ( \"poll\" blob NOT NULL, \"nullifier\" blob NOT NULL, \"envelope\" blob NOT NULL, \
             \"random32\" blob NOT NULL, \"signature\" blob NOT NULL, PRIMARY KEY (\"poll\", \"nullifier\") ) WITHOUT ROWID",
            "CREATE TABLE \"poll\" ( \"poll\" blob NOT NULL PRIMARY KEY, \"accepting\" boolean NOT NULL , \"until\" text NULL) WITHOUT ROWID",
            "CREATE TABLE \"ticket\" ( \"poll\" blob NOT NULL, \"digest\" blob NOT NULL, \"spent\" boolean NOT NULL, \
             PRIMARY KEY (\"poll\", \"digest\") ) WITHOUT ROWID",
            "CREATE TABLE \"ticket_ballot\" ( \"poll\" blob NOT NULL, \"nullifier\" blob NOT NULL, \
             \"envelope\" blob NOT NULL, PRIMARY KEY (\"poll\", \"nullifier\") ) WITHOUT ROWID",
            "CREATE TABLE \"ticket_day\" ( \"poll\" blob NOT NULL, \"channel\" text NOT NULL, \"day\" text NOT NULL, \
             \"minted\" integer NOT NULL, \"spent\" integer NOT NULL, \"hasty\" integer NOT NULL, \
             PRIMARY KEY (\"poll\", \"channel\", \"day\") ) WITHOUT ROWID",
            "CREATE INDEX ticket_digest ON ticket (digest)",
        ]
    );
}

#[actix_web::test]
async fn the_results_have_no_row_numbers() {
    let house = House::with(&[("D01", 6)]).await;
    let schema = tables::schema(&house.data().join("results.db")).await;
    assert_eq!(schema.len(), 7);
    assert!(
        schema.iter().all(|table| table.ends_with("WITHOUT ROWID")),
        "{schema:?}"
    );
}

#[actix_web::test]
async fn an_invitation_has_these_columns() {
    let house = House::with(&[("D01", 6)]).await;
    let registry = tables::dump(&house.registry_file()).await;
    let columns: Vec<&str> = registry["invitation"][0]
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        columns,
        [
            "acknowledgement",
            "blinded_digest",
            "day",
            "generation",
            "nonce",
            "staff_id",
            "state",
            "token_digest"
        ]
    );
}
