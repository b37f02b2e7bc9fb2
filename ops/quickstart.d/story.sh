# shellcheck shell=bash
# What the quickstart shows: the demo company submitted, and then as its administrators see it. Needs LEARNLOG,
# `learnlog`, `fail_with_server`, LOGS and PEOPLE; DEMO is the process that submits.

UUID='[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
WIDTH_CHARACTERS=120

# Submits the company, and sets POSITION to where the ledger stands then.
submit_company() {
    local commands recorded rejected unchanged abandoned repeated per_second seen
    # Beside this script and not before it, so that a signal ends both at once.
    setpriv --pdeathsig TERM "$LEARNLOG" --output csv demo --people "$PEOPLE" </dev/null >"$LOGS/demo.csv" &
    DEMO=$!
    wait "$DEMO" || fail_with_server "the demo failed"
    DEMO=
    IFS=, read -r commands recorded rejected unchanged abandoned _ repeated per_second POSITION \
        < <(tail -n 1 "$LOGS/demo.csv")
    seen=$EPOCHREALTIME
    learnlog overdue --at-least "$POSITION" --limit 1 >/dev/null || fail_with_server "the read models did not catch up"
    seen=$(since "$seen")
    printf '\n%s commands of %s people, %s a second: %s recorded, %s rejected, %s unchanged, %s abandoned.\n' \
        "$commands" "$PEOPLE" "$per_second" "$recorded" "$rejected" "$unchanged" "$abandoned"
    printf '%s of them repeated an earlier one and got its answer. ' "$repeated"
    printf 'All was visible in queries %s after the last answer.\n' "$seen"
}

# answer TITLE LINES COMMAND...: a heading, and so many lines of an answer; the last ones if LINES is negative.
answer() {
    local title=$1 lines=$2 line
    shift 2
    printf '\n%s: learnlog %s\n' "$title" "$*"
    learnlog "$@" >"$LOGS/answer" 2>"$LOGS/answer.err" || {
        cat "$LOGS/answer.err" >&2
        fail_with_server "learnlog $* failed"
    }
    sed -i '/^$/d' "$LOGS/answer"
    if ((lines < 0)); then
        tail -n "${lines#-}" "$LOGS/answer"
    else
        head -n "$lines" "$LOGS/answer"
        (($(wc -l <"$LOGS/answer") <= lines)) || echo '…'
    fi | while IFS= read -r line; do
        printf '  %s\n' "${line:0:WIDTH_CHARACTERS}"
    done
}

tell_story() {
    local learner
    learner=$(learnlog --output csv overdue --limit 1 2>/dev/null | grep -oE "$UUID" | head -n 1) ||
        fail_with_server "nobody is overdue in the demo company"
    [[ ! -t 1 ]] || WIDTH_CHARACTERS=$(($(tput cols) - 2))
    answer "Heads of the ledger" 8 status
    answer "Completion by course" 6 dashboard --by course
    answer "Completion by org unit" 6 dashboard --by org-unit
    answer "First overdue people" 6 overdue --limit 5
    answer "History of the first of them" 7 replay --learner "$learner"
    answer "Is it all there, as it was written?" -1 verify
    printf '\nTry next%s:\n' "$([[ $KEEP == yes ]] || echo ', after ops/quickstart --keep')"
    printf '  learnlog %s\n' "transcript $learner" "overdue --on 2026-12-31 --output csv" "replay --log 1 --follow"
}
