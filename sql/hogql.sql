-- sql/hogql.sql: HogQL, PostHog's SQL, on a source.

