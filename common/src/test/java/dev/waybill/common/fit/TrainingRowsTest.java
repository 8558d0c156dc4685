package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.Input;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

    private static final Dataset<Row> ROWS = SharedSpark.session().sql("""
            select * from values
              ('b', 1,    true,  cast(null as string), 'x'),
              ('c', 2,    false, null,                 'x'),
              ('b', null, null,  null,                 null),
              ('a', 3,    true,  null,                 'y')
            as t (origin, hour, late, never, origin_index)""");

    @Test
    void countsCategoriesByHowOftenTheyOccurAndThenByName() {
        assertThat(TrainingRows.inputs(ROWS, List.of("hour", "origin", "late", "origin_index")))
                .containsExactly(
                        Input.numeric("hour"),
                        Input.categorical("origin", List.of("b", "a", "c")),
                        Input.numeric("late"),
                        Input.categorical("origin_index", List.of("x", "y")));
    }

    @Test
    void hasNoCategoriesOfATextThatIsAlwaysNull() {
        assertThat(TrainingRows.inputs(ROWS, List.of("never", "hour")))
                .containsExactly(Input.categorical("never", List.of()), Input.numeric("hour"));
    }
}
