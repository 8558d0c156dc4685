package dev.waybill.jobs.prepare;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.StoredTypes;
import dev.waybill.jobs.prepare.files.Origin;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExtractValue;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import scala.collection.JavaConverters;

/**
 * Keys that tell rows apart. A floating-point number does not: from 2^53 on, neighbouring whole numbers are the same
 * double (IEEE 754), and what a reader has made one before an expression sees it is lost.
 */
final class ExactKeys {

    private ExactKeys() {}

    /**
     * Refuses a source whose key is, or is made of, floating-point numbers.
     *
     * @param rows one input with its lookups
     * @throws Refusal naming the column, and how to read it as text
     */
    static void require(Dataset<Row> rows, Source part) {
        part.columns().forEach((name, made) -> {
            if (part.key().contains(name)) {
                String where = "source.columns." + name;
                Column column = SqlExpressions.on(rows, where, made.expr());
                require(rows, column, where + ", part of the key,", Origin.of(part));
            }
        });
    }

    /**
     * As {@link #require(Dataset, Source)}, of what rows are joined by.
     *
     * @param where what of params.yaml it is, for errors
     */
    static void require(Dataset<Row> rows, Column joined, String where, Origin origin) {
        Expression resolved = JavaConverters.seqAsJavaList(rows.select(joined.as("_key"))
                        .queryExecution()
                        .analyzed()
                        .expressions())
                .get(0)
                .children()
                .head(); // of the name that it was given just now
        if (StoredTypes.holds(resolved.dataType(), MapType.class::isInstance)) {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: %s is of type %s, and maps cannot be compared."
                            .formatted(where, resolved.dataType().simpleString()),
                    "Make a text of it with to_json(..).");
        }
        inexact(resolved).findFirst().ifPresent(part -> {
            throw Refusal.mistake(
                    "params.inexact-key",
                    "Invalid params: %s comes from %s, which is of type %s in %s: different values can be the same number."
                            .formatted(
                                    where,
                                    part.sql().replace("`", ""),
                                    part.dataType().simpleString(),
                                    origin.place()),
                    part instanceof Cast ? "Leave it a text or a whole number." : remedy(origin));
        });
    }

    /** The columns, or what is taken out of nested ones, that are inexact; casts on the way; the whole, if only that is. */
    private static Stream<Expression> inexact(Expression whole) {
        return Stream.of(columns(whole), parts(whole).filter(ExactKeys::mayRound), Stream.of(whole))
                .flatMap(parts -> parts.filter(ExactKeys::isInexact));
    }

    private static Stream<Expression> columns(Expression part) {
        return part instanceof Attribute || part instanceof ExtractValue
                ? Stream.of(part)
                : JavaConverters.seqAsJavaList(part.children()).stream().flatMap(ExactKeys::columns);
    }

    private static Stream<Expression> parts(Expression whole) {
        return Stream.concat(
                Stream.of(whole),
                JavaConverters.seqAsJavaList(whole.children()).stream().flatMap(ExactKeys::parts));
    }

    /** Whether a cast is of what may have more digits than a double; an int has not. */
    private static boolean mayRound(Expression part) {
        return part instanceof Cast cast
                && !cast.foldable()
                && StoredTypes.holds(
                        cast.child().dataType(),
                        type -> type instanceof StringType || type instanceof LongType || type instanceof DecimalType);
    }

    private static boolean isInexact(Expression part) {
        return StoredTypes.holds(part.dataType(), ExactKeys::isFloating);
    }

    private static boolean isFloating(DataType type) {
        return type instanceof DoubleType || type instanceof FloatType;
    }

    private static String remedy(Origin origin) {
        return switch (origin.format()) {
            case "json" -> "Read it as text, with options {primitivesAsString: true}.";
            case "csv" -> "Read it as text: leave out option inferSchema, and cast it to no double.";
            case "jdbc" -> "Read it as text, with option query or customSchema.";
            default -> "Write it there as text or as a whole number.";
        };
    }
}
