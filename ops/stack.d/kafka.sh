# shellcheck shell=bash
# Kafka nodes, broker and controller in one process each (KRaft), on loopback ports: `kafka`, and where three are asked for also
# `kafka2` and `kafka3`. Beside the listener for everybody, a broker can have one for each client that reaches it through a proxy:
# clients go where a listener says that it is, so such a listener names the proxy.

KAFKA_READY_SECONDS=120

# kafka_names COUNT
kafka_names() {
    printf 'kafka'
    (($1 == 1)) || printf ' kafka2 kafka3'
}

kafka_node() {
    local node=${1#kafka}
    printf '%s' "${node:-1}"
}

# A killed broker is let in again only when its old session has timed out: hence the short one.
# kafka_configure NAME BROKER CONTROLLER VOTERS EXTRA...: each EXTRA is ADVERTISED:PORT.
kafka_configure() {
    local name=$1 broker=$2 controller=$3 voters=$4 listeners advertised map extra number=0
    shift 4
    listeners=PLAINTEXT://127.0.0.1:$broker,CONTROLLER://127.0.0.1:$controller
    advertised=PLAINTEXT://127.0.0.1:$broker
    map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    : >"$RUN/$name/listeners"
    for extra in "$@"; do
        number=$((number + 1))
        listeners+=,CLIENT$number://127.0.0.1:${extra#*:}
        advertised+=,CLIENT$number://127.0.0.1:${extra%:*}
        map+=,CLIENT$number:PLAINTEXT
        printf '%s 127.0.0.1:%s\n' "${extra%:*}" "${extra#*:}" >>"$RUN/$name/listeners"
    done
    cat >"$RUN/$name/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=$(kafka_node "$name")
controller.quorum.voters=$voters
controller.listener.names=CONTROLLER
listeners=$listeners
advertised.listeners=$advertised
listener.security.protocol.map=$map
log.dirs=$RUN/$name/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=8388608
PROPERTIES
    printf '127.0.0.1:%s\n' "$broker" >"$RUN/$name/bootstrap"
}

# kafka_java CLASS ARGUMENT...: in the place of this process. KAFKA_HEAP_OPTS, as Kafka's own scripts take it, gives it another heap.
kafka_java() {
    local heap
    read -ra heap <<<"${KAFKA_HEAP_OPTS:--Xms128m -Xmx512m}"
    CLASSPATH=$(class_path) exec setsid "$JAVA" "${heap[@]}" -XX:+UseSerialGC \
        -Djava.net.preferIPv4Stack=true -Djava.awt.headless=true \
        -Dlog4j2.configurationFile="$PARTS/log4j2.properties" "$@"
}

# Prints COUNT different ports that nobody listens on.
kafka_ports() {
    local ports=" " port
    while (($(wc -w <<<"$ports") < $1)); do
        port=$(free_port)
        [[ $ports == *" $port "* ]] || ports+="$port "
    done
    printf '%s' "$ports"
}

# New ports for all nodes, and data folders that belong to them: the first node's creation is everybody's.
kafka_create() {
    local id names name voters="" each ports=() advertised=() extra=() index
    [[ $1 == kafka ]] || return 0
    read -ra names <<<"$(kafka_names "$BROKERS")"
    # shellcheck disable=SC2153 # an option of the caller
    read -ra advertised <<<"$ADVERTISED"
    each=$((${#advertised[@]} / BROKERS))
    read -ra ports <<<"$(kafka_ports $((BROKERS * (2 + each))))"
    for name in "${names[@]}"; do
        voters+=,$(kafka_node "$name")@127.0.0.1:${ports[BROKERS + $(kafka_node "$name") - 1]}
    done
    # A cluster id is 16 bytes in URL-safe base64; the first character must not be a dash.
    id=L$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 2-21)w
    for name in "${names[@]}"; do
        index=$(($(kafka_node "$name") - 1)) extra=()
        for ((i = index * each; i < (index + 1) * each; i++)); do
            extra+=("${advertised[i]}:${ports[2 * BROKERS + i]}")
        done
        mkdir -p "$RUN/$name"
        rm -rf "$RUN/$name/data"
        kafka_configure "$name" "${ports[index]}" "${ports[BROKERS + index]}" "${voters#,}" "${extra[@]}"
        kafka_format "$name" "$id"
    done
}

# kafka_format NAME CLUSTER_ID
kafka_format() {
    (kafka_java kafka.tools.StorageTool format -t "$2" -c "$RUN/$1/server.properties") >"$RUN/$1.log" 2>&1 || {
        tail -n 20 "$RUN/$1.log" >&2
        fail "Kafka could not format its data folder"
    }
}

kafka_launch() {
    (cd "$RUN/$1" && kafka_java kafka.Kafka "$RUN/$1/server.properties") \
        9>&- </dev/null >>"$RUN/$1.log" 2>&1 &
    record_process "$RUN/$1.pid" $! || true
    disown
}

# Does the broker answer? Sends an ApiVersions request (key 18, version 0, correlation 7, no client
# id) and reads the correlation and "no error" back. The broker opens its listener only once the
# controller has let it in.
kafka_answers() {
    local host=${1%:*} port=${1##*:}
    # shellcheck disable=SC2016 # for the inner shell
    timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1" &&
        printf "\0\0\0\x0a\0\x12\0\0\0\0\0\x07\xff\xff" >&3 &&
        [[ $(head -c 10 <&3 | od -An -tx1 | tr -d " \n") == ????????000000070000 ]]' \
        "$host" "$port" 2>/dev/null
}

kafka_answers_or_died() {
    process_is_gone "$RUN/$1.pid" || kafka_answers "$(<"$RUN/$1/bootstrap")"
}

# kafka_await NAME FRESH BEGUN: waits for a launched Kafka. A new one whose port was taken in the meantime is made again with
# others, if it is alone.
kafka_await() {
    local name=$1 fresh=$2 begun=$3
    for _ in {1..5}; do
        wait_until "$KAFKA_READY_SECONDS" kafka_answers_or_died "$name" ||
            kafka_fail "$name" "Kafka did not answer within $KAFKA_READY_SECONDS s"
        if recorded_process "$RUN/$name.pid" >/dev/null; then
            say "Kafka $KAFKA_VERSION at $(<"$RUN/$name/bootstrap") ready in $(since "$begun")"
            return
        fi
        if [[ $fresh == no || $BROKERS != 1 ]] || ! grep -q 'Address already in use' "$RUN/$name.log"; then
            kafka_fail "$name" "Kafka ended while it was starting"
        fi
        kafka_create "$name"
        kafka_launch "$name"
    done
    kafka_fail "$name" "Kafka found its port taken five times"
}

kafka_fail() {
    tail -n 25 "$RUN/$1.log" >&2
    shift
    fail "$*: the lines above are the end of its log"
}
