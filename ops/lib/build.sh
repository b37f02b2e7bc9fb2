# shellcheck shell=bash
# Finds what the Rust build needs, and installs the distribution's packages for what is missing. `install`, `say` and `fail`
# come from the caller.

# Prints rust-version of Cargo.toml.
rust_at_least() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml; }

# True if cargo runs a compiler that is new enough.
rust_is_there() {
    local version
    version=$(rustc --version 2>/dev/null | cut -d ' ' -f 2) || return 1
    command -v cargo >/dev/null && [[ -n $version ]] &&
        [[ $(printf '%s\n' "$(rust_at_least)" "${version%%-*}" | sort -V | head -n 1) == "$(rust_at_least)" ]]
}

# need_rust [COMPONENT...]: a toolchain, with fmt or clippy where asked for.
need_rust() {
    local component
    [[ :$PATH: == *:$HOME/.cargo/bin:* ]] || PATH=$PATH:$HOME/.cargo/bin
    if ! rust_is_there; then
        command -v rustup >/dev/null ||
            fail "Rust $(rust_at_least) or newer is missing: install it from https://rustup.rs (or the distribution's" \
                "rustup package), then run this again"
        say "Rust $(rust_at_least) or newer is missing: rustup toolchain install stable"
        export RUSTUP_TOOLCHAIN=stable
        rustup toolchain install stable --profile minimal >&2 || fail "rustup failed: the lines above say why"
        rust_is_there || fail "stable Rust is older than $(rust_at_least)"
    fi
    for component in "$@"; do
        cargo "$component" --version >/dev/null 2>&1 && continue
        command -v rustup >/dev/null || fail "cargo $component is missing: install it beside $(command -v cargo)"
        say "cargo $component is missing: rustup component add"
        rustup component add "${component/fmt/rustfmt}" >&2 || fail "rustup failed: the lines above say why"
    done
}

# The C and C++ compilers and make, for librdkafka and ring.
need_compiler() {
    local program
    for program in cc c++ make; do
        command -v "$program" >/dev/null || {
            install "$program" build-essential
            return
        }
    done
}
