package dev.waybill.common.online;

import dev.waybill.common.model.Recalibration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What was published at once: the history of every key as rows of a day see it, and all else that it takes to make features of
 * a row where there are no tables.
 *
 * @param asOf the day
 * @param start when it begins in the source's zone
 * @param createdAt when it was published
 * @param expiresAt from which event time on it is too old to be told
 * @param cleanVersion the version of the table of clean rows that it was made from
 * @param newestLabel when the newest label of all became known, in microseconds; empty where there is none
 * @param raw the type of rows as the source has them, as Spark writes types in JSON
 * @param clean that of the table of clean rows
 * @param keys by group of histories, how many there are
 * @param recalibrations of models, by version
 */
public record Publication(
        String pipeline,
        String featureSetVersion,
        LocalDate asOf,
        Instant start,
        Instant createdAt,
        Instant expiresAt,
        long cleanVersion,
        Optional<Long> newestLabel,
        String raw,
        String clean,
        List<PublishedLookup> lookups,
        SortedMap<Integer, Long> keys,
        SortedMap<Integer, List<Recalibration>> recalibrations) {

    /** Whether another one, made of the same now, would tell the same. */
    public boolean isUpToDate(Publication now) {
        return with(now.newestLabel, now.createdAt, now.keys).equals(now);
    }

    /** The type of rows as the source has them. */
    public StructType rawType() {
        return (StructType) DataType.fromJson(raw);
    }

    /** The type of the table of clean rows. */
    public StructType cleanType() {
        return (StructType) DataType.fromJson(clean);
    }

    /** Whether it is told to a row of an event time. */
    public boolean isOf(Instant at) {
        return !at.isBefore(start) && at.isBefore(expiresAt);
    }

    /** How many keys there are in all groups. */
    public long allKeys() {
        return keys.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What it goes by: unlike that of any other of the pipeline. */
    public String name() {
        return "%s-%s-%d".formatted(featureSetVersion, asOf, createdAt.toEpochMilli());
    }

    /** The same, once it is known how many keys there are. */
    public Publication with(SortedMap<Integer, Long> counted) {
        return with(newestLabel, createdAt, counted);
    }

    /** The same, once it is known what is new. */
    public Publication with(Optional<Long> label) {
        return with(label, createdAt, keys);
    }

    private Publication with(Optional<Long> label, Instant created, SortedMap<Integer, Long> counted) {
        return new Publication(
                pipeline,
                featureSetVersion,
                asOf,
                start,
                created,
                expiresAt,
                cleanVersion,
                label,
                raw,
                clean,
                lookups,
                counted,
                recalibrations);
    }
}
