# shellcheck shell=bash
# One Kafka node, broker and controller in one process (KRaft), on two loopback ports.

KAFKA_READY_SECONDS=120

# A killed broker is let in again only when its old session has timed out: hence the short one.
kafka_configure() {
    local broker=$1 controller=$2
    cat >"$RUN/kafka/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$broker,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$broker
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$RUN/kafka/data
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
    printf '127.0.0.1:%s\n' "$broker" >"$RUN/kafka/bootstrap"
}

# kafka_java CLASS ARGUMENT...: in the place of this process.
kafka_java() {
    CLASSPATH=$(class_path) exec setsid "$JAVA" -Xms128m -Xmx512m -XX:+UseSerialGC \
        -Djava.net.preferIPv4Stack=true -Djava.awt.headless=true \
        -Dlog4j2.configurationFile="$PARTS/log4j2.properties" "$@"
}

# New ports, and a data folder that belongs to them.
kafka_create() {
    local id broker controller
    mkdir -p "$RUN/kafka"
    rm -rf "$RUN/kafka/data"
    broker=$(free_port) controller=$(free_port)
    [[ $broker != "$controller" ]] || controller=$(free_port)
    kafka_configure "$broker" "$controller"
    # A cluster id is 16 bytes in URL-safe base64; the first character must not be a dash.
    id=L$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 2-21)w
    (kafka_java kafka.tools.StorageTool format -t "$id" -c "$RUN/kafka/server.properties") \
        >"$RUN/kafka.log" 2>&1 || {
        tail -n 20 "$RUN/kafka.log" >&2
        fail "Kafka could not format its data folder"
    }
}

kafka_launch() {
    (cd "$RUN/kafka" && kafka_java kafka.Kafka "$RUN/kafka/server.properties") \
        9>&- </dev/null >>"$RUN/kafka.log" 2>&1 &
    record_process "$RUN/kafka.pid" $! || true
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
    process_is_gone "$RUN/kafka.pid" || kafka_answers "$(<"$RUN/kafka/bootstrap")"
}

# Waits for a launched Kafka. A new one whose port was taken in the meantime is made again with
# others.
kafka_await() {
    local fresh=$1 begun=$2
    for _ in {1..5}; do
        wait_until "$KAFKA_READY_SECONDS" kafka_answers_or_died ||
            kafka_fail "Kafka did not answer within $KAFKA_READY_SECONDS s"
        if recorded_process "$RUN/kafka.pid" >/dev/null; then
            say "Kafka $KAFKA_VERSION at $(<"$RUN/kafka/bootstrap") ready in $(since "$begun")"
            return
        fi
        if [[ $fresh == no ]] || ! grep -q 'Address already in use' "$RUN/kafka.log"; then
            kafka_fail "Kafka ended while it was starting"
        fi
        kafka_create
        kafka_launch
    done
    kafka_fail "Kafka found its port taken five times"
}

kafka_fail() {
    tail -n 25 "$RUN/kafka.log" >&2
    fail "$*: the lines above are the end of its log"
}
