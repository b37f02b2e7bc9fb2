//! The crates in their order, and what each must not know. ARCHITECTURE.md says the same in words.

/// One crate.
pub struct Layer {
    /// Name of the package.
    pub name: &'static str,
    /// What it must not know.
    pub must_not: &'static [&'static Ban],
}

/// Packages that stand for something a crate must not know.
pub struct Ban {
    /// In words.
    pub what: &'static str,
    /// Names of packages; `x-*` is every name that begins with `x-`.
    packages: &'static [&'static str],
}

impl Ban {
    /// Whether the package is one of them.
    pub fn covers(&self, package: &str) -> bool {
        self.packages.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => package.starts_with(prefix),
            None => package == *pattern,
        })
    }
}

const KAFKA: Ban = Ban { what: "Kafka", packages: &["rdkafka", "rdkafka-*"] };
const POSTGRES: Ban = Ban {
    what: "PostgreSQL",
    packages: &["postgres", "postgres-*", "tokio-postgres", "deadpool-*", "refinery", "sqlx"],
};
const GRPC: Ban = Ban { what: "gRPC", packages: &["tonic", "tonic-*", "hyper", "axum"] };
const PROTOBUF: Ban = Ban { what: "protobuf", packages: &["prost", "prost-*", "protox"] };
const WIRE: Ban = Ban { what: "the wire types", packages: &["learnlog-proto"] };
const SERDE: Ban =
    Ban { what: "serialization", packages: &["serde", "serde_*", "serde-*", "toml"] };
const ASYNC: Ban = Ban { what: "async", packages: &["tokio", "tokio-*", "futures", "futures-*"] };
const RANDOM: Ban = Ban { what: "randomness", packages: &["rand", "rand_*", "getrandom"] };
const TELEMETRY: Ban =
    Ban { what: "telemetry", packages: &["metrics", "metrics-*", "tracing", "tracing-*"] };
const DOMAIN: Ban = Ban { what: "the domain", packages: &["learnlog-domain"] };
const EVERYTHING_ELSE: Ban =
    Ban { what: "anything else of the project", packages: &["learnlog-*"] };

/// A crate may use those before it.
pub const LAYERS: &[Layer] = &[
    Layer {
        name: "learnlog-domain",
        must_not: &[&KAFKA, &POSTGRES, &GRPC, &PROTOBUF, &SERDE, &ASYNC, &RANDOM, &TELEMETRY],
    },
    Layer {
        name: "learnlog-chain",
        must_not: &[
            &EVERYTHING_ELSE,
            &KAFKA,
            &POSTGRES,
            &GRPC,
            &PROTOBUF,
            &SERDE,
            &ASYNC,
            &RANDOM,
            &TELEMETRY,
        ],
    },
    Layer {
        name: "learnlog-proto",
        must_not: &[&EVERYTHING_ELSE, &KAFKA, &POSTGRES, &ASYNC, &RANDOM, &TELEMETRY],
    },
    Layer {
        name: "learnlog-codec",
        must_not: &[&KAFKA, &POSTGRES, &GRPC, &ASYNC, &RANDOM, &TELEMETRY],
    },
    Layer { name: "learnlog-keys", must_not: &[&KAFKA, &POSTGRES, &GRPC, &PROTOBUF, &WIRE] },
    Layer { name: "learnlog-ledger", must_not: &[&KAFKA, &POSTGRES, &GRPC, &PROTOBUF, &WIRE] },
    Layer { name: "learnlog-kafka", must_not: &[&DOMAIN, &POSTGRES, &GRPC, &PROTOBUF, &WIRE] },
    Layer { name: "learnlog-postgres", must_not: &[&DOMAIN, &KAFKA, &GRPC, &PROTOBUF, &WIRE] },
    Layer { name: "learnlog-readmodels", must_not: &[&KAFKA, &GRPC, &PROTOBUF, &WIRE] },
    Layer { name: "learnlog-api", must_not: &[&KAFKA, &POSTGRES] },
    Layer { name: "learnlog-import", must_not: &[&KAFKA, &POSTGRES, &GRPC, &PROTOBUF] },
    Layer { name: "learnlog", must_not: &[] },
];

/// Packages outside the order, which nothing may use but tests.
pub const BESIDE: &[&str] = &[
    "learnlog-bench",
    "learnlog-fuzz",
    "learnlog-model",
    "learnlog-simulation",
    "learnlog-testkit",
    "learnlog-tests",
    "learnlog-torture",
    "xtask",
];
