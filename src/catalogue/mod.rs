//! Reads frameworks under `surveys/`, and refuses what is not whole in every language.
