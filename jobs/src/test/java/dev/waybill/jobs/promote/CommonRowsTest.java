package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CommonRowsTest {

    /** Of four classes, the champion published the likeliest two. */
    @Test
    void judgesPublishedClassesByWhatIsKnownOfThem() {
        List<Row> judged = SharedSpark.session()
                .sql("select inline(array(struct(0, 'b'), struct(1, 'd'), struct(2, 'new'))) as (id, end)")
                .selectExpr(
                        "id",
                        "end",
                        "named_struct('end', 'a', 'probability', 0.5D, 'probabilities', array("
                                + "named_struct('class', 'a', 'probability', 0.5D),"
                                + " named_struct('class', 'b', 'probability', 0.25D))) as "
                                + CommonRows.CHAMPION)
                .withColumn("judged", CommonRows.judged("end", List.of("a", "b", "it's", "d")))
                .orderBy("id")
                .select("judged.*")
                .collectAsList();

        assertThat(judged)
                .containsExactly(
                        RowFactory.create("a", 0.5, 0.25, 2),
                        RowFactory.create("a", 0.5, 0.25, 4),
                        RowFactory.create("a", 0.5, 0.0, null));
    }
}
