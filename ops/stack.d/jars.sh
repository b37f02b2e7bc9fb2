# shellcheck shell=bash
# Kafka's jars: fetched once by Maven into the cache, and used only if every one has the checksum
# kept in jars.sha256.

KAFKA_VERSION=4.1.1
JARS=${XDG_CACHE_HOME:-$HOME/.cache}/learnlog/kafka-$KAFKA_VERSION

# fetch_jars FOLDER: into an empty folder.
fetch_jars() {
    local begun=$EPOCHREALTIME log=$1/mvn.log
    need_maven
    say "fetching Kafka $KAFKA_VERSION (43 MB, once) with Maven into $JARS"
    mvn -B -f "$PARTS/pom.xml" \
        org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$1" >"$log" 2>&1 || {
        grep -F '[ERROR]' "$log" | head -n 10 >&2 || true
        rm -rf "$1"
        fail "Maven could not fetch Kafka: the lines above say why"
    }
    rm "$log"
    say "fetched Kafka $KAFKA_VERSION in $(since "$begun")"
}

jars_are_good() {
    (cd "$1" 2>/dev/null && sha256sum --check --quiet "$PARTS/jars.sha256" >/dev/null 2>&1)
}

# Sees to it that $JARS holds the jars, also when several processes ask at once.
need_jars() {
    jars_are_good "$JARS" && return
    mkdir -p "$(dirname "$JARS")"
    exec 8>"$JARS.lock"
    flock 8
    if ! jars_are_good "$JARS"; then
        local fresh
        fresh=$(mktemp -d "$JARS.XXXXXX")
        fetch_jars "$fresh"
        if ! jars_are_good "$fresh"; then
            (cd "$fresh" && sha256sum --check --quiet "$PARTS/jars.sha256" >&2) || true
            rm -rf "$fresh"
            fail "the jars above are not those that jars.sha256 names: delete them from Maven's" \
                "own repository (usually ~/.m2) and try again; if it persists, something between" \
                "here and there changes them"
        fi
        rm -rf "$JARS"
        mv "$fresh" "$JARS"
    fi
    exec 8>&-
}

# Prints the class path: the listed jars and no others.
class_path() {
    sed "s|^[0-9a-f]*  |$JARS/|" "$PARTS/jars.sha256" | paste -sd:
}

# Rewrites jars.sha256 from a fresh fetch, for whoever changes pom.xml.
rewrite_checksums() {
    local fresh
    fresh=$(mktemp -d)
    fetch_jars "$fresh"
    (cd "$fresh" && sha256sum -- *.jar) >"$PARTS/jars.sha256"
    rm -rf "$fresh"
}
