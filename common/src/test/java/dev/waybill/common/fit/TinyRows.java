package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Made-up rows of a features table of ten days, and recipes for them. */
final class TinyRows {

    static final StructType SCHEMA = new StructType()
            .add("trip_id", DataTypes.StringType)
            .add("event_date", DataTypes.DateType)
            .add("hour", DataTypes.DoubleType)
            .add("origin", DataTypes.StringType)
            .add("is_late", DataTypes.BooleanType)
            .add("eta_minutes", DataTypes.DoubleType);
    static final List<Input> INPUTS = List.of(
            Input.numeric("hour"), Input.categorical("origin", List.of("z0", "z1", "z2")), Input.numeric("is_late"));

    static final LearnedInputs ALIKE = LearnedInputs.alike(INPUTS);

    private TinyRows() {}

    static TrainingSpec spec(String model) {
        return spec(Task.regression, model);
    }

    /** @param model as YAML: {@code {max_depth: 3}} */
    static TrainingSpec spec(Task task, String model) {
        return new TrainingSpec(
                task,
                List.of("trip_id"),
                "eta_minutes",
                INPUTS.stream().map(Input::name).toList(),
                Bound.of(SplitByDate.class, "{train: 2020-03-01/2020-03-10, test: 2020-03-11/2020-03-12}"),
                Bound.of(Model.class, model));
    }

    static Dataset<Row> frame(List<Row> rows) {
        return SharedSpark.session().createDataFrame(rows, SCHEMA);
    }

    static Dataset<Row> frame(int count, double missing) {
        return frame(rows(count, missing));
    }

    /** @param missing the share of values that are null or zero */
    static List<Row> rows(int count, double missing) {
        Random random = new Random(11);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int hour = random.nextInt(24);
            int zone = random.nextInt(3);
            boolean late = random.nextBoolean();
            rows.add(RowFactory.create(
                    "t%04d".formatted(i),
                    Date.valueOf(LocalDate.of(2020, 3, 1 + i % 10)),
                    random.nextDouble() < missing ? (random.nextBoolean() ? null : 0.0) : (Double) (double) hour,
                    random.nextDouble() < missing ? null : "z" + zone,
                    random.nextDouble() < missing ? null : (Boolean) late,
                    5 + hour + 4.0 * zone + random.nextDouble() * 10));
        }
        return rows;
    }
}
