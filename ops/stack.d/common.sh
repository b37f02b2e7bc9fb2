# shellcheck shell=bash
# Messages, deadlines, process files and free ports. A process file holds "PID START", so that a
# number that the system has given to another process since is never taken for ours.

say() { printf 'stack: %s\n' "$*" >&2; }

fail() {
    printf 'stack: error: %s\n' "$*" >&2
    exit 1
}

# Seconds since START (an EPOCHREALTIME), with one decimal.
since() {
    local now=${EPOCHREALTIME/[.,]/} then=${1/[.,]/}
    local tenths=$(((now - then) / 100000))
    printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

# wait_until SECONDS COMMAND...: polls until COMMAND succeeds; false when the time is over.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

# Prints the start time of a living process (in clock ticks since boot); false if it is dead or a
# zombie without threads: while some of its threads are still ending, so are its sockets.
process_start() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -ra stat <<<"${stat##*) }"
    [[ ${stat[0]} != [ZX] || ${stat[17]} -gt 1 ]] && printf '%s' "${stat[19]}"
}

# record_process FILE PID
record_process() {
    local start
    start=$(process_start "$2") || return 1
    printf '%s %s\n' "$2" "$start" >"$1"
}

# Prints the number of the process that FILE records, if it is still that one.
recorded_process() {
    local pid start
    [[ -s $1 ]] && read -r pid start <"$1" || return 1
    [[ $(process_start "$pid") == "$start" ]] && printf '%s' "$pid"
}

process_is_gone() { ! recorded_process "$1" >/dev/null; }

# Prints PID and everything below it.
process_tree() {
    local child
    printf '%s\n' "$1"
    # shellcheck disable=SC2013 # one line of words
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        process_tree "$child"
    done
}

# signal_tree SIGNAL FILE: signals a recorded process and its children; false if it is not running.
signal_tree() {
    local pid
    pid=$(recorded_process "$2") || return 1
    # shellcheck disable=SC2046 # one word per process
    kill -s "$1" $(process_tree "$pid") 2>/dev/null || true
}

all_gone() {
    local pid
    for pid in "$@"; do
        ! process_start "$pid" >/dev/null || return 1
    done
}

# kill_tree SECONDS FILE: returns when a recorded process and its children have ended, false if they
# have not in time.
kill_tree() {
    local pid tree
    pid=$(recorded_process "$2") || return 0
    mapfile -t tree < <(process_tree "$pid")
    kill -s KILL "${tree[@]}" 2>/dev/null || true
    wait_until "$1" all_gone "${tree[@]}"
}

port_is_taken() {
    local hex
    printf -v hex ':%04X' "$1"
    # The fields are: number, local address, remote address, state (0A is LISTEN).
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { hit = 1 }
            END { exit !hit }'
}

# Prints a port that nobody listens on, below the range from which the system takes ports for
# outgoing connections: so a server that is restarted finds its port free.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + SRANDOM % 12000))
        port_is_taken "$port" || {
            printf '%s' "$port"
            return
        }
    done
    fail "found no free port between 20000 and 32000"
}
