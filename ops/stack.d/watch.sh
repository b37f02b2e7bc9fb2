# shellcheck shell=bash
# The end of a stack: a watching process that takes it down when its parent has gone, and the taking
# down.

STOP_SECONDS=10

# Starts the watching process, once per run directory. It has a session of its own, so that it
# outlives whatever kills the process group of its parent.
watch_parent() {
    [[ $PARENT != none ]] || return 0
    process_is_gone "$RUN/watch.pid" || return 0
    printf '%s %s\n' "$PARENT" "$(process_start "$PARENT")" >"$RUN/parent"
    # shellcheck disable=SC2016 # for the inner shell
    setsid bash -c 'cd / && source "$0/common.sh" && trap "" HUP INT
        until process_is_gone "$1/parent"; do sleep 0.5; done
        exec "$0/../stack" down --dir "$1"' \
        "$PARTS" "$RUN" 9>&- </dev/null >>"$RUN/watch.log" 2>&1 &
    record_process "$RUN/watch.pid" $! ||
        fail "the process that watches $PARENT could not be started"
}

# Kills the servers, for their data go with them, and removes everything.
remove_run_directory() {
    local watcher name
    for name in kafka kafka2 kafka3 postgres; do
        kill_tree "$STOP_SECONDS" "$RUN/$name.pid" ||
            say "warning: $name has not ended $STOP_SECONDS s after SIGKILL"
    done
    watcher=$(recorded_process "$RUN/watch.pid") || watcher=""
    [[ -z $watcher || $watcher == "$$" ]] || kill "$watcher" 2>/dev/null || true
    rm -rf "$RUN"
}
