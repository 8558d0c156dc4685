package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.Input;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

    private static final Dataset<Row> ROWS = SharedSpark.session().sql("""
            select * from values
              ('b', 1,    true,  cast(null as string), 'x',  9.5D),
              ('c', 2,    false, null,                 'x',  7D),
              ('b', null, null,  null,                 null, 4.5D),
              ('a', 3,    true,  null,                 'y',  7D)
            as t (origin, hour, late, never, origin_index, eta_minutes)""");

    @Test
    void putsCategoriesInTheOrderOfTheirAverageLabelAndThenOfTheirNames() {
        assertThat(inputs(ROWS, "hour", "origin", "late", "origin_index"))
                .containsExactly(
                        Input.numeric("hour"),
                        Input.categorical("origin", List.of("a", "b", "c")),
                        Input.numeric("late"),
                        Input.categorical("origin_index", List.of("y", "x")));
        assertThat(inputs(ROWS.withColumn("eta_minutes", functions.expr("origin = 'a'")), "origin"))
                .containsExactly(Input.categorical("origin", List.of("b", "c", "a")));
    }

    @Test
    void hasNoCategoriesOfATextThatIsAlwaysNull() {
        assertThat(inputs(ROWS, "never", "hour"))
                .containsExactly(Input.categorical("never", List.of()), Input.numeric("hour"));
    }

    private static List<Input> inputs(Dataset<Row> rows, String... features) {
        Recipe tiny = TinyRows.recipe("{num_round: 1}");
        return TrainingRows.inputs(
                rows, new Recipe(tiny.task(), tiny.key(), tiny.label(), List.of(features), tiny.split(), tiny.model()));
    }
}
