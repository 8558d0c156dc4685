package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** What a model is fitted on: rows by date, and the inputs with the categories that training saw. */
public final class TrainingRows {

    /** Sums of it are the same in whatever order. */
    private static final DataType EXACT = DataTypes.createDecimalType(28, 9);

    private TrainingRows() {}

    /**
     * The inputs in order. Texts are categories by their average label, the lowest first, equal ones by name: in that
     * order a single threshold makes the best of all splits into two groups, for a squared error and for two classes
     * (Breiman, Friedman, Olshen and Stone: Classification and Regression Trees, 1984, section 4.2.2).
     *
     * @param train labelled rows; those that are predicted must not be among them
     */
    public static List<Input> inputs(Dataset<Row> train, Recipe recipe) {
        List<String> texts = recipe.features().stream()
                .filter(name -> type(train, name) instanceof StringType)
                .toList();
        Map<String, List<String>> categories = categories(train, texts, recipe.label());
        return recipe.features().stream()
                .map(name -> texts.contains(name)
                        ? Input.categorical(name, categories.getOrDefault(name, List.of()))
                        : numeric(train, name))
                .toList();
    }

    private static Map<String, List<String>> categories(Dataset<Row> train, List<String> texts, String label) {
        if (texts.isEmpty()) {
            return Map.of();
        }
        Column[] each = texts.stream()
                .map(name -> functions.struct(
                        functions.lit(name).as("input"), functions.col(name).as("category")))
                .toArray(Column[]::new);
        return train
                .select(
                        functions.inline(functions.array(each)),
                        functions.col(label).cast("double").cast(EXACT).as("label"))
                .where("category is not null")
                .groupBy("input", "category")
                .agg(functions.avg("label").as("label"))
                .orderBy("label", "category")
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.getString(0), Collectors.mapping(row -> row.getString(1), Collectors.toList())));
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
