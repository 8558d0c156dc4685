package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.feature.StringIndexer;
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

    public static Dataset<Row> labelled(Dataset<Row> features, String label) {
        return features.where(functions.col(label).isNotNull());
    }

    /** The inputs in order; texts are categories, the most frequent first, equal ones by name. */
    public static List<Input> inputs(Dataset<Row> train, List<String> names) {
        String[] texts = names.stream()
                .filter(name -> type(train, name) instanceof StringType)
                .toArray(String[]::new);
        String[][] categories = texts.length == 0 ? new String[0][] : categories(train, texts);
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            int text = Arrays.asList(texts).indexOf(name);
            inputs.add(text < 0 ? numeric(train, name) : Input.categorical(name, List.of(categories[text])));
        }
        return inputs;
    }

    private static String[][] categories(Dataset<Row> train, String[] texts) {
        String[] indexes = Arrays.stream(texts).map(name -> "_index_" + name).toArray(String[]::new);
        return new StringIndexer()
                .setInputCols(texts)
                .setOutputCols(indexes)
                .setHandleInvalid("skip")
                .fit(train)
                .labelsArray();
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
