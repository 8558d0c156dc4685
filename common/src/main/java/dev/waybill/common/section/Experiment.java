package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.History.Days;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A part of the traffic gets what another version predicts. Which part is told by a hash of the unit alone, the same in a
 * nightly run, online and for whoever computes it in SQL: the first 52 bits of the SHA-256 of {@code salt:unit} in UTF-8, as
 * a number from 0 to 1. A larger share keeps those that the smaller one had.
 *
 * @param challenger the share of units that get the challenger's predictions
 * @param unit a clean column known at request, whose rows all get the same variant; if left out, each key is a unit
 * @param salt another one deals the units anew
 * @param version of the challenger in the registry, or an alias
 * @param start the first event date; the first that is scored with it if left out
 * @param horizon how many days it lasts, decided before it begins: later ones do not count
 * @param rows the least number of labelled rows that either variant must have to be compared
 * @param effect the change of the champion's mean loss that is worth finding
 */
public record Experiment(
        Share challenger,
        Optional<String> unit,
        String salt,
        @Default("challenger") String version,
        Optional<LocalDate> start,
        @Default("14d") Days horizon,
        @Default("500") int rows,
        @Default("5%") Share effect) {

    /** Hexadecimal digits of the hash that count: as many as a double holds exactly. */
    private static final int DIGITS = 13;

    private static final double WHOLE = 0x1p52;
    private static final String SEPARATOR = ":";

    public Experiment {
        if (salt.isBlank()) {
            throw new IllegalArgumentException("has an empty salt; name the experiment, such as spring");
        }
        if (rows < 2) {
            throw new IllegalArgumentException("has rows %d, but it must be at least 2".formatted(rows));
        }
    }

    /**
     * Refuses units that nobody knows when the prediction is asked for.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void require(Optional<Experiment> experiment, Source source) {
        if (experiment.isPresent() && !source.isDated()) {
            throw new IllegalArgumentException(
                    "experiment is there, but source has no event-time: an experiment lasts some days");
        }
        experiment.flatMap(Experiment::unit).ifPresent(unit -> requireKnown(unit, source));
    }

    private static void requireKnown(String unit, Source source) {
        Source.Column column = source.columns().get(unit);
        if (column == null) {
            throw new IllegalArgumentException("experiment.unit is '%s', which is not among source.columns. %s"
                    .formatted(unit, Suggestion.sentence(unit, source.columns().keySet())));
        }
        if (column.knownAt() != KnownAt.request) {
            throw new IllegalArgumentException(
                    "experiment.unit is '%s', which is known at %s only: nobody could tell the variant at request"
                            .formatted(unit, column.knownAt()));
        }
    }

    /** The columns that make a unit; several are joined by a vertical bar. */
    public List<String> units(Source source) {
        return unit.map(List::of).orElse(source.key());
    }

    /**
     * The variant of a unit.
     *
     * @param text the unit as Spark casts it to a string; one that is not there gets the champion
     */
    public Variant variant(@Nullable String text) {
        return text != null && place(salt, text) < challenger.fraction() ? Variant.challenger : Variant.champion;
    }

    /** Where a unit lies between 0 and 1: below the share, it is the challenger's. */
    static double place(String salt, String unit) {
        String digits =
                HexFormat.of().formatHex(sha256(salt + SEPARATOR + unit)).substring(0, DIGITS);
        return new BigInteger(digits, 16).longValueExact() / WHOLE;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As {@link #variant(String)}, of a column of units. */
    public Column variant(Column unit) {
        Column hash = functions.sha2(
                functions.concat(functions.lit(salt + SEPARATOR), unit).cast("binary"), 256);
        Column place = functions
                .conv(functions.substring(hash, 1, DIGITS), 16, 10)
                .cast("double")
                .divide(WHOLE);
        return functions
                .when(place.lt(challenger.fraction()), Variant.challenger.name())
                .otherwise(Variant.champion.name());
    }

    /** The unit of rows that have its columns, as text; null where one of them is. */
    public Column unit(Source source) {
        List<String> names = units(source);
        Column[] parts =
                names.stream().map(name -> functions.col(name).cast("string")).toArray(Column[]::new);
        Column all = functions.concat_ws("|", parts);
        Column isThere = List.of(parts).stream()
                .map(Column::isNotNull)
                .reduce(Column::and)
                .orElseThrow();
        return functions.when(isThere, all);
    }
}
