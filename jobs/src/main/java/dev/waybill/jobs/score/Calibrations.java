package dev.waybill.jobs.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/**
 * The table of recalibrations: which intervals a model has from an event date on. Rows are added and never changed; of two
 * for the same model and date, the one that was added last counts. A date's intervals are those of the last date up to it:
 * what is added for a later date leaves it alone.
 */
final class Calibrations {

    private static final String LABELS_UNTIL = "labels_until";
    private static final String INTERVALS = "intervals";
    private static final String OFFSETS = "struct<rows: int, values: array<double>>";
    private static final String INTERVALS_TYPE =
            "struct<basis: string, groups: array<string>, all: %1$s, others: %1$s, by_group: map<string, %1$s>>"
                    .formatted(OFFSETS);

    /**
     * One to be added.
     *
     * @param labelsUntil labels that became known at that moment or later were not counted
     * @param dates whose rows it was calibrated on
     */
    record Entry(
            LocalDate validFrom, Instant labelsUntil, DateRange dates, Intervals intervals, TableVersion features) {}

    private Calibrations() {}

    /** Those of a model, by the date from which they are valid. */
    static SortedMap<LocalDate, Recalibration> of(Champion champion, Tables tables) {
        SortedMap<LocalDate, Recalibration> byDate = new TreeMap<>();
        if (tables.exists(CalibrationsTable.NAME)) {
            read(rows(champion, tables)).forEach(one -> byDate.put(one.validFrom(), one));
        }
        return byDate;
    }

    /** All of them, by the version of the model that they are of. */
    static SortedMap<Integer, List<Recalibration>> byVersion(Tables tables) {
        SortedMap<Integer, List<Recalibration>> byVersion = new TreeMap<>();
        if (tables.exists(CalibrationsTable.NAME)) {
            Dataset<Row> rows = tables.read(CalibrationsTable.NAME);
            Sessions.summaries(rows.select(ScoredTable.MODEL_VERSION).distinct())
                    .forEach(version -> byVersion.put(
                            version.getInt(0),
                            read(CalibrationsTable.rows(tables, version.getInt(0)))
                                    .toList()));
        }
        return byVersion;
    }

    /** The one of a name, also where a later one for the same date has taken its place. */
    static Optional<Recalibration> named(String name, Champion champion, Tables tables) {
        return tables.exists(CalibrationsTable.NAME)
                ? read(rows(champion, tables)
                                .where(functions.col(ScoredTable.CALIBRATION).equalTo(name)))
                        .findFirst()
                : Optional.empty();
    }

    /** The later take of a date after the earlier ones. */
    private static Stream<Recalibration> read(Dataset<Row> rows) {
        Dataset<Row> cells = rows.select(
                functions.col(ScoredTable.CALIBRATION),
                functions.col(CalibrationsTable.VALID_FROM),
                functions.to_json(functions.col(INTERVALS)),
                functions.col(CalibrationsTable.TAKE));
        return Sessions.summaries(cells).stream()
                .sorted(Comparator.comparingLong(row -> row.getLong(3)))
                .map(row ->
                        new Recalibration(row.getString(0), row.getDate(1).toLocalDate(), intervals(row.getString(2))));
    }

    /** By version as well, since two models may have the same trees and other scales. */
    private static Dataset<Row> rows(Champion champion, Tables tables) {
        return CalibrationsTable.rows(tables, champion.version().version())
                .where(functions
                        .col(ScoredTable.MODEL_SHA256)
                        .equalTo(champion.model().sha256()));
    }

    private static Intervals intervals(String json) {
        try {
            return JsonFile.JSON.readValue(json, Intervals.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not intervals: " + json, e);
        }
    }

    /** The last one whose first date this is. */
    static Optional<Recalibration> startingOn(LocalDate date, Champion champion, Tables tables) {
        return Optional.ofNullable(of(champion, tables).get(date));
    }

    /**
     * What the calibration of an event date is called: see {@link ScoredTable#CALIBRATION}.
     *
     * @param own the name of the model's own, which counts before all later ones
     */
    static String nameOn(LocalDate date, String own, SortedMap<LocalDate, Recalibration> later) {
        return later.headMap(date.plusDays(1)).values().stream()
                .reduce((earlier, last) -> last)
                .map(Recalibration::name)
                .orElse(own);
    }

    /** Adds one, in one commit; its name is that of the model and the date, and a number from the second of them on. */
    static String add(Entry entry, Champion champion, JobContext context) {
        long take = 1
                + (context.tables().exists(CalibrationsTable.NAME)
                        ? Sessions.count(rows(champion, context.tables())
                                .where(functions
                                        .col(CalibrationsTable.VALID_FROM)
                                        .equalTo(Date.valueOf(entry.validFrom()))))
                        : 0);
        String name = "%s@%s%s".formatted(champion.version(), entry.validFrom(), take == 1 ? "" : "." + take);
        context.tables()
                .append(
                        CalibrationsTable.NAME,
                        context.spark().range(1).select(columns(name, take, entry, champion, context)));
        return name;
    }

    private static Column[] columns(String name, long take, Entry entry, Champion champion, JobContext context) {
        return new Column[] {
            functions.lit(name).as(ScoredTable.CALIBRATION),
            functions.lit(Date.valueOf(entry.validFrom())).as(CalibrationsTable.VALID_FROM),
            functions.lit(Timestamp.from(entry.labelsUntil())).as(LABELS_UNTIL),
            functions.lit(take).as(CalibrationsTable.TAKE),
            functions.lit(champion.version().model()).as(ScoredTable.MODEL_NAME),
            functions.lit(champion.version().version()).as(ScoredTable.MODEL_VERSION),
            functions.lit(champion.model().sha256()).as(ScoredTable.MODEL_SHA256),
            functions.lit(Date.valueOf(entry.dates().first())).as("first_date"),
            functions.lit(Date.valueOf(entry.dates().last())).as("last_date"),
            functions
                    .from_json(
                            functions.lit(JsonFile.text(entry.intervals())), DataType.fromDDL(INTERVALS_TYPE), Map.of())
                    .as(INTERVALS),
            functions.lit(entry.features().version()).as(ScoredTable.FEATURES_VERSION),
            functions.lit(context.workspace().runId()).as(ScoredTable.RUN_ID),
            functions.lit(Timestamp.from(context.clock().instant())).as("calibrated_at")
        };
    }
}
