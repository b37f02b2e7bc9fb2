# shellcheck shell=bash
# One PostgreSQL server on a loopback port. Its data are thrown away with the run directory, so it
# does not sync to disk; in everything else it behaves as installed.

POSTGRES_READY_SECONDS=60

# as_postgres COMMAND...: in the place of this process. PostgreSQL refuses to run as root.
as_postgres() {
    local user as_user=()
    if ((EUID == 0)); then
        user=$(postgres_user)
        as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    fi
    exec env -u PGDATA -u PGPORT -u PGHOST -u PGUSER -u PGDATABASE -u PGOPTIONS LC_ALL=C \
        "${as_user[@]}" "$@"
}

postgres_user() {
    if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

# psql as the server's owner: postgres_sql ARGUMENT...
postgres_sql() {
    PGPASSWORD=$(<"$RUN/postgres/password") "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 \
        "host=127.0.0.1 port=$(<"$RUN/postgres/port") user=postgres connect_timeout=2" "$@"
}

postgres_create() {
    local data=$RUN/postgres/data password
    mkdir -p "$RUN/postgres"
    rm -rf "$data"
    mkdir -m 700 "$data"
    password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
    (umask 077 && printf '%s\n' "$password" >"$RUN/postgres/password")
    if ((EUID == 0)); then
        chown "$(postgres_user)" "$data" "$RUN/postgres/password"
        (as_postgres test -w "$data") ||
            fail "the user $(postgres_user) cannot reach $data: give --dir a folder that everyone" \
                "may pass through"
    fi
    (as_postgres "$PG_BIN/initdb" -D "$data" -U postgres --encoding=UTF8 --locale=C \
        --auth=scram-sha-256 --pwfile="$RUN/postgres/password" --no-sync) \
        >"$RUN/postgres.log" 2>&1 ||
        postgres_fail "initdb failed"
    postgres_configure "$(free_port)"
}

postgres_configure() {
    printf '%s\n' "$1" >"$RUN/postgres/port"
    cat >"$RUN/postgres/data/stack.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = ''
max_connections = 200
shared_buffers = '256MB'
fsync = off
full_page_writes = off
CONF
    chmod 644 "$RUN/postgres/data/stack.conf"
    grep -q '^include' "$RUN/postgres/data/postgresql.conf" ||
        printf "include 'stack.conf'\n" >>"$RUN/postgres/data/postgresql.conf"
}

postgres_launch() {
    # A killed server leaves its lock behind, and refuses to start while its number is in use, if
    # only by a zombie.
    rm -f "$RUN/postgres/data/postmaster.pid"
    (as_postgres setsid "$PG_BIN/postgres" -D "$RUN/postgres/data") \
        9>&- </dev/null >>"$RUN/postgres.log" 2>&1 &
    record_process "$RUN/postgres.pid" $! || true
    disown
}

postgres_answers() { postgres_sql -c 'SELECT 1' >/dev/null 2>&1; }
postgres_answers_or_died() { process_is_gone "$RUN/postgres.pid" || postgres_answers; }

# postgres_await NAME FRESH BEGUN
postgres_await() {
    local fresh=$2 begun=$3
    for _ in {1..5}; do
        wait_until "$POSTGRES_READY_SECONDS" postgres_answers_or_died ||
            postgres_fail "PostgreSQL did not answer within $POSTGRES_READY_SECONDS s"
        if recorded_process "$RUN/postgres.pid" >/dev/null; then
            [[ $fresh == no ]] || postgres_populate
            say "$("$PG_BIN/postgres" --version | sed 's/.*(\(.*\)) \([0-9.]*\).*/\1 \2/')" \
                "at 127.0.0.1:$(<"$RUN/postgres/port") ready in $(since "$begun")"
            return
        fi
        if [[ $fresh == no ]] || ! grep -q 'Address already in use' "$RUN/postgres.log"; then
            postgres_fail "PostgreSQL ended while it was starting"
        fi
        postgres_configure "$(free_port)"
        postgres_launch
    done
    postgres_fail "PostgreSQL found its port taken five times"
}

# The role that learnlog gets may create databases and nothing beyond.
postgres_populate() {
    local password
    password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
    postgres_sql >>"$RUN/postgres.log" 2>&1 <<SQL ||
CREATE ROLE learnlog LOGIN CREATEDB PASSWORD '$password';
CREATE DATABASE learnlog OWNER learnlog;
SQL
        postgres_fail "could not create the role and database learnlog"
    (umask 077 && printf 'postgres://learnlog:%s@127.0.0.1:%s/learnlog\n' \
        "$password" "$(<"$RUN/postgres/port")" >"$RUN/postgres/url")
}

postgres_fail() {
    tail -n 25 "$RUN/postgres.log" >&2
    fail "$*: the lines above are the end of its log"
}
