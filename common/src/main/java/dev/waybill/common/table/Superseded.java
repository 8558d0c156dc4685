package dev.waybill.common.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What later versions of a table have left of an earlier one: told by its log, without Spark.
 *
 * @param files of the earlier version that the latest does not have
 * @param since when the first of them was replaced, by which a VACUUM goes; empty where none was, or no writer said
 * @param missing how many of them are gone already
 */
public record Superseded(int files, Optional<Instant> since, long missing) {

    /**
     * Looks.
     *
     * @param root the folder of the tables, any Hadoop path
     * @param settings of a Spark session, for Hadoop's file systems
     * @return empty where the log no longer has all versions since
     */
    public static Optional<Superseded> of(String root, String table, long version, Map<String, String> settings) {
        TableLog log = TableLog.open(root, table, settings);
        List<ActiveFile> replaced = new ArrayList<>();
        Set<String> later = new HashSet<>();
        Optional<Instant> since = Optional.empty();
        OptionalLong latest = log.latest();
        if (latest.isEmpty() || latest.getAsLong() < version) {
            return Optional.empty();
        }
        for (long at = log.last(version) + 1; at <= latest.getAsLong(); at++) {
            if (!log.hasCommit(at)) {
                return Optional.empty();
            }
            Commit commit = log.commit(at);
            commit.removed().stream().filter(file -> !later.contains(file.id())).forEach(replaced::add);
            commit.added().forEach(file -> later.add(file.id()));
            since = since.or(() -> replaced.isEmpty() ? Optional.empty() : commit.at());
        }
        return Optional.of(new Superseded(replaced.size(), since, log.missing(replaced)));
    }
}
