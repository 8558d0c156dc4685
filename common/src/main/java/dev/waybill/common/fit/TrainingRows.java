package dev.waybill.common.fit;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** What a model is fitted on: rows by date, and the inputs with the categories that training saw. */
public final class TrainingRows {

    private TrainingRows() {}

    /**
     * The inputs in order. Texts are categories, and stand for the numbers of {@link CategoryCodes}, or, where classes are
     * predicted, of {@link CategoryOrder}.
     *
     * @param train the labelled rows of split.train; those that are predicted must not be among them
     */
    public static LearnedInputs inputs(Dataset<Row> train, TrainingSpec spec) {
        List<String> texts = spec.features().stream()
                .filter(name -> type(train, name) instanceof StringType)
                .toList();
        if (spec.task() == Task.multiclass) {
            return LearnedInputs.alike(ofClasses(train, texts, spec));
        }
        Map<String, CategoryCodes> codes = codes(train, texts, spec);
        List<Input> scoring = inputs(train, spec, codes, CategorySums.FOLDS);
        return new LearnedInputs(
                scoring,
                IntStream.range(0, CategorySums.FOLDS)
                        .mapToObj(fold -> inputs(train, spec, codes, fold))
                        .toList());
    }

    /** With the numbers of classes as labels. */
    private static List<Input> ofClasses(Dataset<Row> train, List<String> texts, TrainingSpec spec) {
        Map<String, SortedMap<String, double[]>> counts = new HashMap<>();
        texts.forEach(name -> counts.put(name, new TreeMap<>()));
        List<Row> found = texts.isEmpty() ? List.of() : Sessions.summaries(classCounts(train, texts, spec));
        int classes = 1 + found.stream().mapToInt(row -> row.getInt(2)).max().orElse(0);
        found.forEach(row -> counts.getOrDefault(row.getString(0), new TreeMap<>())
                        .computeIfAbsent(row.getString(1), category -> new double[classes])[row.getInt(2)] +=
                row.getLong(3));
        return spec.features().stream()
                .map(name -> Optional.ofNullable(counts.get(name))
                        .map(byCategory -> new CategoryOrder(byCategory, classes).input(name))
                        .orElseGet(() -> numeric(train, name)))
                .toList();
    }

    /** {@code input, category, class, rows}. */
    private static Dataset<Row> classCounts(Dataset<Row> train, List<String> texts, TrainingSpec spec) {
        return train.select(
                        functions.inline(categories(texts)),
                        functions.col(spec.label()).cast("int").as("class"))
                .where(functions.col("category").isNotNull())
                .groupBy("input", "category", "class")
                .agg(functions.count(functions.lit(1)));
    }

    private static Column categories(List<String> texts) {
        return functions.array(texts.stream()
                .map(name -> functions.struct(
                        functions.lit(name).as("input"), functions.col(name).as("category")))
                .toArray(Column[]::new));
    }

    private static List<Input> inputs(
            Dataset<Row> train, TrainingSpec spec, Map<String, CategoryCodes> codes, int withoutFold) {
        return spec.features().stream()
                .map(name -> Optional.ofNullable(codes.get(name))
                        .map(text -> text.input(name, withoutFold))
                        .orElseGet(() -> numeric(train, name)))
                .toList();
    }

    /** The fold of a training row, from 0 on; null for a row of another part. */
    static Column fold(TrainingSpec spec) {
        return functions.when(functions.expr(spec.split().condition(Part.train)), dealt(spec));
    }

    /** By the key alone. */
    private static Column dealt(TrainingSpec spec) {
        Column[] key = Stream.concat(
                        Stream.of(functions.lit("fold")), spec.key().stream().map(functions::col))
                .toArray(Column[]::new);
        return functions
                .pmod(functions.xxhash64(key), functions.lit(CategorySums.FOLDS))
                .cast("int");
    }

    private static Map<String, CategoryCodes> codes(Dataset<Row> train, List<String> texts, TrainingSpec spec) {
        if (texts.isEmpty()) {
            return Map.of();
        }
        Map<String, Map<Optional<String>, CategorySums>> sums = new HashMap<>();
        Sessions.summaries(sums(train, texts, spec))
                .forEach(row -> sums.computeIfAbsent(row.getString(0), input -> new HashMap<>())
                        .computeIfAbsent(Optional.ofNullable(row.getString(1)), category -> CategorySums.none())
                        .set(row.getInt(2), (double) row.getLong(3), row.getDouble(4)));
        Map<String, CategoryCodes> codes = new HashMap<>();
        texts.forEach(name -> codes.put(name, codes(sums.getOrDefault(name, Map.of()))));
        return codes;
    }

    private static CategoryCodes codes(Map<Optional<String>, CategorySums> sums) {
        SortedMap<String, CategorySums> byCategory = new TreeMap<>();
        sums.forEach((category, found) -> category.ifPresent(text -> byCategory.put(text, found)));
        List<CategorySums> inOrder = new ArrayList<>(byCategory.values());
        inOrder.add(sums.getOrDefault(Optional.<String>empty(), CategorySums.none()));
        return new CategoryCodes(byCategory, CategorySums.of(inOrder).mean(0, 0));
    }

    /** {@code input, category, fold, rows, labels}. */
    private static Dataset<Row> sums(Dataset<Row> train, List<String> texts, TrainingSpec spec) {
        Column label = functions.col(spec.label()).cast("double");
        return train.select(functions.inline(categories(texts)), dealt(spec).as("fold"), label.as("label"))
                .groupBy("input", "category", "fold")
                .agg(
                        functions.count(functions.lit(1)),
                        functions.coalesce(ExactSum.of(functions.col("label")), functions.lit(0.0)));
    }

    private static Input numeric(Dataset<Row> train, String name) {
        DataType type = type(train, name);
        if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
            throw Refusal.mistake(
                    "features.bad-type",
                    "Cannot train on feature %s: it is of type %s.".formatted(name, type.simpleString()),
                    "Make it a number, a boolean or a text in features.columns.");
        }
        return Input.numeric(name);
    }

    private static DataType type(Dataset<Row> rows, String name) {
        return rows.schema().apply(name).dataType();
    }
}
