package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RecommendationScoringTest {

    @Test
    void namesUsersAndItemsAsTrainingDoes() {
        Dataset<Row> rows = SharedSpark.session()
                .sql("select * from values (1, timestamp'2020-03-01 10:00:00', binary('b')), (2, null, binary('a')),"
                        + " (3, timestamp'2020-03-01 10:00:00', null) as t(id, who, what)");
        FactorModel model = PreferencesTest.model("2020-03-01 10:00:00", "a", "b", "c");
        assertThat(RecommendationScoring.score(rows, model)
                        .selectExpr("id", "preference", "is_fallback", "size(explanation)")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder("[1,2.0,false,0]", "[2,1.0,true,0]", "[3,0.0,false,0]");
    }

    @Test
    void theListForEverybodyIsNotThatOfAUserWithAnEmptyName() {
        Dataset<Row> histories = SharedSpark.session().sql("select '' as user, array('b') as had");
        assertThat(RecommendationScoring.lists(histories, PreferencesTest.model("", "a", "b", "c"))
                        .where("rank = 1")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder("[,1,a,3.0,false]", "[null,1,c,3.0,true]");
    }
}
