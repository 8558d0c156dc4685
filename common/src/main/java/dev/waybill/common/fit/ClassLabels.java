package dev.waybill.common.fit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.Sessions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;

/**
 * The classes of a multiclass label, as training rows have them: texts in the order of their characters, whole numbers by their
 * size. To the trees a class is its place.
 *
 * @param names two at least
 * @param rows of training that have each
 */
public record ClassLabels(List<String> names, List<Long> rows) {

    /** Of more, a label is no class but the name of a row. */
    public static final int MOST = 1000;

    /** By how much a row counts where classes are balanced. */
    static final String WEIGHT = "_class_weight";

    /**
     * Finds the classes.
     *
     * @param train labelled rows
     * @return empty for a task of something else
     * @throws Refusal if the label is of another type, or there are fewer than two or more than {@value #MOST}
     */
    public static Optional<ClassLabels> of(Dataset<Row> train, TrainingSpec spec) {
        if (spec.task() != Task.multiclass) {
            return Optional.empty();
        }
        boolean isText = isText(train.schema().apply(spec.label()).dataType(), spec.label());
        List<Row> found = Sessions.summaries(train.groupBy(text(spec.label()).as("class"))
                .agg(functions.count(functions.lit(1)))
                .limit(MOST + 1));
        require(found, spec.label());
        List<Row> sorted = found.stream().sorted(order(isText)).toList();
        return Optional.of(new ClassLabels(
                sorted.stream().map(row -> row.getString(0)).toList(),
                sorted.stream().map(row -> row.getLong(1)).toList()));
    }

    private static boolean isText(DataType type, String label) {
        boolean isWhole = type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
        if (!isWhole && !(type instanceof StringType)) {
            throw refusal(
                    label,
                    "is of type %s, but a class is a text or a whole number".formatted(type.simpleString()),
                    "Cast it to string in source.label.expr, or change the task.");
        }
        return !isWhole;
    }

    private static void require(List<Row> found, String label) {
        if (found.size() == 1) {
            throw refusal(
                    label,
                    "is '%s' in all rows of split.train, so that there is nothing to learn"
                            .formatted(found.get(0).getString(0)),
                    "Look at source.label.expr, or widen split.train.");
        } else if (found.size() > MOST) {
            throw refusal(
                    label,
                    "has more than %,d different values in split.train, too many for classes".formatted(MOST),
                    "Put the rare ones together in source.label.expr, or change the task.");
        }
    }

    private static Refusal refusal(String label, String what, String remedy) {
        return Refusal.mistake("train.bad-label", "Cannot train: label %s %s.".formatted(label, what), remedy);
    }

    private static Comparator<Row> order(boolean isText) {
        return isText
                ? Comparator.comparing(row -> row.getString(0))
                : Comparator.comparingLong(row -> Long.parseLong(row.getString(0)));
    }

    private static Column text(String label) {
        return functions.col(label).cast("string");
    }

    /** Rows with the numbers of their classes as labels, null for a class that training never saw. */
    public Dataset<Row> numbered(Dataset<Row> rows, TrainingSpec spec) {
        Column place = functions.array_position(functions.lit(names.toArray(String[]::new)), text(spec.label()));
        Dataset<Row> numbered = rows.withColumn(
                spec.label(), functions.when(place.gt(0), place.minus(1).cast("double")));
        return spec.model().weights().classes().isPresent() ? weighted(numbered, spec.label()) : numbered;
    }

    /** So that the rows of each class count as much together as those of any other. */
    private Dataset<Row> weighted(Dataset<Row> numbered, String label) {
        double all = rows.stream().mapToLong(Long::longValue).sum();
        double[] weights = IntStream.range(0, names.size())
                .mapToDouble(i -> all / (names.size() * rows.get(i).doubleValue()))
                .toArray();
        return numbered.withColumn(
                WEIGHT,
                functions.element_at(
                        functions.lit(weights), functions.col(label).plus(1).cast("int")));
    }
}
