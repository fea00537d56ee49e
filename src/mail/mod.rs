//! Mail: words and transport. What is sent when is the service's.
