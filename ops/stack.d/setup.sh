# shellcheck shell=bash
# shellcheck disable=SC2034 # JAVA and PG_BIN are for the other parts
# Finds Java, Maven and PostgreSQL, and installs the distribution's packages for what is missing.

JAVA_AT_LEAST=17
POSTGRES_AT_LEAST=15

# Prints the major version of the java at $1: 17 for `openjdk version "17.0.15"`.
java_version() {
    "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p;T;q'
}

find_java() {
    local java version
    for java in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java)" /usr/lib/jvm/*/bin/java; do
        [[ -x $java ]] || continue
        version=$(java_version "$java")
        if ((${version:-0} >= JAVA_AT_LEAST)); then
            printf '%s' "$java"
            return
        fi
    done
    return 1
}

find_maven() { command -v mvn; }

# Prints the folder that holds initdb, postgres and psql of one version.
find_postgres() {
    local folder version
    for folder in "$(dirname -- "$(command -v initdb || echo /nowhere/initdb)")" \
        "$(pg_config --bindir 2>/dev/null)" \
        $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr); do
        [[ -x $folder/initdb && -x $folder/postgres && -x $folder/psql ]] || continue
        version=$("$folder/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
        if ((${version:-0} >= POSTGRES_AT_LEAST)); then
            printf '%s' "$folder"
            return
        fi
    done
    return 1
}

# Prints the first of the packages that the distribution has.
available_package() {
    local package
    for package in "$@"; do
        if [[ $(apt-cache policy "$package" 2>/dev/null) == *'Candidate: '[0-9]* ]]; then
            printf '%s' "$package"
            return
        fi
    done
    return 1
}

# install WHAT PACKAGE...: the first of the packages that there is. WHAT is for the message. Asks for sudo's password only in a
# terminal: a background job that did would be stopped, and nobody would know.
install() {
    local what=$1 begun=$EPOCHREALTIME log package as_root=()
    shift
    command -v apt-get >/dev/null ||
        fail "$what is missing, and this system has no apt-get: please install it yourself"
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "$what is missing, and so is sudo: please install it as root (package $1)"
        as_root=(sudo)
        [[ -t 0 ]] || as_root=(sudo -n)
        say "$what is missing: installing it as root (sudo)"
        "${as_root[@]}" true ||
            fail "$what is missing, and sudo refuses: install it as root (package $1), or run 'ops/stack prepare' in a terminal first"
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    log=$(mktemp)
    # Lists that were fetched long ago name packages that are gone.
    say "$what is missing: fetching the lists of packages (apt-get update)"
    "${as_root[@]}" apt-get update >"$log" 2>&1 || say "warning: $(tail -n 1 "$log")"
    package=$(available_package "$@") || fail "the distribution has none of these packages: $*"
    say "installing $package (apt-get install)"
    "${as_root[@]}" apt-get install -y --no-install-recommends "$package" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        fail "could not install $package: the lines above say why"
    }
    rm -f "$log"
    say "installed $package in $(since "$begun")"
}

need_java() {
    JAVA=$(find_java) && return
    install "Java $JAVA_AT_LEAST or newer" openjdk-{21,17,25}-jre-headless
    JAVA=$(find_java) ||
        fail "there is still no Java $JAVA_AT_LEAST or newer: please set JAVA_HOME to one"
}

need_maven() {
    find_maven >/dev/null || install "Maven (mvn)" maven
    find_maven >/dev/null || fail "there is still no mvn in PATH"
}

need_postgres() {
    PG_BIN=$(find_postgres) && return
    install "PostgreSQL $POSTGRES_AT_LEAST or newer" postgresql
    PG_BIN=$(find_postgres) ||
        fail "the packages' PostgreSQL is older than $POSTGRES_AT_LEAST: please put the" \
            "bin folder of a newer one in PATH"
}
