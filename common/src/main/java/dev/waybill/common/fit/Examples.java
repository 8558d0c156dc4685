package dev.waybill.common.fit;

import dev.waybill.common.model.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as XGBoost takes them: a vector, a label and a weight.
 *
 * <p>The same rows give the same examples in the same order, however they are stored and whatever Spark is set to: they
 * are dealt by their key to one partition a worker, and sorted by it there. Vectors are dense, since XGBoost confuses the
 * zeros that a sparse one leaves out with missing values.
 */
public final class Examples {

    static final String VECTOR = "_features";
    static final String LABEL = "_label";
    static final String WEIGHT = "_weight";

    private static final String FOLD = "_fold";

    private static final StructType SCHEMA = new StructType()
            .add(VECTOR, SQLDataTypes.VectorType())
            .add(LABEL, DataTypes.DoubleType)
            .add(WEIGHT, DataTypes.DoubleType);

    private Examples() {}

    /** Rows to fit trees on, weighted as the spec says; those of split.train see inputs as their folds do. */
    public static Dataset<Row> training(Dataset<Row> rows, TrainingSpec spec, LearnedInputs inputs) {
        return examples(rows, spec, inputs, SampleWeights.of(rows, spec.model().weights(), spec.lastDate()));
    }

    /** Rows to judge trees by, each as good as any other. */
    public static Dataset<Row> validation(Dataset<Row> rows, TrainingSpec spec, LearnedInputs inputs) {
        return examples(rows, spec, inputs, functions.lit(1.0));
    }

    private static Dataset<Row> examples(Dataset<Row> rows, TrainingSpec spec, LearnedInputs inputs, Column weight) {
        Dataset<Row> dealt = dealt(rows.select(columns(spec, weight)), spec);
        StructType schema = dealt.schema();
        Encoding scoring = new Encoding(inputs.scoring(), schema);
        List<Encoding> training = inputs.training().stream()
                .map(fold -> new Encoding(fold, schema))
                .collect(Collectors.toCollection(ArrayList::new)); // which can be sent
        int fold = schema.fieldIndex(FOLD);
        int label = schema.fieldIndex(LABEL);
        int weights = schema.fieldIndex(WEIGHT);
        MapFunction<Row, Row> example = row -> {
            Encoding encoding = row.isNullAt(fold) ? scoring : training.get(row.getInt(fold));
            return RowFactory.create(Vectors.dense(numbers(row, encoding)), row.get(label), row.get(weights));
        };
        return dealt.map(example, Encoders.row(SCHEMA));
    }

    private static Column[] columns(TrainingSpec spec, Column weight) {
        Stream<Column> known = Stream.concat(spec.key().stream(), spec.features().stream())
                .distinct()
                .map(functions::col);
        Column label = functions.col(spec.label()).cast("double").as(LABEL);
        Column fold = TrainingRows.fold(spec).as(FOLD);
        return Stream.concat(known, Stream.of(fold, label, weight.as(WEIGHT))).toArray(Column[]::new);
    }

    /** A number of partitions that is asked for by number is one that adaptive execution leaves alone. */
    private static Dataset<Row> dealt(Dataset<Row> rows, TrainingSpec spec) {
        Column[] key = key(spec);
        return rows.repartition(spec.model().workers(), key).sortWithinPartitions(key);
    }

    static Column[] key(TrainingSpec spec) {
        return spec.key().stream().map(functions::col).toArray(Column[]::new);
    }

    private static double[] numbers(Row row, Encoding encoding) {
        float[] numbers = new float[encoding.width()];
        encoding.encode(row, numbers, 0);
        double[] wide = new double[numbers.length];
        Arrays.setAll(wide, i -> numbers[i]);
        return wide;
    }
}
