# shellcheck shell=bash
# The run directory: what lies there, whose it is, and who may change it now.

# Where the server of the given name is, if it is not one of ours.
given() {
    case $1 in
    kafka*) printf '%s' "${LEARNLOG_KAFKA:-}" ;;
    postgres) printf '%s' "${LEARNLOG_DATABASE:-}" ;;
    esac
}

running() { recorded_process "$RUN/$1.pid" >/dev/null; }

# One command at a time in a run directory. False if the directory was removed while this one
# waited.
lock_run_directory() {
    { exec 9>"$RUN/lock"; } 2>/dev/null || return 1
    flock -w 300 9 || fail "another 'ops/stack' has been busy in $RUN for 300 s"
    [[ $RUN/lock -ef /proc/self/fd/9 ]]
}

make_run_directory() {
    if [[ -d $RUN ]]; then
        [[ -O $RUN ]] || fail "$RUN belongs to somebody else: give another folder with --dir"
        [[ -z $(ls -A "$RUN") || -e $RUN/stack ]] ||
            fail "$RUN is not empty and no run directory of 'ops/stack': give another with --dir"
    fi
    mkdir -p "$RUN"
    chmod 755 "$RUN"
    touch "$RUN/stack"
}
