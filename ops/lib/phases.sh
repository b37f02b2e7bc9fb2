# shellcheck shell=bash
# Phases of a script: each runs in a process group of its own with its output in a file, is shown as one line with its seconds,
# and is killed with the script. Needs LOGS, a folder.

PHASE_JOB=
PHASES_FAILED=()
KILL_SECONDS=10

# phase NAME COMMAND...: false if the command fails. Its output is then shown by the caller.
phase() {
    local name=$1 begun=$EPOCHREALTIME status=0
    shift
    [[ -t 1 ]] || printf '%-10s ' "$name"
    # Job control gives the command a process group; Ctrl-C then reaches this script alone, which ends the group.
    set -m
    "$@" </dev/null >"$LOGS/$name.log" 2>&1 &
    PHASE_JOB=$!
    set +m
    [[ ! -t 1 ]] || show_progress "$name" "$begun"
    wait "$PHASE_JOB" || status=$?
    PHASE_JOB=
    [[ ! -t 1 ]] || printf '\r\e[K%-10s ' "$name"
    if ((status == 0)); then
        printf 'ok      %s\n' "$(since "$begun")"
    else
        printf 'FAILED  %s\n' "$(since "$begun")"
        PHASES_FAILED+=("$name")
    fi
    return "$status"
}

# The seconds so far and the last line of the output, until the phase ends.
show_progress() {
    local last
    while kill -0 "$PHASE_JOB" 2>/dev/null; do
        last=$(tail -n 1 "$LOGS/$1.log" | tr -cd '[:print:]')
        printf '\r\e[K%-10s %s  %.60s' "$1" "$(since "$2")" "$last"
        sleep 0.2
    done
}

# show NAME [LINES]: what a failed phase said.
show() {
    local log=$LOGS/$1.log lines=${2:-100}
    (($(wc -l <"$log") <= lines)) || printf '    … (all of it is in %s)\n' "$log"
    tail -n "$lines" "$log" | sed 's/^/    /'
}

# Ends the running phase with everything that it started.
end_phase() {
    [[ -n $PHASE_JOB ]] || return 0
    kill -s TERM -- "-$PHASE_JOB" 2>/dev/null || return 0
    wait_until "$KILL_SECONDS" group_is_gone "$PHASE_JOB" || kill -s KILL -- "-$PHASE_JOB" 2>/dev/null || true
}

group_is_gone() { ! kill -0 -- "-$1" 2>/dev/null; }
