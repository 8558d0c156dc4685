package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Finds the predictions that are meant: what production says of a row, or what one version said.
 *
 * @param key the columns of it
 * @param version whose predictions; empty for those that production says
 */
record ScoredRows(List<String> key, Optional<Integer> version, Tables tables) {

    private static final String HASH = "_hash";

    /** Of two for one key, a row that was moved to another date, the one that was written last. */
    private static final Comparator<Row> WRITTEN =
            Comparator.comparing(row -> row.getTimestamp(row.fieldIndex(ScoredTable.SCORED_AT)));

    /**
     * In the order in which they were named or drawn, each once.
     *
     * @param unmade gets those that are not there
     */
    List<ScoredRow> find(Wanted wanted, Unmade unmade) {
        List<AuditedKey> keys = wanted instanceof Wanted.Keys asked ? named(asked) : drawn((Wanted.Sample) wanted);
        Map<AuditedKey, List<Row>> found = new AuditedKeys(keys).find(rows());
        refuse(keys.stream().filter(each -> !found.containsKey(each)).toList(), unmade);
        Map<AuditedKey, ScoredRow> rows = keys.stream()
                .flatMap(each -> found.getOrDefault(each, List.of()).stream().max(WRITTEN).stream())
                .map(row -> new ScoredRow(AuditedKey.of(row, key), table(), row))
                .collect(Collectors.toMap(ScoredRow::key, row -> row, (one, same) -> one, LinkedHashMap::new));
        return List.copyOf(rows.values());
    }

    private List<AuditedKey> named(Wanted.Keys wanted) {
        return wanted.texts().stream()
                .map(text -> AuditedKey.parse(text, key))
                .distinct()
                .toList();
    }

    private String table() {
        return version.isPresent() ? ScoredTable.NAME : ScoredTable.CURRENT;
    }

    private Dataset<Row> rows() {
        Dataset<Row> rows = tables.read(table());
        return version.map(number ->
                        rows.where(functions.col(ScoredTable.MODEL_VERSION).equalTo(number)))
                .orElse(rows);
    }

    private void refuse(List<AuditedKey> unknown, Unmade unmade) {
        if (!unknown.isEmpty()) {
            Dataset<Row> all = tables.read(ScoredTable.NAME).select(columns(functions.col(ScoredTable.MODEL_VERSION)));
            Map<AuditedKey, List<Row>> elsewhere = new AuditedKeys(unknown).find(all);
            unknown.forEach(each -> unmade.add(each, unknown(each, elsewhere.getOrDefault(each, List.of()))));
        }
    }

    /** Those of the key, and others. */
    private Column[] columns(Column... others) {
        return Stream.concat(Stream.of(others), key.stream().map(functions::col))
                .toArray(Column[]::new);
    }

    /** @param elsewhere the versions that said something of it */
    private Refusal unknown(AuditedKey key, List<Row> elsewhere) {
        String versions = elsewhere.stream()
                .map(row -> row.<Integer>getAs(ScoredTable.MODEL_VERSION))
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return Refusal.mistake(
                "audit.unknown-key",
                "Cannot audit %s: table %s has no such row%s.".formatted(key, table(), ofVersion()),
                versions.isEmpty()
                        ? "Nor has table %s of any version: look for it in table %s by ./waybill sql."
                                .formatted(ScoredTable.NAME, FeatureTable.NAME)
                        : "Table %s has it of version %s: name one by --model.".formatted(ScoredTable.NAME, versions));
    }

    private String ofVersion() {
        return version.map(number -> " of version " + number).orElse("");
    }

    /** By a hash of seed and key, which draws the same rows however they are partitioned. */
    private List<AuditedKey> drawn(Wanted.Sample wanted) {
        Dataset<Row> all =
                wanted.date().map(date -> Tables.within(rows(), Set.of(date))).orElseGet(this::rows);
        Dataset<Row> drawn = all.select(columns())
                .withColumn(HASH, functions.xxhash64(columns(functions.lit(wanted.seed()))))
                .orderBy(HASH, key.toArray(String[]::new))
                .limit(wanted.rows());
        List<AuditedKey> keys = Sessions.summaries(drawn).stream()
                .map(row -> AuditedKey.of(row, key))
                .distinct()
                .toList();
        if (keys.isEmpty()) {
            throw none(wanted.date());
        }
        return keys;
    }

    private Refusal none(Optional<LocalDate> date) {
        return Refusal.mistake(
                "audit.no-rows",
                "Cannot audit a sample: table %s has no row%s%s."
                        .formatted(
                                table(),
                                ofVersion(),
                                date.map(day -> " of date " + day).orElse("")),
                "Look at what it has by ./waybill sql.");
    }
}
