# Chooses few inputs from the control file of libFuzzer's merge: always the one that adds the most to what the chosen ones
# reach, until LIMIT are chosen or none adds anything. Prints their paths.

/^\// { paths[count++] = $0 }
$1 == "FT" { reached[$2] = $0; gain[$2] = NF - 2 }

END {
    while (chosen < LIMIT) {
        best = ""
        for (id in gain) if (best == "" || gain[id] > gain[best]) best = id
        if (best == "" || gain[best] == 0) break
        # What was gained when it was last counted may be reached by now.
        fields = split(reached[best], features, " ")
        news = 0
        for (i = 3; i <= fields; i++) if (!(features[i] in seen)) news++
        if (news < gain[best]) {
            gain[best] = news
            continue
        }
        for (i = 3; i <= fields; i++) seen[features[i]] = 1
        print paths[best]
        delete gain[best]
        chosen++
    }
}
