# What can be done here; `just` alone lists it.
default:
    @just --list

# What CI runs: format, lints, docs, tests.
check:
    .ci/run

# The tests alone.
test:
    cargo test --locked --features parquet

# The page in a real browser.
browser:
    tests/browser/run

# Every fuzz target for so many seconds.
fuzz SECONDS="10" *TARGETS:
    fuzz/run {{SECONDS}} {{TARGETS}}

# Line coverage of the tests, by file (needs cargo-llvm-cov).
coverage:
    cargo llvm-cov --locked --features parquet --lib --test it --summary-only

# The pictures of the README, of the real page.
pictures:
    cargo build --release --locked
    TWICETOLD=target/release/twicetold node tests/browser/pictures.mjs

# The main job on the corpus that comes with the project.
demo:
    cargo run --release --locked -- scan corpora/newsroom/docs.jsonl

# Every figure that is claimed, on the evaluation sets in DATA; what needs data that is not there is skipped by name.
figures DATA="../shared/data" *NAMES:
    benches/figures/run "{{trim_start_match(DATA, 'DATA=')}}" {{NAMES}}

# Criterion benches by room and end to end.
bench *ARGS:
    cargo bench --locked {{ARGS}}
